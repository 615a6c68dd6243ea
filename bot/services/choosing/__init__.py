"""Choosing the plays for a reading and a snapshot: pure and explainable."""

from bot.services.choosing.circumstances import Circumstances, circumstances
from bot.services.choosing.conditions import holds, missing
from bot.services.choosing.rank import choose

__all__ = ["Circumstances", "choose", "circumstances", "holds", "missing"]
