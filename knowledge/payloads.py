"""What belongs to each text of a segment, as bytes: in memory while it is new, mapped once it is stored.

Passages are read back one by one when a question needs them. A hundred thousand of them as objects would
take a third of a gigabyte and seconds of every start.
"""

import mmap
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Buffer = bytes | mmap.mmap


class Payloads:
    """One piece of bytes a row, in buffers that are shared and never copied until they are stored."""

    def __init__(
        self,
        buffers: Sequence[Buffer],
        owners: NDArray[np.int32],
        starts: NDArray[np.int64],
        sizes: NDArray[np.int64],
    ) -> None:
        """Keep, of each row, which buffer holds it, where, and how many bytes."""
        self._buffers = tuple(buffers)
        self._owners, self.starts, self.sizes = owners, starts, sizes

    @classmethod
    def of(cls, pieces: Sequence[bytes]) -> "Payloads":
        """Put new pieces one after the other."""
        return cls.laid(b"".join(pieces), np.asarray([len(piece) for piece in pieces], dtype=np.int64))

    @classmethod
    def laid(cls, buffer: Buffer, sizes: NDArray[np.int64]) -> "Payloads":
        """Take a buffer in which the pieces lie one after the other. Raises ValueError when it is cut."""
        ends = np.cumsum(sizes, dtype=np.int64)
        if (int(ends[-1]) if len(ends) else 0) != len(buffer):
            raise ValueError("the pieces do not fill the buffer")
        return cls([buffer], np.zeros(len(sizes), dtype=np.int32), ends - sizes, sizes)

    def __getitem__(self, row: int) -> bytes:
        """Return the piece of a row."""
        start = int(self.starts[row])
        return self._buffers[int(self._owners[row])][start : start + int(self.sizes[row])]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.sizes)

    def kept(self, rows: NDArray[np.bool_]) -> "Payloads":
        """Return the marked rows alone."""
        return Payloads(self._buffers, self._owners[rows], self.starts[rows], self.sizes[rows])

    def joined(self, other: "Payloads") -> "Payloads":
        """Return both, the other's rows after these."""
        return Payloads(
            (*self._buffers, *other._buffers),
            np.concatenate([self._owners, other._owners + np.int32(len(self._buffers))]),
            np.concatenate([self.starts, other.starts]),
            np.concatenate([self.sizes, other.sizes]),
        )

    def together(self) -> bytes:
        """Return all pieces in the order of the rows, as `laid` takes them."""
        return b"".join(self[row] for row in range(len(self)))
