"""Understanding a turn, offline: authored utterances, a linear classifier, and rules as data."""

from bot.services.understanding.reader import Understander

__all__ = ["Understander"]
