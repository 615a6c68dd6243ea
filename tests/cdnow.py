"""The CDNOW sample and a donation file, read as text from the `lifetimes` package; its code is not run.

2,357 customers of a music shop who first bought in the first quarter of 1997 (Fader, Hardie & Lee 2005).
"""

import csv
from datetime import date, timedelta
from functools import cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import NamedTuple

import numpy as np

START = date(1997, 1, 1)
CALIBRATION = START + timedelta(weeks=39) - timedelta(days=1)
"""The last day that is known to the model: 30 September 1997."""
END = date(1998, 6, 30)


class Sale(NamedTuple):
    customer: str
    on: date
    units: int
    amount: float


def data_file(name: str) -> Path | None:
    """Return a data file of the package, None where it is not installed."""
    try:
        found = [file for file in files("lifetimes") or [] if file.name == name]
    except PackageNotFoundError:
        return None
    return Path(str(found[0].locate())) if found else None


@cache
def summary() -> "np.typing.NDArray[np.float64]":
    """Return x, t_x, T (weeks) of all customers in the calibration period, and mean value of repeats."""
    path = data_file("cdnow_customers_summary_with_transactions.csv")
    assert path
    with path.open() as lines:
        rows = [(row["x"], row["t_x"], row["T"], row["zbar"]) for row in csv.DictReader(lines)]
    return np.array(rows, dtype=np.float64)


@cache
def sales() -> tuple[Sale, ...]:
    """Return every sale of the sample, 1 January 1997 to 30 June 1998."""
    path = data_file("CDNOW_sample.txt")
    assert path
    found = []
    for line in path.read_text().splitlines():
        _, customer, day, units, amount = line.split()
        on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        found.append(Sale(customer, on, int(units), float(amount)))
    return tuple(found)


class Held(NamedTuple):
    """One frequency class: customers, and purchases in weeks 40–78, predicted and actual, for each."""

    x: int
    customers: int
    predicted: float
    actual: float


def held_out(predicted: "np.typing.NDArray[np.float64]", most: int = 7) -> list[Held]:
    """Return mean predicted and actual purchases by frequency (`most` and above together)."""
    x = summary()[:, 0].astype(int)
    later: dict[str, set[date]] = {}
    for sale in sales():
        if sale.on > CALIBRATION:
            later.setdefault(sale.customer, set()).add(sale.on)
    actual = np.array([len(later.get(f"{n + 1:04d}", ())) for n in range(len(x))], dtype=np.float64)
    groups = np.minimum(x, most)
    return [
        Held(
            k,
            int((groups == k).sum()),
            float(predicted[groups == k].mean()),
            float(actual[groups == k].mean()),
        )
        for k in range(most + 1)
    ]
