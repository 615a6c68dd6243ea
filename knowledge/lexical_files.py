"""The index of words on disk: written once per segment, opened by mapping, thrown away when in doubt.

The database is the truth; what lies here only saves building it again. A segment is a folder whose files
never change. A manifest names the segments in force and is replaced in one step, so that a crash at any
moment leaves either the old state or the new one. Writers hold a file lock; readers need none, since a
mapped file stays readable after its name is gone.
"""

import json
import mmap
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge import analysis, chunking, lexical_keys
from knowledge.bm25 import Bm25Index, Part
from knowledge.lexical_segments import Segment
from knowledge.payloads import Buffer, Payloads

_ARRAYS = ("keys", "starts", "positions", "codes", "lengths")
_MANIFEST = "index.json"


class _Stored(BaseModel):
    """One segment in force: its folder, how large its files are, which of its texts are removed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    sizes: Mapping[str, int]
    dead: tuple[int, ...] = ()


class _Manifest(BaseModel):
    """What is in force, and which revision of each document it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fingerprint: str
    segments: tuple[_Stored, ...]
    documents: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """An index as it was stored, with the revision of each document in it."""

    index: Bm25Index
    documents: Mapping[str, int]


class LexicalFiles:
    """A folder with one stored index."""

    def __init__(self, folder: Path, boosts: str = "") -> None:
        """Keep the folder, which is made with the first save.

        Args:
            folder: holds nothing else.
            boosts: what weighs the fields; an index stored with others is not opened.
        """
        self._folder = folder
        self._fingerprint = (
            f"2 {lexical_keys.VERSION} {analysis.VERSION} {chunking.VERSION} {boosts} {np.little_endian}"
        )

    @property
    def exists(self) -> bool:
        """Whether anything was stored."""
        return (self._folder / _MANIFEST).exists()

    def open(self) -> Kept | None:
        """Return what is stored; None when there is nothing, or something torn, or of another make."""
        try:
            text = (self._folder / _MANIFEST).read_text(encoding="utf-8")
            manifest = _Manifest.model_validate_json(text)
            if manifest.fingerprint != self._fingerprint:
                return None
            parts = [self._opened(stored) for stored in manifest.segments]
        except (OSError, ValueError, KeyError, ValidationError):
            return None
        return Kept(Bm25Index(parts), manifest.documents)

    def save(self, index: Bm25Index, documents: Mapping[str, int]) -> Bm25Index | None:
        """Store an index and return the same one, mapped; None when another process is writing.

        Raises OSError when the disk does not take it; what was stored before is then still in force.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._folder / "index.lock", timeout=0):
                return self._saved(index, documents)
        except Timeout:
            return None

    def _saved(self, index: Bm25Index, documents: Mapping[str, int]) -> Bm25Index:
        stored = [self._written(segment, dead) for segment, dead in index.parts]
        manifest = _Manifest(fingerprint=self._fingerprint, segments=tuple(stored), documents=documents)
        beside = self._folder / f"{_MANIFEST}.new"
        _write(beside, manifest.model_dump_json().encode())
        beside.replace(self._folder / _MANIFEST)
        _settle(self._folder)
        self._sweep({one.name for one in stored})
        kept = [
            part if part[0].stored else self._opened(one)
            for part, one in zip(index.parts, stored, strict=True)
        ]
        return Bm25Index(kept)

    def _written(self, segment: Segment, dead: NDArray[np.bool_]) -> _Stored:
        if segment.stored is not None and segment.stored.is_dir():
            name = segment.stored.name
        else:
            name = f"segment-{secrets.token_hex(6)}"
            beside = self._folder / f"{name}.new"
            beside.mkdir()
            for array in _ARRAYS:
                _write_array(beside / f"{array}.npy", getattr(segment, array))
            _write(beside / "ids.json", json.dumps(segment.ids).encode())
            _write_array(beside / "sizes.npy", segment.payloads.sizes)
            _write(beside / "payloads", segment.payloads.together())
            _settle(beside)
            beside.replace(self._folder / name)
        sizes = {file.name: file.stat().st_size for file in (self._folder / name).iterdir()}
        return _Stored(name=name, sizes=sizes, dead=tuple(np.flatnonzero(dead).tolist()))

    def _opened(self, stored: _Stored) -> Part:
        folder = self._folder / stored.name
        for name, size in stored.sizes.items():
            if (folder / name).stat().st_size != size:
                raise ValueError(f"{name} was cut")
        ids = json.loads((folder / "ids.json").read_bytes())
        held = folder / "payloads"
        payloads = Payloads.laid(_mapped(held), np.load(folder / "sizes.npy"))
        arrays = {array: np.load(folder / f"{array}.npy", mmap_mode="r") for array in _ARRAYS}
        segment = Segment(ids, payloads=payloads, **arrays)
        segment.stored = folder
        dead = np.zeros(len(ids), dtype=bool)
        dead[list(stored.dead)] = True
        return segment, dead

    def _sweep(self, names: set[str]) -> None:
        for path in self._folder.glob("segment-*"):
            if path.name not in names:
                shutil.rmtree(path, ignore_errors=True)


def _mapped(path: Path) -> Buffer:
    if not path.stat().st_size:
        return b""  # nothing cannot be mapped
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _write_array(path: Path, array: NDArray[np.generic]) -> None:
    with path.open("wb") as file:
        np.save(file, np.ascontiguousarray(array), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """See to it that the names in a folder survive a power cut."""
    if os.name == "nt":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
