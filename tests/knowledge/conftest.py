"""Fixtures of the knowledge tests: documents in memory and, where present, the evaluation files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.ingest import Prepared, prepare
from knowledge.retriever import Retriever


@pytest.fixture
def shelf_of() -> Callable[..., Retriever]:
    """Return a builder: texts by name → a retriever that holds them."""

    def build(**texts: str) -> Retriever:
        retriever = Retriever()
        for name, text in texts.items():
            prepared: Prepared = prepare(f"{name}.txt", text.encode())
            retriever.add(prepared.document, prepared.chunks)
        return retriever

    return build


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of evaluation files, or skip."""
    root = Path(__file__).resolve().parents[2]
    for folder in (os.environ.get("JINJU_SHARED"), root.parent / "shared"):
        if folder and (Path(folder) / "seeds").is_dir():
            return Path(folder)
    pytest.skip("no evaluation files beside the repository (JINJU_SHARED)")
