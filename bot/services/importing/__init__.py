"""Importing customers from CSV, XLSX and our own JSON."""

from bot.services.importing.committing import ImportReport
from bot.services.importing.service import ImportService
from bot.services.importing.staging import ImportPreview

__all__ = ["ImportPreview", "ImportReport", "ImportService"]
