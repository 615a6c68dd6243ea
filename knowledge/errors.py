"""Errors of reading and storing documents; each carries a reason key that a face can word."""

from typing import Literal

Reason = Literal[
    "unsupported",
    "not_what_it_says",
    "empty",
    "too_big",
    "bomb",
    "encrypted",
    "scanned_only",
    "broken",
    "too_many_pages",
    "timeout",
    "macros",
]


class KnowledgeError(Exception):
    """Base of what can go wrong with documents and indexes."""


class DocumentRefused(KnowledgeError):
    """Raised when a file cannot become a document.

    `reason` is one of `Reason`; `name` is the file; `detail` holds what fills the sentence's gaps
    (`limit` in megabytes or pages, `kind` for the real type).
    """

    def __init__(self, reason: Reason, name: str, **detail: str | int) -> None:
        """Keep the reason key, the file's name and details."""
        super().__init__(f"{name}: {reason}")
        self.reason: Reason = reason
        self.name = name
        self.detail = detail


class UnknownDocument(KnowledgeError):
    """Raised when a document id is not on the shelf."""

    def __init__(self, document_id: str) -> None:
        """Keep the id."""
        super().__init__(document_id)
        self.document_id = document_id


class VectorsUnavailable(KnowledgeError):
    """Raised when the store of vectors cannot be used: gone, held by another process, another dimension."""


class EndpointFailed(KnowledgeError):
    """Raised when a model endpoint gave nothing usable in time."""
