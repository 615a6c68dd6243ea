"""The writer that needs no model: lines of the library, filled with this customer's facts."""

from bot.services.playbook_writer.writer import PlaybookWriter

__all__ = ["PlaybookWriter"]
