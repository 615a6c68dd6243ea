"""Free conversation through a langchain agent: typed tools, hard limits, a wall clock."""

import asyncio
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from pydantic import ValidationError

from bot.config import Settings
from bot.llm.chat import ChatModel, open_chat
from bot.llm.chat_replies import text_of
from bot.llm.faults import failure
from bot.llm.usage import Tokens, estimate, tokens_of
from bot.llm.writing_masks import Mask
from bot.services.briefs import ModelUse
from bot.services.talking import Tool
from bot.services.talking.service import MOST_STEPS, MOST_TOOLS
from bot.services.understanding.normal import language_of
from bot.services.writers import Fault, ModelFailed
from prompts.load import Prompt, load

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

SECONDS = 40.0
"""Wall clock of a whole run; each call has the chat model's own besides."""
_BAD_ARGUMENTS = "参数不对，请按说明重试。"


class AgentTalker:
    """Implements `bot.services.talking.Talker`."""

    def __init__(self, chat: ChatModel, *, seconds: float = SECONDS) -> None:
        """Keep the chat model; the agent's library is imported at the first question."""
        self._chat, self._seconds = chat, seconds
        self._prompts = {"zh": load()["talk"], "en": load()["talk_en"]}

    async def talk(self, question: str, tools: Sequence[Tool], *, today: str) -> tuple[str, ModelUse]:
        """Return its answer with placeholders filled. Raises ModelFailed."""
        if not self._chat.breaker.allows():
            raise ModelFailed(Fault.RESTING)
        await self.warm()  # reading the libraries is no part of the model's time
        mask, prompt = Mask(()), self._prompts[language_of(question)]
        started = time.perf_counter()
        try:
            async with asyncio.timeout(self._seconds):
                messages = await self._run(prompt, mask.hide(question), tools, today, mask)
        except Exception as error:  # whatever a strange server makes the libraries raise
            failed = error if isinstance(error, ModelFailed) else failure(error)
            self._chat.breaker.failed()
            raise failed from error
        self._chat.breaker.succeeded()
        return self._answer(prompt, messages, mask, time.perf_counter() - started)

    async def warm(self) -> None:
        """Read the agent's libraries in a thread, so that the first question does not stop everybody."""
        await asyncio.to_thread(_libraries)

    async def close(self) -> None:
        """Close connections."""
        await self._chat.close()

    async def _run(
        self, prompt: Prompt, question: str, tools: Sequence[Tool], today: str, mask: Mask
    ) -> list[Any]:
        from langchain.agents import create_agent
        from langchain.agents.middleware import ModelCallLimitMiddleware, ToolCallLimitMiddleware
        from langsmith import tracing_context

        client = await self._chat.client()
        instructions, material = prompt.messages({"today": today, "question": question})
        agent: Any = create_agent(
            client,
            [_offered(tool, mask) for tool in tools],
            system_prompt=instructions,
            middleware=cast(
                "Any",
                [
                    ModelCallLimitMiddleware(run_limit=MOST_STEPS, exit_behavior="error"),
                    ToolCallLimitMiddleware(run_limit=MOST_TOOLS, exit_behavior="continue"),
                ],
            ),
        )
        # A tracing service named in the environment must not get customers' words.
        with tracing_context(enabled=False):
            state = await agent.ainvoke(
                {"messages": [("human", material)]}, {"recursion_limit": 4 * (MOST_STEPS + MOST_TOOLS)}
            )
        return list(state["messages"])

    def _answer(
        self, prompt: Prompt, messages: list[Any], mask: Mask, seconds: float
    ) -> tuple[str, ModelUse]:
        spent = _spent(prompt, messages)
        use = ModelUse(
            prompt=prompt.id,
            prompt_version=prompt.version,
            model=self._chat.model,
            input_tokens=spent.input,
            output_tokens=spent.output,
            cached_tokens=spent.cached,
            estimated=spent.estimated,
            cost=self._chat.cost(spent),
            seconds=round(seconds, 3),
        )
        last = messages[-1] if messages else None
        content = getattr(last, "content", "") if getattr(last, "type", "") == "ai" else ""
        text = mask.fill(content) if isinstance(content, str) else None
        if not text or getattr(last, "tool_calls", None):
            raise ModelFailed(Fault.UNREADABLE, "no words at the end", use=use)
        return text, use


def open_talker(settings: Settings) -> AgentTalker | None:
    """Return the configured talker, None without a chat model."""
    chat = open_chat(settings)
    return AgentTalker(chat) if chat else None


def _libraries() -> None:
    import langsmith  # noqa: F401


def _offered(tool: Tool, mask: Mask) -> "BaseTool":
    """Return a tool as langchain wants it; a failing one answers with a sentence instead of raising."""
    from langchain_core.tools import StructuredTool

    async def run(**given: object) -> str:
        try:
            arguments = tool.arguments.model_validate(
                {name: mask.fill(value) if isinstance(value, str) else value for name, value in given.items()}
            )
            return mask.hide(await tool.run(arguments))
        except ValidationError:
            return _BAD_ARGUMENTS

    return StructuredTool.from_function(
        coroutine=run,
        name=tool.name,
        description=tool.description,
        args_schema=tool.arguments,
        handle_tool_error=_BAD_ARGUMENTS,
        handle_validation_error=_BAD_ARGUMENTS,
    )


def _spent(prompt: Prompt, messages: list[Any]) -> Tokens:
    """Add up the calls of a run; each sent all that was said before it."""
    spent, sent = Tokens(), prompt.text.partition("{{---}}")[0]
    for message in messages:
        if getattr(message, "type", "") == "ai":
            told = tokens_of(getattr(message, "usage_metadata", None))
            spent += told if told.input or told.output else estimate(sent, text_of(message))
        sent += text_of(message)
    return spent
