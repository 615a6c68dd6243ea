"""Offers as a use case: what to propose to a customer, what was proposed, and what came of it."""

from bot.services.offering.service import OfferingService
from bot.services.offering.shown import Shown

__all__ = ["OfferingService", "Shown"]
