"""The Bot API over HTTP: parsing requests, faults, answers, file downloads, host check."""

import asyncio
import hmac
import json
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from tornado.web import Application, RequestHandler

from bot.phone.faults import Fault
from bot.phone.methods.updates import RawJson
from bot.phone.wire import Call, Json, Refused, Upload

if TYPE_CHECKING:
    from bot.phone.server import PhoneServer

_LOGGER = logging.getLogger(__name__)


def application(server: "PhoneServer", *, page: bool) -> Application:
    """Return the web application of a server, with or without the page."""
    routes: list[Any] = [
        (r"/bot([^/]+)/([^/]+)/?", BotHandler, {"server": server}),
        (r"/file/bot([^/]+)/(.+)", FileHandler, {"server": server}),
    ]
    if page:
        from bot.phone.page_app import page_routes

        routes += page_routes(server)
    return Application(
        routes,
        log_function=_quiet,
        default_handler_class=MissingHandler,
        default_handler_args={"server": server},
        compress_response=False,
    )


def _quiet(handler: RequestHandler) -> None:
    """Write no access log: a refusal is an ordinary answer here."""


class LocalHandler(RequestHandler):
    """Answers only to a loopback Host, so that no web page can reach in by DNS rebinding."""

    def initialize(self, server: "PhoneServer") -> None:
        """Keep the server."""
        self.phone = server

    def prepare(self) -> None:
        """Refuse foreign hosts."""
        if self.request.host.lower() not in own_hosts(self.phone.port):
            self.set_status(421)
            self.finish("Misdirected Request")

    def compute_etag(self) -> None:
        """No entity tags: answers are never cached."""

    def set_default_headers(self) -> None:
        """Name no server; never be sniffed."""
        self.clear_header("Server")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cache-Control", "no-store")

    def answer(self, status: int, body: str | Json) -> None:
        """Finish with JSON."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(body if isinstance(body, str) else json.dumps(body, ensure_ascii=False))


class MissingHandler(LocalHandler):
    """Everything else does not exist."""

    def prepare(self) -> None:
        """Answer 404."""
        super().prepare()
        if not self._finished:
            self.answer(404, Refused(404, "Not Found").body())


class BotHandler(LocalHandler):
    """`/bot<token>/<method>`, GET and POST."""

    async def get(self, token: str, method: str) -> None:
        """Call a method with parameters in the query."""
        await self._serve(token, method)

    async def post(self, token: str, method: str) -> None:
        """Call a method with a JSON, urlencoded or multipart body."""
        await self._serve(token, method)

    def on_connection_close(self) -> None:
        """Stop a long poll whose bot is gone, so that nobody takes it for a second poller."""
        task: asyncio.Task[Any] | None = getattr(self, "_task", None)
        if task is not None:
            task.cancel()

    async def _serve(self, token: str, method: str) -> None:
        if not _same(token, self.phone.token):
            self.answer(401, Refused(401, "Unauthorized").body())
            return
        try:
            call = Call(method, *_parameters(self))
        except Refused as refusal:
            self.answer(refusal.code, refusal.body())
            return
        fault = self.phone.faults.take(method)
        if fault is not None and await self._failed(fault, call):
            return
        status, result = await self._perform(call)
        if fault is not None and fault.drop == "after":
            self.detach().close()
            return
        if status == 200:
            inner = result if isinstance(result, RawJson) else json.dumps(result, ensure_ascii=False)
            self.answer(200, f'{{"ok":true,"result":{inner}}}')
        else:
            self.answer(status, result)

    async def _perform(self, call: Call) -> tuple[int, Any]:
        if call.method.lower() != "getupdates":
            return await self.phone.perform(call)
        self._task = asyncio.create_task(self.phone.perform(call))
        try:
            return await self._task
        except asyncio.CancelledError:
            return 499, {}

    async def _failed(self, fault: Fault, call: Call) -> bool:
        """Act out a fault; True when the call ends here without an effect."""
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            self.detach().close()
            return True
        if fault.html:
            self.set_status(fault.status or 502)
            self.set_header("Content-Type", "text/html")
            self.finish("<html><body><h1>502 Bad Gateway</h1></body></html>")
            return True
        refusal = fault.refusal()
        if refusal is None:
            return False
        self.answer(refusal.code, self.phone.refuse(call, refusal))
        return True


class FileHandler(LocalHandler):
    """`/file/bot<token>/<path>`: what getFile pointed to."""

    async def get(self, token: str, path: str) -> None:
        """Download a file."""
        if not _same(token, self.phone.token):
            self.answer(401, Refused(401, "Unauthorized").body())
            return
        fault = self.phone.faults.take("download")
        if fault is not None and await self._failed(fault):
            return
        file = self.phone.world.paths.get(unquote(path))
        if file is None or file.content is None:
            self.answer(404, Refused(404, "Not Found").body())
            return
        self.set_header("Content-Type", "application/octet-stream")
        self.finish(file.content)

    async def _failed(self, fault: Fault) -> bool:
        await asyncio.sleep(fault.delay)
        if fault.drop:
            self.detach().close()
            return True
        refusal = fault.refusal()
        if refusal is not None:
            self.answer(refusal.code, refusal.body())
        return refusal is not None


def own_hosts(port: int) -> frozenset[str]:
    """Return the Host headers the server answers to."""
    return frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(unquote(given).encode(), token.encode())


def _parameters(handler: RequestHandler) -> tuple[dict[str, Any], dict[str, Upload]]:
    request = handler.request
    args: dict[str, Any] = {
        name: values[-1].decode("utf-8", "replace") for name, values in request.arguments.items()
    }
    if request.headers.get("Content-Type", "").partition(";")[0].strip() == "application/json":
        args |= _json_body(request.body)
    files = {
        name: Upload(parts[-1]["filename"], parts[-1]["body"], parts[-1]["content_type"])
        for name, parts in request.files.items()
        if parts
    }
    return args, files


def _json_body(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        value = json.loads(body)
    except ValueError as error:
        raise Refused(400, "Bad Request: can't parse request body JSON object") from error
    if not isinstance(value, dict):
        raise Refused(400, "Bad Request: can't parse request body JSON object")
    return value
