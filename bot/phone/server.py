"""The phone's server: strict Bot API, file downloads and, when wanted, the page."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from secrets import token_hex
from typing import Any, Self

from tornado.httpserver import HTTPServer

from bot.phone.acts_elsewhere import ActsElsewhere
from bot.phone.backend import Backend
from bot.phone.faults import Drop, Fault, Faults
from bot.phone.methods import METHODS
from bot.phone.people import DEFAULT_PERSONAS, Persona
from bot.phone.profile import Profile
from bot.phone.updates import UpdateQueue
from bot.phone.waits import Request, Waits
from bot.phone.webhook import Webhook
from bot.phone.wire import Call, Json, Refused
from bot.phone.world import World

BOT_ID = 700000001
BODY_LIMIT = 128 * 1024 * 1024


class PhoneServer(Waits, ActsElsewhere):
    """A Bot API server on loopback with people one can play; see `bot.phone` for the test API."""

    def __init__(
        self,
        port: int = 0,
        token: str = "",
        *,
        personas: Sequence[Persona] = DEFAULT_PERSONAS,
        bot_name: str = "金句",
        bot_username: str = "jinju_local_bot",
        page: bool = True,
        keep_requests: int = 100_000,
        language: Callable[[int], Awaitable[str]] | None = None,
    ) -> None:
        """Prepare a server; nothing listens yet. Port 0 takes a free one, an empty token makes one up."""
        self.token = token or f"{BOT_ID}:{token_hex(20)}"
        bot_id = int(self.token.partition(":")[0])
        bot: Json = {"id": bot_id, "is_bot": True, "first_name": bot_name, "username": bot_username}
        self.world = World(bot)
        self.updates = UpdateQueue()
        self.personas = tuple(personas)
        self.profile = Profile()
        self.webhook = Webhook(self.updates, self._call_in_answer)
        self.backend = Backend(self.world, self.updates, self.profile, self.webhook)
        self.faults = Faults()
        self.requests: list[Request] = []
        self.port = port
        self._keep = keep_requests
        self._page = page
        self._language = language
        self._server: HTTPServer | None = None
        for persona in self.personas:
            self.user(persona)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen on 127.0.0.1; afterwards `port` is the real one.

        Raises:
            OSError: the port is taken.
        """
        from bot.phone.app import application

        listener = socket.create_server(("127.0.0.1", self.port), backlog=512)
        listener.setblocking(False)
        self.port = int(listener.getsockname()[1])
        self._server = HTTPServer(
            application(self, page=self._page), max_buffer_size=BODY_LIMIT, max_body_size=BODY_LIMIT
        )
        self._server.add_socket(listener)

    async def stop(self) -> None:
        """Close every connection; people and messages stay readable."""
        await self.webhook.stop()
        self.updates.interrupt("terminated by server shutdown")
        self.world.touch("closing")
        if self._server is not None:
            self._server.stop()
            await self._server.close_all_connections()
            self._server = None
        await asyncio.sleep(0)

    async def language(self, persona: Persona) -> str:
        """Return the language in which the page speaks to a persona: zh or en."""
        return await self._language(persona.id) if self._language else "zh"

    @property
    def url(self) -> str:
        """Scheme, host and port: the value for TELEGRAM_API_BASE_URL and the page's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """`base_url` of python-telegram-bot."""
        return f"{self.url}/bot"

    @property
    def base_file_url(self) -> str:
        """`base_file_url` of python-telegram-bot."""
        return f"{self.url}/file/bot"

    @property
    def pending_updates(self) -> int:
        """How many updates the bot has not confirmed."""
        return len(self.updates)

    def fault(
        self,
        method: str = "*",
        *,
        times: int = 1,
        skip: int = 0,
        status: int | None = None,
        description: str = "",
        retry_after: int | None = None,
        html: bool = False,
        drop: Drop | None = None,
        delay: float = 0.0,
    ) -> None:
        """Order a fault for the next calls of a method; see `bot.phone.faults.Fault`."""
        self.faults.add(Fault(method, times, skip, status, description, retry_after, html, drop, delay))

    def clear_faults(self) -> None:
        """Forget the faults not used."""
        self.faults.clear()

    async def perform(self, call: Call) -> tuple[int, Any]:
        """Make one call; return the HTTP status with the result, or with the refusal's body."""
        entry = METHODS.get(call.method.lower())
        if entry is None:
            return 404, Refused(404, "Not Found").body()
        name, method = entry
        request = self._logged(name, call)
        try:
            result = await method(self.backend, call)
        except Refused as refusal:
            request.status, request.error = refusal.code, refusal.description
            return refusal.code, refusal.body()
        request.status, request.result = 200, result if name != "getUpdates" else None
        self.world.touch()
        return 200, result

    def refuse(self, call: Call, refusal: Refused) -> Json:
        """Log a call that a fault refused; return the answer's body."""
        entry = METHODS.get(call.method.lower())
        request = self._logged(entry[0] if entry else call.method, call)
        request.status, request.error = refusal.code, refusal.description
        self.world.touch()
        return refusal.body()

    def _logged(self, name: str, call: Call) -> Request:
        request = Request(name, dict(call.args), dict(call.files), time.monotonic())
        self.requests.append(request)
        if len(self.requests) > self._keep:
            del self.requests[: self._keep // 2]
        return request

    async def _call_in_answer(self, call: Json) -> None:
        method = str(call.pop("method"))
        await self.perform(Call(method, call))
