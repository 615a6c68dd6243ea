"""ModelWriter: one call with the frozen Brief, one draft back. The gate has still to see it."""

from bot.config import Settings
from bot.llm.chat import ChatModel, Reply, open_chat
from bot.llm.chat_stream import LineReader
from bot.llm.writing_masks import mask_for
from bot.llm.writing_material import move_ids, sendable, variables
from bot.llm.writing_shapes import MOST_LINES, draft_of, line_of, schema
from bot.services.briefs import Brief, Draft, ModelUse
from bot.services.writers import Fault, HearsLine, ModelFailed
from playbooks.load import Library
from prompts.load import Prompt, load


class ModelWriter:
    """Implements `bot.services.writers.SlowWriter` with a chat model and the advice prompt."""

    def __init__(
        self, chat: ChatModel, library: Library, prompt: Prompt | None = None, locale: str = "zh"
    ) -> None:
        """Keep model, plays and prompt (default: the built-in one of the locale)."""
        self._chat, self._library = chat, library
        self._prompt = prompt or load()["advice_en" if locale == "en" else "advice"]

    @property
    def fingerprint(self) -> str:
        """Model, address, prompt and its text."""
        prompt = self._prompt
        return f"{self._chat.model}@{self._chat.address} {prompt.id}.{prompt.version}.{prompt.fingerprint}"

    async def write(self, brief: Brief, *, profile: bool = True, hears: HearsLine | None = None) -> Draft:
        """Return the model's draft; without `profile` no fact of the record is sent. Raises ModelFailed.

        `hears` gets each line as soon as it is complete, where the endpoint streams.
        """
        facts, moves, mask = sendable(brief, profile=profile), move_ids(brief), mask_for(brief)
        if not moves:
            raise ModelFailed(Fault.REJECTED, "no play fits, so there is nothing to word")
        values = variables(brief, facts, mask, self._library, profile=profile)
        instructions, material = self._prompt.messages(values)
        ids = {fact.id for fact in facts}
        reader = LineReader(MOST_LINES)

        def piece_heard(piece: str) -> None:
            for raw in reader.feed(piece):
                if hears is not None and (line := line_of(raw, moves, ids, mask)):
                    hears(line)

        reply = await self._chat.ask(
            instructions, material, schema(ids, moves), hears=piece_heard if hears else None
        )
        use = self._use(reply)
        try:
            return draft_of(reply.data, moves, ids, mask).model_copy(update={"use": use})
        except ModelFailed as failed:
            self._chat.breaker.failed()
            raise ModelFailed(failed.fault, failed.detail, use=use) from failed

    async def warm(self) -> None:
        """Import the library and build the client."""
        await self._chat.warm()

    async def close(self) -> None:
        """Close connections."""
        await self._chat.close()

    def _use(self, reply: Reply) -> ModelUse:
        tokens = reply.tokens
        return ModelUse(
            prompt=self._prompt.id,
            prompt_version=self._prompt.version,
            model=reply.model[:120],
            input_tokens=tokens.input,
            output_tokens=tokens.output,
            cached_tokens=tokens.cached,
            estimated=tokens.estimated,
            cost=reply.cost,
            seconds=reply.seconds,
        )


def open_writer(settings: Settings, library: Library) -> ModelWriter | None:
    """Return the writer of the configured chat model, None when there is none."""
    chat = open_chat(settings)
    return ModelWriter(chat, library) if chat else None
