"""Every way an endpoint fails, as one of a few kinds.

The library raises its own errors for a status, but bare JSONDecodeError, ValueError, TypeError,
KeyError or IndexError for answers that only look like answers; all of those are `unreadable`.
"""

from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from time import time

from bot.services.writers import Fault, ModelFailed

_BY_STATUS = {
    401: Fault.MISCONFIGURED,
    403: Fault.MISCONFIGURED,
    404: Fault.MISCONFIGURED,
    408: Fault.TIMEOUT,
    429: Fault.RATE_LIMITED,
}
_DETAIL = 160


def failure(error: BaseException) -> ModelFailed:
    """Return what an error of a call means."""
    import openai

    if isinstance(error, ModelFailed):
        return error
    detail = f"{type(error).__name__}: {' '.join(str(error).split())[:_DETAIL]}"
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return ModelFailed(Fault.TIMEOUT, detail)
    if isinstance(error, openai.APIStatusError):
        return _by_status(error.status_code, error.response.headers, detail)
    if isinstance(error, openai.APIConnectionError | OSError):
        return ModelFailed(Fault.UNAVAILABLE, detail)
    return ModelFailed(Fault.UNREADABLE, detail)


def _by_status(status: int, headers: Mapping[str, str], detail: str) -> ModelFailed:
    fallback = Fault.UNAVAILABLE if status >= 500 else Fault.MISCONFIGURED
    fault = _BY_STATUS.get(status, fallback)
    wait = retry_after(headers) if fault in {Fault.RATE_LIMITED, Fault.UNAVAILABLE} else None
    return ModelFailed(fault, detail, retry_after=wait)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds an endpoint asks us to wait (a number or an HTTP date), None when it does not."""
    said = headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time())
    except (ValueError, TypeError, IndexError):
        return None
