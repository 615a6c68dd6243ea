"""What can go wrong in the domain; `bot` turns each into words for a person."""


class CrmError(Exception):
    """Base of all errors of the customer domain."""


class CurrencyMismatch(CrmError):
    """Raised when amounts of two currencies meet in one sum."""

    def __init__(self, left: str, right: str) -> None:
        """Keep both currency codes."""
        super().__init__(f"cannot combine {left} with {right}")
        self.left, self.right = left, right


class NotFound(CrmError):
    """Raised when a record does not exist or is outside the asker's scope (never told apart)."""

    def __init__(self, what: str, id: str) -> None:
        """Keep the kind of record and the identity asked for."""
        super().__init__(f"no {what} {id}")
        self.what, self.id = what, id


class NotAllowed(CrmError):
    """Raised when a person's role does not permit an act."""

    def __init__(self, act: str) -> None:
        """Keep the name of the refused act."""
        super().__init__(f"not allowed: {act}")
        self.act = act


class InviteInvalid(CrmError):
    """Raised when an invite is unknown, used, or past its date."""


class Conflict(CrmError):
    """Raised when a record was changed by somebody else since it was read."""
