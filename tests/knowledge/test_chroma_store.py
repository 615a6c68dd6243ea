"""Vectors in a real Chroma: in folders of this machine, and on a real server on loopback."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.errors import VectorsUnavailable
from knowledge.factory import open_vectors
from knowledge.ports import VectorIdentity
from knowledge.vectors import ChromaVectors
from tests.fakes.chroma_server import chroma_server

IDENTITY = VectorIdentity(embedder="m", chunker="c", analyser="a", dimension=3, sketch=((0.6, 0.8),))
NAME = "jinju-owner-abc-1"
ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(params=["embedded", "server"])
def vectors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ChromaVectors]:
    url = request.getfixturevalue("server_url") if request.param == "server" else None
    opened = open_vectors(url, tmp_path / "chroma")
    yield opened
    for name in opened.names():
        opened.drop(name)
    opened.close()


def test_what_was_stored_is_found_nearest_first(vectors: ChromaVectors) -> None:
    vectors.create(NAME, IDENTITY)
    vectors.add(NAME, ["a", "b", "c"], [[1, 0, 0], [0.8, 0.6, 0], [0, 0, 1]])
    found = vectors.search(NAME, [1, 0, 0], 2)
    assert [id for id, _ in found] == ["a", "b"]
    assert [score for _, score in found] == pytest.approx([1.0, 0.8], abs=1e-4)
    assert vectors.identity(NAME) == IDENTITY
    vectors.remove(NAME, ["a"])
    assert vectors.ids(NAME) == {"b", "c"}
    vectors.drop(NAME)
    assert vectors.names() == []


def test_a_vector_of_another_dimension_is_refused_as_unavailable(vectors: ChromaVectors) -> None:
    vectors.create(NAME, IDENTITY)
    vectors.add(NAME, ["a"], [[1, 0, 0]])
    with pytest.raises(VectorsUnavailable):
        vectors.search(NAME, [1, 0], 2)
    assert vectors.search(NAME, [1, 0, 0], 2)[0][0] == "a"


def test_a_collection_that_is_not_there_is_unavailable(vectors: ChromaVectors) -> None:
    with pytest.raises(VectorsUnavailable):
        vectors.search("jinju-owner-none-1", [1, 0, 0], 2)
    vectors.drop("jinju-owner-none-1")


def test_vectors_survive_closing(tmp_path: Path) -> None:
    first = open_vectors(None, tmp_path)
    first.create(NAME, IDENTITY)
    first.add(NAME, ["a"], [[1, 0, 0]])
    first.close()
    second = open_vectors(None, tmp_path)
    assert second.ids(NAME) == {"a"}
    second.close()


def test_a_second_process_is_kept_out_of_the_folder_but_may_build_beside(tmp_path: Path) -> None:
    mine = open_vectors(None, tmp_path)
    mine.create(NAME, IDENTITY)
    mine.add(NAME, ["a"], [[1, 0, 0]])
    script = f"""
import json
from pathlib import Path
from knowledge.errors import VectorsUnavailable
from knowledge.factory import open_vectors
from knowledge.ports import VectorIdentity
other = open_vectors(None, Path({str(tmp_path)!r}))
identity = VectorIdentity.model_validate_json({IDENTITY.model_dump_json()!r})
said = {{}}
try:
    other.ids({NAME!r})
except VectorsUnavailable as error:
    said["refused"] = str(error)
try:
    other.drop({NAME!r})
except VectorsUnavailable as error:
    said["kept"] = str(error)
other.create("jinju-owner-abc-2", identity)
other.add("jinju-owner-abc-2", ["b"], [[0, 1, 0]])
other.close()
print(json.dumps(said))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    said = json.loads(done.stdout.splitlines()[-1])
    assert "another process" in said["refused"]
    assert "another process" in said["kept"]
    assert mine.ids(NAME) == {"a"}
    assert mine.ids("jinju-owner-abc-2") == {"b"}
    mine.close()


def test_a_server_that_went_away_is_unavailable_and_may_come_back(tmp_path: Path) -> None:
    with chroma_server(tmp_path) as url:
        opened = open_vectors(url, tmp_path)
        opened.create(NAME, IDENTITY)
        opened.add(NAME, ["a"], [[1, 0, 0]])
        port = int(url.rsplit(":", 1)[1])
    with pytest.raises(VectorsUnavailable):
        opened.search(NAME, [1, 0, 0], 1)
    with chroma_server(tmp_path, port=port):
        assert opened.search(NAME, [1, 0, 0], 1)[0][0] == "a"
    opened.close()


def test_importing_the_store_does_not_import_chroma() -> None:
    script = "import sys, knowledge.factory; print('chromadb' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
