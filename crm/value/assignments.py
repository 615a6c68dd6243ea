"""An assignment that explains itself: what was decided, how it is called, and why."""

from crm.base import Record


class Assignment(Record):
    """A decision about a customer. `label` and `advice` use neutral words: the phone may be seen."""

    value: str
    label: str
    reasons: tuple[str, ...]
    advice: str = ""


def yuan(amount: float, currency: str = "CNY") -> str:
    """Return an estimate in whole units as said in a reason: 1200元, 300 USD."""
    figure = f"{round(amount)}"
    return f"{figure}元" if currency == "CNY" else f"{figure} {currency}"
