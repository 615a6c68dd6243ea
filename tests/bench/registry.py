"""The benchmarks by name. Each ends within 45 s at small scale, `model_overhead` within 5 min."""

from collections.abc import Awaitable, Callable

from tests.bench.advising import advise
from tests.bench.burst import burst
from tests.bench.campaign import campaign
from tests.bench.cdnow import cdnow
from tests.bench.figures import Figure
from tests.bench.first_answer import first_answer
from tests.bench.gate import gate
from tests.bench.ingest import ingest
from tests.bench.inline import inline
from tests.bench.lying_model import lying_model
from tests.bench.matching import matching
from tests.bench.model_faults import model_faults
from tests.bench.model_overhead import model_overhead
from tests.bench.objections import objections
from tests.bench.offers import offers
from tests.bench.promises import promises
from tests.bench.retrieve import retrieve
from tests.bench.search import search
from tests.bench.startup import startup
from tests.bench.taps import taps
from tests.bench.throughput import throughput
from tests.bench.today import today
from tests.bench.value_bulk import value_bulk

BENCHMARKS: dict[str, Callable[[str], Awaitable[list[Figure]]]] = {
    "first_answer": first_answer,
    "throughput": throughput,
    "search": search,
    "startup": startup,
    "retrieve": retrieve,
    "ingest": ingest,
    "advise": advise,
    "offers": offers,
    "campaign": campaign,
    "objections": objections,
    "gate": gate,
    "promises": promises,
    "lying_model": lying_model,
    "model_faults": model_faults,
    "model_overhead": model_overhead,
    "inline": inline,
    "burst": burst,
    "matching": matching,
    "taps": taps,
    "cdnow": cdnow,
    "value_bulk": value_bulk,
    "today": today,
}
