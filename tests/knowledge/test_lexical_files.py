"""The index of words on disk: opened instead of built, thrown away when in doubt, never torn."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from knowledge import analysis
from knowledge.bm25 import SLICE, Bm25Index, Entry
from knowledge.lexical_files import LexicalFiles
from knowledge.lexical_keys import BITS, key, keys_of
from tests.bench.passages import documents, queries

ROOT = Path(__file__).resolve().parents[2]
REVISIONS = {"a": 3, "b": 4}


def entries(first: int = 0, count: int = 40) -> list[Entry]:
    return [
        Entry(f"a-{n:05d}", {"标题": 0.6, f"第{n}": 1.0}, f"第{n}号规则:{n % 7}天内可以退换,带上MVC-{n}小票")
        for n in range(first, first + count)
    ]


QUERY = {"退换": 1.0, "规则": 1.0, "mvc-7": 2.0}


def found(index: Bm25Index) -> list[tuple[str, float]]:
    return index.search(QUERY, 10)


@pytest.mark.parametrize(
    "text",
    [
        "甲乙 丙\n退换7天 MVC-3 a1b2 90%",
        "",
        "Ｈｅｌｌｏ 送貨規則𠀀 2.5折\n\n丁",
        "一",
        "\ud800 broken",
        "no chinese at all 12",
    ],
)
def test_a_batch_is_cut_into_the_same_terms_as_each_text_alone(text: str) -> None:
    if "\ud800" in text:
        with pytest.raises(UnicodeEncodeError):
            analysis.fold(text)  # such a text never gets past reading
        return
    texts = ["别的文字", text, "后面\n还有"]
    keys, owners = keys_of(texts)
    for number, one in enumerate(texts):
        mine, times = np.unique(keys[owners == number], return_counts=True)
        expected = {key(term): count for term, count in analysis.terms(analysis.fold(one)).items()}
        assert dict(zip(mine.tolist(), times.tolist(), strict=True)) == expected


def test_the_number_of_a_term_is_the_same_in_every_process() -> None:
    words = ["退", "退换", "mvc-3", "90%", "标题页"]
    script = f"from knowledge.lexical_keys import key; print([key(word) for word in {words!r}])"
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert done.stdout.strip() == str([key(word) for word in words])
    assert all(0 <= key(word) < 1 << BITS for word in words)


def test_what_was_stored_is_found_alike_and_goes_on_growing(tmp_path: Path) -> None:
    built = Bm25Index().adding(entries(0, 3 * SLICE)).removing([f"a-{7:05d}"])
    files = LexicalFiles(tmp_path / "lexical")
    stored = files.save(built, REVISIONS)
    kept = files.open()
    assert stored is not None
    assert kept is not None
    assert kept.documents == REVISIONS
    assert found(built) == found(stored) == found(kept.index)
    assert f"a-{7:05d}" not in kept.index.living()
    more = [Entry("b-00000", {"退换": 1.0}, "退换退换")]
    assert found(kept.index.adding(more)) == found(built.adding(more))


def test_an_unchanged_segment_is_written_once(tmp_path: Path) -> None:
    files = LexicalFiles(tmp_path)
    first = files.save(Bm25Index().adding(entries(0, 2000)), REVISIONS)
    assert first is not None
    before = {path: path.stat().st_mtime_ns for path in tmp_path.glob("segment-*/*")}
    assert files.save(first.adding([Entry("b-1", {}, "新来的一段")]), REVISIONS) is not None
    after = {path: path.stat().st_mtime_ns for path in tmp_path.glob("segment-*/*")}
    assert before.items() <= after.items()
    assert len(after) > len(before)


def test_what_merged_away_is_swept_but_stays_readable_for_who_has_it_open(tmp_path: Path) -> None:
    files = LexicalFiles(tmp_path)
    files.save(Bm25Index().adding(entries(0, 30)), REVISIONS)
    reader = files.open()
    assert reader is not None
    before = found(reader.index)
    files.save(Bm25Index().adding(entries(500, 30)), REVISIONS)
    assert len(list(tmp_path.glob("segment-*"))) == 1
    assert found(reader.index) == before
    again = files.save(reader.index, REVISIONS)  # whose files are gone by now
    assert again is not None
    reopened = files.open()
    assert reopened is not None
    assert found(reopened.index) == before


@pytest.mark.parametrize("boosts", ["", "titles 2"])
def test_an_index_of_another_make_is_not_opened(tmp_path: Path, boosts: str) -> None:
    LexicalFiles(tmp_path, "titles 1").save(Bm25Index().adding(entries()), REVISIONS)
    assert LexicalFiles(tmp_path, boosts).open() is None


@pytest.mark.parametrize("file", ["index.json", "keys.npy", "positions.npy", "ids.json"])
def test_a_torn_file_is_noticed_instead_of_searched(tmp_path: Path, file: str) -> None:
    files = LexicalFiles(tmp_path)
    files.save(Bm25Index().adding(entries()), REVISIONS)
    [path] = tmp_path.rglob(file)
    path.write_bytes(path.read_bytes()[:-9])
    assert files.open() is None
    path.unlink()
    assert files.open() is None


def test_while_another_process_writes_nothing_is_stored_and_nothing_fails(tmp_path: Path) -> None:
    files = LexicalFiles(tmp_path)
    files.save(Bm25Index().adding(entries()), {"a": 1})
    with FileLock(tmp_path / "index.lock"):
        assert files.save(Bm25Index().adding(entries()), {"a": 2}) is None
    kept = files.open()
    assert kept is not None
    assert kept.documents == {"a": 1}


def test_a_kill_at_any_moment_of_storing_leaves_a_whole_index(tmp_path: Path) -> None:
    script = tmp_path / "store_for_ever.py"
    script.write_text(
        f"""
from pathlib import Path
from knowledge.bm25 import Bm25Index, Entry
from knowledge.lexical_files import LexicalFiles
files, index = LexicalFiles(Path({str(tmp_path / "lexical")!r})), Bm25Index()
for n in range(100000):
    index = index.adding([Entry(f"d{{n}}-{{k:05d}}", {{}}, f"第{{n}}号第{{k}}条规则") for k in range(50)])
    index = files.save(index, {{f"d{{m}}": m for m in range(n + 1)}})
    print(n, flush=True)
""",
        "utf-8",
    )
    for wait in (0.0, 0.013, 0.037):
        child = subprocess.Popen(
            [sys.executable, str(script)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert child.stdout is not None
        stored = int(child.stdout.readline())
        while stored < 4:
            stored = int(child.stdout.readline())
        time.sleep(wait)
        child.send_signal(signal.SIGKILL)
        stored = max([stored, *map(int, child.stdout.read().split())])
        child.stdout.close()
        child.wait()
        kept = LexicalFiles(tmp_path / "lexical").open()
        assert kept is not None
        assert len(kept.documents) >= stored + 1
        assert kept.index.size == 50 * len(kept.documents)
        assert kept.index.search({"规则": 1.0}, 1)


def test_pieces_from_disk_rank_like_one_index_built_at_once(tmp_path: Path) -> None:
    """The same hits at 5, to the last, whatever the way an index came to be."""
    made = [Entry(chunk.id, {}, chunk.clean) for _, chunks in documents(3000) for chunk in chunks]
    whole = Bm25Index().adding(made)
    files, pieces = LexicalFiles(tmp_path), Bm25Index()
    for start in range(0, len(made), 700):
        stored = files.save(pieces.adding(made[start : start + 700]), {})
        assert stored is not None
        pieces = stored
    kept = files.open()
    assert kept is not None
    for query in queries(60):
        terms = {term: analysis.weight(term) for term in analysis.terms(analysis.fold(query))}
        assert [id for id, _ in kept.index.search(terms, 5)] == [id for id, _ in whole.search(terms, 5)]
