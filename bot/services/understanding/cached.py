"""Trained weights kept on disk: a second start reads them instead of training anew."""

import hashlib
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.services.understanding.linear import FORMAT, Grams, Linear, train


def trained(
    name: str, texts: Sequence[str], labels: Sequence[str], grams: Grams, cache: Path | None
) -> Linear:
    """Return the classifier for these examples, from `cache` when the same ones were trained before.

    The file's name carries a digest of the grams of every example and the labels, so that neither changed
    content nor changed features can meet old weights. A broken or unwritable cache only costs time.
    """
    if cache is None:
        return train(texts, labels, grams)
    file = cache / f"{name}-{_digest(texts, labels, grams)}.npz"
    try:
        return _read(file, grams)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        linear = train(texts, labels, grams)
        _write(file, linear)
        return linear


def _digest(texts: Sequence[str], labels: Sequence[str], grams: Grams) -> str:
    digest = hashlib.blake2b(FORMAT.encode(), digest_size=12)
    for text, label in zip(texts, labels, strict=True):
        digest.update("\x1f".join((label, *grams(text))).encode() + b"\x1e")
    return digest.hexdigest()


def _read(file: Path, grams: Grams) -> Linear:
    with np.load(file, allow_pickle=False) as held:
        labels, names = held["labels"].tolist(), held["grams"].tolist()
        numbers = {name: i for i, name in enumerate(names)}
        return Linear(tuple(labels), numbers, held["idf"], held["weights"], held["bias"], grams)


def _write(file: Path, linear: Linear) -> None:
    """Write beside and rename, so that a reader never meets half a file; drop files of earlier content."""
    beside = file.with_suffix(f".{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as out:
            np.savez(
                out,
                labels=np.array(linear.labels),
                grams=np.array(list(linear.numbers)),
                idf=linear.idf,
                weights=linear.weights,
                bias=linear.bias,
            )
        beside.replace(file)
        for old in file.parent.glob(f"{file.name.split('-')[0]}-*.npz"):
            if old != file:
                old.unlink(missing_ok=True)
    except OSError:
        beside.unlink(missing_ok=True)
