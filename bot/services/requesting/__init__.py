"""Requests in plain words: what a salesperson asks of the assistant instead of typing a command."""

from bot.services.requesting.details import Aspect, Detail, details_of
from bot.services.requesting.reading import Request, RequestReader, Want
from bot.services.requesting.service import Asked, RequestService
from bot.services.requesting.sums import Sum, read_sum

__all__ = [
    "Asked",
    "Aspect",
    "Detail",
    "Request",
    "RequestReader",
    "RequestService",
    "Sum",
    "Want",
    "details_of",
    "read_sum",
]
