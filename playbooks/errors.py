"""What can go wrong with content; every message names file, field and the valid values."""


class PlaybookError(Exception):
    """Base of all errors of the playbooks."""


class ContentInvalid(PlaybookError):
    """Raised when a file of the library does not fit its schema; lists every finding at once."""

    def __init__(self, findings: tuple[str, ...]) -> None:
        """Keep the findings, each "file: field: what is wrong (valid values)"."""
        super().__init__("\n".join(findings))
        self.findings = findings


class UnknownCard(PlaybookError):
    """Raised when a card, move or line is asked for by an id nobody has."""

    def __init__(self, what: str, id: str, valid: tuple[str, ...]) -> None:
        """Keep what was asked for and the ids that exist."""
        super().__init__(f"no {what} {id!r}; valid: {', '.join(valid)}")
        self.what, self.id, self.valid = what, id, valid
