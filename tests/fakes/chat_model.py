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
        return stream(whole) if body.get("stream") else whole

    def _refused(self, body: Body) -> Fault | None:
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


def stream(whole: dict[str, Any], size: int = 8) -> Fault:
    """Return a whole answer as server-sent events; tool calls come in one piece, as some providers do."""
    said = whole["choices"][0]["message"]
    text = said.get("content") or ""
    deltas = [{"role": "assistant", "content": text[at : at + size]} for at in range(0, len(text), size)]
    if calls := said.get("tool_calls"):
        deltas = [{"role": "assistant", "tool_calls": [{"index": 0, **call} for call in calls]}]
    events = [_event(whole, delta, None) for delta in deltas] + [_event(whole, {}, "stop")]
    body = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
    return Fault(body=body.encode(), content_type="text/event-stream")


def _event(whole: dict[str, Any], delta: dict[str, Any], finish: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {**whole, "object": "chat.completion.chunk", "choices": [choice]}


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
    "hang": Fault(wait=3.0),
    "drip": Fault(body=b" " * 400, drip=0.05),
}
"""Every way of failing that was seen at an endpoint, by name."""
