"""Finding promises: the untouched half of the labelled sentences, and how long a line takes."""

import time

from crm.promising import Voice, find_promises
from tests.bench.figures import Figure, spread
from tests.promise_report import half, report


async def promises(scale: str) -> list[Figure]:
    """Measure precision, recall and right dates on the closed half, and the time of a line."""
    rows = half("test")
    found = report(rows)
    taken = []
    for row in rows:
        start = time.perf_counter()
        find_promises(row.text, row.at, row.voice)
        taken.append(time.perf_counter() - start)
    start = time.perf_counter()
    find_promises("。".join(row.text for row in rows), rows[0].at, Voice.UNKNOWN)
    long = time.perf_counter() - start
    note = f"{len(rows)} sentences of the closed half"
    return [
        Figure("promise_precision", found.precision, "", note),
        Figure("promise_recall", found.recall, "", note),
        Figure("promise_date_right", found.date_right, "", note),
        *spread("promise_line", taken, note),
        Figure("promise_long_text", long * 1000, "ms", "all of them as one text"),
    ]
