"""Finding and normalising figures in Chinese and English text."""

from bot.services.figures.scan import find_figures
from bot.services.figures.shapes import DateParts, Figure, FigureKind

__all__ = ["DateParts", "Figure", "FigureKind", "find_figures"]
