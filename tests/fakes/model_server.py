"""A loopback server that speaks the OpenAI protocol and can be told to misbehave.

Each route has a responder (request body → JSON-able answer) and a queue of faults that come first.
Chat, tools or transcription are added as further responders in `ModelServer.responders`.
"""

import hashlib
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
Responder = Callable[[Body], Any]


@dataclass(frozen=True)
class Fault:
    """A way to misbehave once: wait, then answer `status` with raw `body`; `drip` sends it byte by byte."""

    status: int = 200
    body: bytes | None = None
    content_type: str = "application/json"
    wait: float = 0.0
    drip: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()
    pieces: tuple[tuple[bytes, float], ...] = ()
    """Instead of `body`: what is sent, each piece with the seconds of silence after it."""
    missing: int = 0
    """Bytes promised and never sent: the connection ends in the middle of the answer."""


HTML = Fault(body=b"<html><body>gateway</body></html>", content_type="text/html")
BROKEN_JSON = Fault(body=b'{"data": [{"embedd')
EMPTY_DATA = Fault(
    body=b'{"object":"list","model":"m","data":[],"usage":{"prompt_tokens":0,"total_tokens":0}}'
)
NULL_DATA = Fault(body=b'{"object":"list","model":"m","data":null}')
RATE_LIMITED = Fault(
    status=429, body=b'{"error":{"message":"slow down"}}', headers=(("retry-after", "3600"),)
)
OVERLOADED = Fault(status=503, body=b'{"error":{"message":"later"}}')


@dataclass
class ModelServer:
    """What the server does and remembers. Change the fields at any time."""

    dimension: int = 32
    seed: str = "model-1"
    """Another seed is another model: all vectors change."""
    answers: deque[str] = field(default_factory=deque)
    """What the chat model says next; the last one is repeated."""
    faults: deque[Fault] = field(default_factory=deque)
    always: Fault | None = None
    requests: list[tuple[str, Body]] = field(default_factory=list)
    url: str = ""
    heard: str = ""
    """What the transcription hears."""

    def __post_init__(self) -> None:
        """Set the routes."""
        self.responders: dict[str, Responder] = {
            "/v1/embeddings": self.embed,
            "/v1/chat/completions": self.chat,
            "/v1/rerank": self.rerank,
            "/v1/audio/transcriptions": self.transcribe,
        }

    def embed(self, body: Body) -> Any:
        """Answer with vectors of character bigrams: like texts get like vectors."""
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        data = [
            {"object": "embedding", "index": i, "embedding": self.vector(text)}
            for i, text in enumerate(texts)
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        return {"object": "list", "model": body["model"], "data": data, "usage": usage}

    def vector(self, text: str) -> list[float]:
        """Return the sum of a fixed random direction per character bigram."""
        total = [0.0] * self.dimension
        for a, b in zip(text, text[1:] + "$", strict=True):
            digest = hashlib.shake_128(f"{self.seed}{a}{b}".encode()).digest(self.dimension)
            total = [t + d - 127.5 for t, d in zip(total, digest, strict=True)]
        length = sum(t * t for t in total) ** 0.5 or 1.0
        return [t / length for t in total]

    def chat(self, body: Body) -> Any:
        """Answer with the next scripted text."""
        text = self.answers.popleft() if len(self.answers) > 1 else (self.answers[0] if self.answers else "")
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        return {
            "id": "c",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [choice],
            "usage": usage,
        }

    def rerank(self, body: Body) -> Any:
        """Answer with the share of the query's characters in each document."""
        query = set(body["query"])
        scores = [len(query & set(text)) / max(1, len(query)) for text in body["documents"]]
        order = sorted(range(len(scores)), key=lambda i: -scores[i])
        return {"results": [{"index": i, "relevance_score": scores[i]} for i in order]}

    def transcribe(self, body: Body) -> Any:
        """Answer with the scripted words."""
        return {"text": self.heard}

    def asked(self, route: str) -> list[Body]:
        """Return the bodies of requests to a route, in order."""
        return [body for path, body in self.requests if path == route]


@contextmanager
def model_server(**fields: Any) -> Iterator[ModelServer]:
    """Run a server on a free port of loopback; `url` is what belongs into OPENAI_BASE_URL."""
    state = ModelServer(**fields)

    class Handler(_Handler):
        server_state = state

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server_state: ModelServer

    def do_POST(self) -> None:
        state = self.server_state
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        is_json = "json" in self.headers.get("content-type", "json")
        body = (json.loads(raw) if raw else {}) if is_json else {"form": raw}
        state.requests.append((self.path, body))
        fault = state.faults.popleft() if state.faults else state.always
        if fault is not None and fault.wait:
            time.sleep(fault.wait)
        if fault is not None and fault.body is not None:
            self._send(fault.status, fault.body, fault)
            return
        responder = state.responders.get(self.path)
        if responder is None:
            self._send(404, b'{"error":{"message":"no such route"}}', Fault())
            return
        answer = responder(body)
        if isinstance(answer, Fault):  # a responder may misbehave by itself, or answer in another form
            self._send(answer.status, answer.body or b"".join(piece for piece, _ in answer.pieces), answer)
            return
        self._send(200, json.dumps(answer).encode(), fault or Fault())

    def _send(self, status: int, body: bytes, fault: Fault) -> None:
        try:
            self.send_response(status)
            self.send_header("content-type", fault.content_type)
            self.send_header("content-length", str(len(body) + fault.missing))
            for name, value in fault.headers:
                self.send_header(name, value)
            self.end_headers()
            for piece, silence in fault.pieces:
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(silence)
            if fault.pieces:
                return
            if not fault.drip:
                self.wfile.write(body)
                return
            for i in range(len(body)):
                self.wfile.write(body[i : i + 1])
                self.wfile.flush()
                time.sleep(fault.drip)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""
