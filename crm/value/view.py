"""A customer's value in the few words that choosing a play looks at; stored, and read in one step."""

from datetime import date

from crm.base import Record


class ValueView(Record):
    """What an answer to a customer may depend on. Words are the neutral ones; the
    reasons are for the seller's --explain alone and may hold amounts, which never enter a line."""

    tier: str
    quadrant: str
    quadrant_label: str
    phase: str = ""
    phase_label: str = ""
    stage: str = ""
    churn: str = ""
    """Reason class of D16."""
    risk: float = 0.0
    """Of leaving, 0–1."""
    notice_on: date | None = None
    """The day an end was announced, while its term runs."""
    loyalty: str = ""
    reasons: tuple[str, ...] = ()
    """Why it was assigned so, one line each."""
