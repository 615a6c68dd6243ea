"""The CDNOW sample: parameters of the paper, and weeks 40–78 predicted from weeks 1–39."""

import time

import numpy as np

from crm.value import bgnbd, gammagamma
from tests.bench.figures import Figure
from tests.cdnow import held_out, summary


async def cdnow(scale: str) -> list[Figure]:
    """Measure how closely the published figures are met; the same at both scales."""
    table = summary()
    x, t_x, T = table[:, :3].T  # noqa: N806
    start = time.perf_counter()
    model = bgnbd.fit(bgnbd.Counts.of(table[:, :3]))
    seconds = time.perf_counter() - start
    one = bgnbd.expected(model, 39, np.array([2.0]), np.array([30.43]), np.array([38.86]))[0]
    related = gammagamma.correlation(x, table[:, 3])
    published = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "log_likelihood": -9582.4}
    figures = [
        Figure(f"cdnow_{name}", getattr(model, name), "", f"published {value}")
        for name, value in published.items()
    ]
    figures += [
        Figure("cdnow_expected", float(one), "orders", "published 1.226"),
        Figure("cdnow_correlation", related or 0.0, "", "of frequency and value"),
        Figure("cdnow_fit", seconds * 1000, "ms", f"{len(table):,} customers"),
    ]
    classes = held_out(bgnbd.expected(model, 39, x, t_x, T))
    figures += [
        Figure(f"cdnow_x{one.x}{'+' if one.x == 7 else ''}", one.predicted, "orders",
               f"weeks 40–78: {one.actual:.3f} actual, {one.customers} customers")
        for one in classes
    ]  # fmt: skip
    predicted, actual = (
        sum(one.customers * getattr(one, name) for one in classes) for name in ("predicted", "actual")
    )
    return [*figures, Figure("cdnow_total", predicted, "orders", f"weeks 40–78: {actual:.0f} actual")]
