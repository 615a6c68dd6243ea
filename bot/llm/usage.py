"""Token counts as the endpoint reports them, and what they cost. No tokenizer is loaded anywhere.

Where an endpoint reports none they are estimated from the length of the texts, and marked so.
"""

from dataclasses import dataclass
from decimal import Decimal

from prompts.size import width

_MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Tokens:
    """What one call used; `cached` is a part of `input`."""

    input: int = 0
    output: int = 0
    cached: int = 0
    estimated: bool = False
    """At least a part of it is guessed from the length of the texts."""

    def __add__(self, other: "Tokens") -> "Tokens":
        """Return both together."""
        return Tokens(
            self.input + other.input,
            self.output + other.output,
            self.cached + other.cached,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True)
class Prices:
    """Per million tokens, in whatever currency the contract with the provider names."""

    input: Decimal
    output: Decimal

    def cost(self, tokens: Tokens) -> Decimal:
        """Return the price of a call. Cached input counts in full, so the figure is an upper bound."""
        spent = tokens.input * self.input + tokens.output * self.output
        return (spent / _MILLION).quantize(Decimal("0.000001"))


def tokens_of(metadata: object) -> Tokens:
    """Return the counts of langchain's `usage_metadata`; zeros where an endpoint reports none."""
    if not isinstance(metadata, dict):
        return Tokens()
    details = metadata.get("input_token_details")
    cached = details.get("cache_read") if isinstance(details, dict) else 0
    return Tokens(_count(metadata.get("input_tokens")), _count(metadata.get("output_tokens")), _count(cached))


def estimate(sent: str, said: str) -> Tokens:
    """Return what a call may have taken: about a token a Chinese character or sign, two a Latin word.

    An upper bound for ordinary text; what a model thought without showing it is not in it.
    """
    return Tokens(width(sent), width(said), estimated=True)


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0
