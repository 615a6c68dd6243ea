"""A chat model for the loopback server: scripted drafts, in the dialects of several providers.

`install(server, …)` answers `/v1/chat/completions` with what `says` returns for the request's body: a
dict is the object asked for, a string is said as it is, a Fault is a fault. What the endpoint does not
understand (`understands`) it refuses the way its kind does.
"""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.model_server import Body, Fault, ModelServer

Says = Callable[[Body], Any]
EVERYTHING = frozenset({"json_schema", "tools", "json_object"})
ROUTE = "/v1/chat/completions"


@dataclass
class ChatScript:
    """What the model says and what its endpoint understands."""

    says: Says
    understands: Collection[str] = EVERYTHING
    refusal: str = "This response_format type is unavailable now"
    streams: bool = True
    """Whether a wish to stream is heard; otherwise the answer comes whole all the same."""
    refuses: str = ""
    """A field of the body this endpoint refuses by its name."""
    counts_always: bool = False
    """Whether every event of a stream carries the count, asked for or not."""
    usage: dict[str, Any] | None = field(
        default_factory=lambda: {"prompt_tokens": 800, "completion_tokens": 120, "total_tokens": 920}
    )
    bodies: list[Body] = field(default_factory=list)

    def __call__(self, body: Body) -> Any:
        """Answer one request, as a stream when one was asked for."""
        self.bodies.append(body)
        if refused := self._refused(body):
            return refused
        said = self.says(body)
        if isinstance(said, Fault):
            return said
        whole = completion(body, message(body, said), self.usage)
        if not body.get("stream") or not self.streams:
            return whole
        return stream(whole, counted=bool(body.get("stream_options")), repeated=self.counts_always)

    def _refused(self, body: Body) -> Fault | None:
        if self.refuses and body.get(self.refuses):
            error = {"error": {"message": f"Unrecognized request argument supplied: {self.refuses}"}}
            return Fault(status=400, body=json.dumps(error).encode())
        wish = (body.get("response_format") or {}).get("type") or ("tools" if body.get("tools") else "")
        if not wish or wish in self.understands:
            return None
        error = {"error": {"message": self.refusal, "type": "invalid_request_error"}}
        return Fault(status=400, body=json.dumps(error).encode())


def install(server: ModelServer, says: Says, **fields: Any) -> ChatScript:
    """Put a script behind the chat route and return it."""
    script = ChatScript(says, **fields)
    server.responders[ROUTE] = script
    return script


def message(body: Body, said: Any) -> dict[str, Any]:
    """Return the assistant's message: a tool call where one was demanded, else text."""
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    if not body.get("tools") or isinstance(said, str):
        return {"role": "assistant", "content": text}
    name = body["tools"][0]["function"]["name"]
    call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": text}}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def completion(body: Body, said: dict[str, Any], usage: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a whole answer."""
    choice = {"index": 0, "message": said, "finish_reason": "tool_calls" if "tool_calls" in said else "stop"}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 0,
        "model": body["model"],
        "choices": [choice],
        **({"usage": usage} if usage else {}),
    }


def stream(whole: dict[str, Any], size: int = 8, *, counted: bool = True, repeated: bool = False) -> Fault:
    """Return a whole answer as server-sent events; tool calls come in one piece, as some providers do."""
    events = [_event(whole, delta, None) for delta in _deltas(whole, size)] + [_event(whole, {}, "stop")]
    if counted and whole.get("usage"):
        events.append({**_event(whole, {}, None), "choices": [], "usage": whole["usage"]})
    if repeated:
        events = [{**event, "usage": whole["usage"]} for event in events]
    return Fault(body=_wire(events) + DONE, content_type=EVENTS)


def slow_stream(body: Body, said: dict[str, Any], *silences: tuple[str, float], cut: bool = False) -> Fault:
    """Return a stream that is silent for some seconds after lines (found by their text) are complete.

    With `cut` the connection ends in the last silence, in the middle of the answer.
    """
    whole = completion(body, {"role": "assistant", "content": json.dumps(said, ensure_ascii=False)})
    text, start, pieces = whole["choices"][0]["message"]["content"], 0, []
    for line, seconds in silences:
        end = text.index("}", text.index(line)) + 1
        pieces.append((_wire(_said(whole, text[start:end])), seconds))
        start = end
    if cut:
        return Fault(pieces=tuple(pieces), content_type=EVENTS, missing=400)
    rest = _wire([*_said(whole, text[start:]), _event(whole, {}, "stop")]) + DONE
    return Fault(pieces=(*pieces, (rest, 0.0)), content_type=EVENTS)


EVENTS = "text/event-stream"
DONE = b"data: [DONE]\n\n"


def _deltas(whole: dict[str, Any], size: int) -> list[dict[str, Any]]:
    said = whole["choices"][0]["message"]
    if calls := said.get("tool_calls"):
        return [{"role": "assistant", "tool_calls": [{"index": 0, **call} for call in calls]}]
    text = said.get("content") or ""
    return [{"role": "assistant", "content": text[at : at + size]} for at in range(0, len(text), size)]


def _said(whole: dict[str, Any], text: str, size: int = 8) -> list[dict[str, Any]]:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return [_event(whole, {"role": "assistant", "content": piece}, None) for piece in pieces]


def _wire(events: list[dict[str, Any]]) -> bytes:
    return "".join(f"data: {json.dumps(event)}\n\n" for event in events).encode()


def _event(whole: dict[str, Any], delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    event = {name: value for name, value in whole.items() if name != "usage"}
    return {**event, "object": "chat.completion.chunk", "choices": [choice]}


def material(body: Body) -> str:
    """Return what the model got besides its instructions."""
    return str(body["messages"][-1]["content"])


def everything_sent(body: Body) -> str:
    """Return the whole request as text."""
    return json.dumps(body, ensure_ascii=False)


def draft(*lines: str, facts: Collection[str] = (), move: str = "m1", **fields: str) -> dict[str, Any]:
    """Return a draft in the shape asked for, every line with the same move and facts."""
    said = [{"text": text, "move": move, "facts": list(facts), "tone": "warm"} for text in lines]
    return {"lines": said, "reason": "先接住再问一句", "next_step": "约他来试一试", **fields}


def _raw(body: str) -> Fault:
    return Fault(body=body.encode())


def _wrapped(said: dict[str, Any]) -> str:
    return json.dumps(completion({"model": "m"}, said))


_CALL = {"id": "c", "type": "function", "function": {"name": "answer", "arguments": '{"lines": [{"te'}}
HTML = Fault(body=b"<html><body>502 Bad Gateway</body></html>", content_type="text/html")
FAULTS: dict[str, Fault] = {
    "429 with a long wait": Fault(
        429, b'{"error":{"message":"slow down"}}', headers=(("retry-after", "3600"),)
    ),
    "500": Fault(500, b'{"error":{"message":"oops"}}'),
    "503 without JSON": Fault(503, b"upstream is gone", content_type="text/plain"),
    "HTML with status 200": HTML,
    "cut JSON": _raw('{"id": "c", "choices": [{"mess'),
    "no choices": _raw('{"id":"c","object":"chat.completion","created":0,"model":"m","choices":[]}'),
    "null choices": _raw('{"id":"c","object":"chat.completion","created":0,"model":"m","choices":null}'),
    "null message": _raw(
        '{"id":"c","object":"chat.completion","created":0,"model":"m","choices":[{"index":0,"message":null}]}'
    ),
    "an error with status 200": _raw('{"error": {"message": "quota"}}'),
    "cut tool arguments": _raw(_wrapped({"role": "assistant", "content": None, "tool_calls": [_CALL]})),
    "cut answer": _raw(_wrapped({"role": "assistant", "content": '{"lines": [{"text": "旧车先'})),
    "another shape": _raw(_wrapped({"role": "assistant", "content": '{"lines": "none"}'})),
    "empty answer": _raw(_wrapped({"role": "assistant", "content": ""})),
    "a list": _raw("[]"),
    "nothing at all": Fault(body=b""),
    "a body cut off": Fault(body=b'{"id": "c"', missing=400),
    "wrong key": Fault(401, b'{"error":{"message":"bad key"}}'),
    "hang": Fault(wait=30.0),
    "drip": Fault(body=b" " * 600, drip=0.05),
}
"""Every way of failing that was seen at an endpoint, by name."""
