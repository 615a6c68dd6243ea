"""Errors of the bot's own; `bot.services.apologies` turns them into words for a person."""


class JinjuError(Exception):
    """Base of the errors that carry a sentence for the person using the bot."""


class ConfigurationError(JinjuError):
    """Raised when a setting is missing or makes no sense."""


class InputRefused(JinjuError):
    """Raised when input cannot be used; `reason` is a key of the sentence shown, `detail` fills it."""

    def __init__(self, reason: str, **detail: str | int) -> None:
        """Keep the key of the sentence and what fills its gaps."""
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Stranger(JinjuError):
    """Raised when somebody who was not let in speaks."""


class SchemaTooNew(JinjuError):
    """Raised when a database or backup was written by a newer version."""


class StorageUnavailable(JinjuError):
    """Raised when the database cannot be reached or stays locked; the same call may succeed later."""


class WriterFailed(JinjuError):
    """Raised when a model writer has no usable draft; the playbook's draft stands."""
