"""What every record of the domain shares: a frozen, strict shape and a sortable identity."""

import secrets
import time
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class Record(BaseModel):
    """A value of the domain: immutable, and closed to fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def new_id() -> str:
    """Return 26 characters that sort by time of creation (48 bits of milliseconds, 80 random)."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def utc_now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


Id = Annotated[str, Field(min_length=1, max_length=64)]
"""Identity of a record, made by `new_id` unless it came in with an import."""

Moment = AwareDatetime
"""A point in time; always aware, stored as UTC."""
