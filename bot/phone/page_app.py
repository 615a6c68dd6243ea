"""The page over HTTP: files with a strict policy, state, events, acts and uploads."""

import asyncio
import hmac
import json
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bot.phone.app import LocalHandler, own_hosts
from bot.phone.hub import Hub
from bot.phone.page_acts import ActRefused, act
from bot.phone.people import Persona
from bot.phone.views import chat_view, persona_view
from bot.phone.wire import Json

if TYPE_CHECKING:
    from bot.phone.server import PhoneServer

FOLDER = Path(__file__).parent / "page"
HISTORY = 300
PING_SECONDS = 15.0
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".html": "text/html",
    ".webmanifest": "application/manifest+json",
}
SHOWN_INLINE = frozenset(
    {
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "audio/ogg",
        "audio/webm",
        "audio/mpeg",
        "audio/mp4",
    }
)


class Desk:
    """What the page's handlers share: the phone, the events and this run's session token."""

    def __init__(self, phone: "PhoneServer") -> None:
        """Make a token for this run."""
        self.phone = phone
        self.hub = Hub(phone.world)
        self.session = token_urlsafe(24)

    @property
    def cookie(self) -> str:
        """Name of the cookie; ports share cookies, so the port is part of it."""
        return f"phone_{self.phone.port}"

    def persona(self, value: object) -> Persona | None:
        """Return the persona with an id."""
        return next((one for one in self.phone.personas if str(one.id) == str(value)), None)


def page_routes(phone: "PhoneServer") -> list[Any]:
    """Return the routes of the page."""
    shared = {"server": phone, "desk": Desk(phone)}
    return [
        (r"/", IndexHandler, shared),
        (r"/page/([\w.-]+)", AssetHandler, shared),
        (r"/phone/state", StateHandler, shared),
        (r"/phone/events", EventsHandler, shared),
        (r"/phone/act", ActHandler, shared),
        (r"/phone/upload", UploadHandler, shared),
        (r"/phone/file/([\w-]+)", PageFileHandler, shared),
    ]


class PageHandler(LocalHandler):
    """A handler of the page's own."""

    def initialize(self, server: "PhoneServer", desk: Desk | None = None) -> None:
        """Keep the phone and what the handlers share."""
        super().initialize(server)
        self.desk = desk or Desk(server)

    def set_default_headers(self) -> None:
        """Strict policy on every answer."""
        super().set_default_headers()
        self.set_header("Content-Security-Policy", POLICY)
        self.set_header("Referrer-Policy", "no-referrer")
        self.set_header("Permissions-Policy", "microphone=(self), camera=(), geolocation=()")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def refuse(self, status: int, words: str) -> None:
        """Finish with a sentence for the person."""
        self.answer(status, {"error": words})


class GuardedHandler(PageHandler):
    """Answers only to a page of this run: cookie always, Origin and header on anything that acts."""

    def prepare(self) -> None:
        """Refuse everybody else."""
        super().prepare()
        if not self._finished and not self._known():
            self.refuse(403, "会话已失效，请刷新页面")

    def _known(self) -> bool:
        token = self.get_cookie(self.desk.cookie) or ""
        if not hmac.compare_digest(token.encode(), self.desk.session.encode()):
            return False
        origin = self.request.headers.get("Origin")
        if origin is not None and origin not in {f"http://{host}" for host in own_hosts(self.phone.port)}:
            return False
        if self.request.method == "GET":
            return self.request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
        header = self.request.headers.get("X-Phone-Session", "")
        return hmac.compare_digest(header.encode(), self.desk.session.encode())


class IndexHandler(PageHandler):
    """The page itself, with the session token of this run."""

    def get(self) -> None:
        """Serve the page."""
        self.set_cookie(self.desk.cookie, self.desk.session, httponly=True, samesite="Strict", path="/")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish((FOLDER / "index.html").read_text("utf-8").replace("{{session}}", self.desk.session))


class AssetHandler(PageHandler):
    """Style, scripts and icon."""

    def get(self, name: str) -> None:
        """Serve one file of the page's folder."""
        file = FOLDER / name
        kind = TYPES.get(file.suffix)
        if kind is None or file.parent != FOLDER or not file.is_file():
            self.refuse(404, "没有这个文件")
            return
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.finish(file.read_bytes())


class StateHandler(GuardedHandler):
    """Everything a page needs to start, for one persona."""

    async def get(self) -> None:
        """Serve the state."""
        phone = self.phone
        persona = self.desk.persona(self.get_query_argument("persona", "")) or phone.personas[0]
        language = await phone.language(persona)
        chat = phone.world.chats.get(persona.id)
        texts = phone.profile.texts
        self.answer(
            200,
            {
                "seq": self.desk.hub.seq,
                "me": persona_view(persona),
                "personas": [persona_view(one) for one in phone.personas],
                "bot": {
                    "name": texts.get(("name", "")) or phone.world.bot["first_name"],
                    "username": phone.world.bot["username"],
                    "description": texts.get(("description", ""), ""),
                },
                "language": language,
                "commands": phone.profile.menu(persona.id, language),
                "messages": chat_view(phone.world, chat, HISTORY),
            },
        )


class EventsHandler(GuardedHandler):
    """Server-sent events."""

    async def get(self) -> None:
        """Stream events until the page or the server goes away."""
        after = self.request.headers.get("Last-Event-ID") or self.get_query_argument("after", "0")
        self.set_header("Content-Type", "text/event-stream")
        self._queue = self.desk.hub.open(int(after) if after.isdigit() else 0)
        self.write("retry: 1000\n\n")
        await self.flush()
        while True:
            try:
                text = await asyncio.wait_for(self._queue.get(), PING_SECONDS)
            except TimeoutError:
                text = ": ping\n\n"
            if text is None:
                return
            self.write(text)
            await self.flush()

    def on_connection_close(self) -> None:
        """End the stream of a page that is gone."""
        queue = getattr(self, "_queue", None)
        if queue is not None:
            self.desk.hub.close(queue)
            queue.put_nowait(None)


class ActHandler(GuardedHandler):
    """Acts of a persona."""

    async def post(self) -> None:
        """Do one act."""
        try:
            request: Json = json.loads(self.request.body)
        except ValueError:
            self.refuse(400, "请求无法识别")
            return
        persona = self.desk.persona(request.get("persona"))
        if persona is None:
            self.refuse(400, "没有这个身份")
            return
        try:
            self.answer(200, await act(self.phone, persona, request))
        except ActRefused as refused:
            self.refuse(400, str(refused))
        except (TypeError, ValueError):
            self.refuse(400, "请求无法识别")


class UploadHandler(GuardedHandler):
    """Documents, photos and voices of a persona."""

    async def post(self) -> None:
        """Send the uploaded files; several photos become an album."""
        persona = self.desk.persona(self.get_body_argument("persona", ""))
        files = self.request.files.get("file", [])
        if persona is None or not files:
            self.refuse(400, "没有收到文件")
            return
        caption = self.get_body_argument("caption", "")[:1024]
        kind = self.get_body_argument("kind", "document")
        if kind == "photo" and len(files) > 1:
            await self.phone.album(persona, [file["body"] for file in files[:10]], caption=caption)
        elif kind == "photo":
            await self.phone.photo(persona, files[0]["body"], caption=caption)
        elif kind == "voice":
            seconds = self.get_body_argument("seconds", "1")
            await self.phone.voice(
                persona,
                files[0]["body"],
                seconds=int(seconds) if seconds.isdigit() else 1,
                mime=files[0]["content_type"].partition(";")[0],
            )
        else:
            for file in files[:10]:
                await self.phone.upload(persona, file["filename"], file["body"], caption=caption)
                caption = ""
        self.answer(200, {"sent": len(files)})


class PageFileHandler(GuardedHandler):
    """A file of a message, shown when it is a harmless picture or sound, else saved."""

    def get(self, file_id: str) -> None:
        """Serve the file."""
        file = self.phone.world.files.get(file_id)
        if file is None or file.content is None:
            self.refuse(404, "文件已经不在了")
            return
        inline = file.mime in SHOWN_INLINE
        self.set_header("Content-Type", file.mime if inline else "application/octet-stream")
        way = "inline" if inline else "attachment"
        self.set_header("Content-Disposition", f"{way}; filename*=UTF-8''{quote(file.name)}")
        self.set_header("Cache-Control", "private, max-age=3600")
        self.finish(file.content)
