"""`make bench`: run the named benchmarks, print a table, write bench.json."""

import argparse
import asyncio
import json
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.figures import Figure
from tests.bench.registry import BENCHMARKS


def main() -> int:
    """Run all benchmarks or one; a failing one is named and makes the exit code 1."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--only", choices=sorted(BENCHMARKS), help="run one of them")
    parser.add_argument("--scale", choices=("small", "full"), default="small")
    arguments = parser.parse_args()
    names = [arguments.only] if arguments.only else list(BENCHMARKS)
    console, figures, failed = Console(), [], []
    for name in names:
        start = time.perf_counter()
        try:
            found = asyncio.run(BENCHMARKS[name](arguments.scale))
        except Exception as error:  # the others still run
            console.print_exception(max_frames=8)
            failed.append(f"{name}: {error}")
            continue
        figures += found
        console.print(f"{name}: {time.perf_counter() - start:.1f} s", style="dim")
    _show(console, figures)
    Path("bench.json").write_text(
        json.dumps({f.name: {"value": f.value, "unit": f.unit, "note": f.note} for f in figures}, indent=2),
        encoding="utf-8",
    )
    for line in failed:
        console.print(f"failed: {line}", style="red", markup=False)
    return 1 if failed else 0


def _show(console: Console, figures: list[Figure]) -> None:
    table = Table("figure", "value", "unit", "scale and remarks")
    for figure in figures:
        table.add_row(figure.name, f"{figure.value:.4g}", figure.unit, figure.note)
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
