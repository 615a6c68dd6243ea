"""Money: an exact amount and its currency, never a float."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import Field

from crm.base import Record
from crm.errors import CurrencyMismatch

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""ISO 4217 code, for instance CNY."""

CENT = Decimal("0.01")


class Money(Record):
    """An amount in one currency; at most four decimals, so that unit prices per minute fit."""

    amount: Annotated[Decimal, Field(max_digits=18, decimal_places=4)]
    currency: Currency = "CNY"

    def __add__(self, other: "Money") -> "Money":
        """Return the sum; raises CurrencyMismatch between currencies."""
        self._same(other)
        return Money(amount=self.amount + other.amount, currency=self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Return the difference; raises CurrencyMismatch between currencies."""
        self._same(other)
        return Money(amount=self.amount - other.amount, currency=self.currency)

    def rounded(self) -> "Money":
        """Return the amount rounded half up to cents."""
        return Money(amount=self.amount.quantize(CENT, ROUND_HALF_UP), currency=self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)
