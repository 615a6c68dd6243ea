"""The benchmarks by name. Each ends within 45 s at small scale."""

from collections.abc import Awaitable, Callable

from tests.bench.figures import Figure
from tests.bench.first_answer import first_answer
from tests.bench.search import search
from tests.bench.startup import startup
from tests.bench.throughput import throughput

BENCHMARKS: dict[str, Callable[[str], Awaitable[list[Figure]]]] = {
    "first_answer": first_answer,
    "throughput": throughput,
    "search": search,
    "startup": startup,
}
