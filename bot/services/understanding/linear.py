"""A small linear classifier over character n-grams: multinomial logistic regression in its dual form.

Features are character 1- to 3-grams with marks at both ends, weighted by logarithmic term frequency and
inverse document frequency, scaled to length one. With fewer examples than features the weights are sums
of examples, so training runs on one weight per example and label by Nesterov's accelerated
gradient and takes a fraction of a second; see Hastie, Tibshirani & Friedman (2009), The Elements of
Statistical Learning, 2nd ed., sections 4.4 and 18.3.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.float32]
Grams = Callable[[str], list[str]]

FORMAT = "2"
"""Changes whenever training does: weights kept on disk carry it."""
_STEPS = 60
_RIDGE = 0.00002
_CONSTANT = np.float32(0.02)
"""Square of the constant feature that stands for the bias."""
_BLOCK = 512


@dataclass(frozen=True)
class Linear:
    """A trained classifier: labels in order, feature numbers, weights (features × labels) and bias."""

    labels: tuple[str, ...]
    numbers: dict[str, int]
    idf: Floats
    weights: Floats
    bias: Floats
    grams: Grams

    def scores(self, text: str) -> Floats:
        """Return one score (log odds up to a constant) per label."""
        columns, values = _row(self.grams(text), self.numbers, self.idf)
        if not columns.size:
            return self.bias
        found: Floats = values @ self.weights[columns] + self.bias
        return found


def train(texts: Sequence[str], labels: Sequence[str], grams: Grams, ridge: float = _RIDGE) -> Linear:
    """Fit the classifier; examples weigh so that rare labels count as much as common ones (root scale)."""
    names = tuple(sorted(set(labels)))
    rows = [grams(text) for text in texts]
    numbers, idf = _vocabulary(rows)
    matrix = _matrix([_row(row, numbers, idf) for row in rows], len(numbers))
    targets = np.array([names.index(label) for label in labels])
    alpha, bias = _fit(matrix, targets, len(names), ridge)
    return Linear(names, numbers, idf, matrix.T @ alpha, bias, grams)


def softmax(scores: Floats) -> Floats:
    """Return probabilities along the last axis."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return shares


def _vocabulary(rows: Sequence[list[str]]) -> tuple[dict[str, int], Floats]:
    seen = Counter(gram for row in rows for gram in set(row))
    kept = [gram for gram, count in seen.items() if count > 1 or len(gram) == 1]
    idf = np.log((1 + len(rows)) / (1 + np.array([seen[g] for g in kept], dtype=np.float32))) + 1
    return {gram: i for i, gram in enumerate(kept)}, idf.astype(np.float32)


def _row(grams: list[str], numbers: dict[str, int], idf: Floats) -> tuple[npt.NDArray[np.intp], Floats]:
    counts = Counter(numbers[gram] for gram in grams if gram in numbers)
    columns = np.fromiter(counts, dtype=np.intp, count=len(counts))
    tf = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
    values = (1 + np.log(tf)) * idf[columns]
    norm = float(np.linalg.norm(values)) or 1.0
    return columns, (values / norm).astype(np.float32)


def _matrix(rows: Sequence[tuple[npt.NDArray[np.intp], Floats]], width: int) -> "csr_matrix":
    """Return the rows as a sparse matrix: dense, some thousand examples would take half a gigabyte."""
    from scipy.sparse import csr_matrix

    ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
    columns = np.concatenate([columns for columns, _ in rows])
    values = np.concatenate([values for _, values in rows])
    return csr_matrix((values, columns, ends), shape=(len(rows), width), dtype=np.float32)


def _fit(
    matrix: "csr_matrix", targets: npt.NDArray[np.intp], classes: int, ridge: float
) -> tuple[Floats, Floats]:
    """Return the dual weights (examples × classes) and the bias.

    The kernel is never held: of six thousand examples it would take a quarter of a gigabyte, and two
    sparse products are faster than one with it.
    """
    n = len(targets)
    wanted = np.eye(classes, dtype=np.float32)[targets]
    weight = (n / (classes * wanted.sum(axis=0)))[targets] ** 0.5
    weight = (weight / weight.sum()).astype(np.float32)[:, None]
    step = 1.0 / (0.5 * _size(matrix, weight[:, 0]) + ridge)
    alpha = np.zeros((n, classes), dtype=np.float32)
    ahead = alpha
    turned = matrix.T.tocsr()
    for t in range(_STEPS):
        scores = matrix @ (turned @ ahead) + _CONSTANT * ahead.sum(axis=0)
        slope = weight * (softmax(scores) - wanted) + ridge * ahead
        new = ahead - step * slope
        ahead = new + t / (t + 3) * (new - alpha)
        alpha = new
    return alpha, (_CONSTANT * alpha.sum(axis=0)).astype(np.float32)


def _size(matrix: "csr_matrix", weight: Floats) -> float:
    """Return the Frobenius norm of the weighted kernel, a bound of its largest eigenvalue, by blocks."""
    squares = 0.0
    for start in range(0, matrix.shape[0], _BLOCK):
        rows = slice(start, start + _BLOCK)
        kernel = (matrix[rows] @ matrix.T).toarray() + _CONSTANT
        squares += float(weight[rows] @ (kernel * kernel) @ weight)
    return float(np.sqrt(squares))
