"""Errors of every package as sentences for a person; the only place that words them."""

from bot.errors import InputRefused
from bot.services.texts import Texts
from crm.errors import Conflict, InviteInvalid, NotAllowed, NotFound

_KEYS: tuple[tuple[type[BaseException], str], ...] = (
    (NotAllowed, "not-allowed"),
    (NotFound, "not-found"),
    (Conflict, "conflict"),
    (InviteInvalid, "invite-bad"),
)


def apology(error: BaseException, say: Texts) -> str | None:
    """Return the sentence for an expected error, None for a defect (which is retried and logged)."""
    if isinstance(error, InputRefused):
        return _refusal(error, say)
    return next((say(key) for kind, key in _KEYS if isinstance(error, kind)), None)


def _refusal(error: InputRefused, say: Texts) -> str:
    for key in (error.reason, f"refused-{error.reason}"):
        if say.has(key):
            return say(key, **error.detail)
    name = str(error.detail.get("name", ""))
    return say("refused-other", name=name, reason=error.reason)
