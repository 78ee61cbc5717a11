"""Bodies of stored objects that live in files instead of memory."""

import mmap
import tempfile
from collections.abc import Iterator, Sequence
from typing import BinaryIO, cast

# Below this many bytes a body stays in memory: a file and a mapping for each small object cost more than they save.
SPILL_BYTES = 1 << 20
# How many bytes of a large body are copied to send at once.
CHUNK_BYTES = 1 << 20


def spilled(content: bytes) -> memoryview:
    """The same bytes, in a nameless file of the temporary directory that is freed with the last view of it."""
    with tempfile.TemporaryFile() as file:
        cast("BinaryIO", file).write(content)
        file.flush()
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


class Body:
    """Bytes in several pieces. Slices share the pieces; nothing is copied until it is sent."""

    def __init__(self, pieces: Sequence[memoryview]) -> None:
        self._pieces = [piece for piece in pieces if len(piece) > 0]
        self._length = sum(len(piece) for piece in self._pieces)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, part: slice) -> "Body":
        start, stop, step = part.indices(self._length)
        if step != 1:
            raise ValueError("a body can be cut, not sampled")
        cut = []
        at = 0
        for piece in self._pieces:
            first, last = max(start - at, 0), min(stop - at, len(piece))
            if first < last:
                cut.append(piece[first:last])
            at += len(piece)
        return Body(cut)

    def chunks(self) -> Iterator[bytes]:
        """The bytes in order, at most a mebibyte at a time."""
        for piece in self._pieces:
            for at in range(0, len(piece), CHUNK_BYTES):
                yield bytes(piece[at : at + CHUNK_BYTES])

    def __bytes__(self) -> bytes:
        return b"".join(self._pieces)


def stored(content: bytes) -> "bytes | Body":
    """How a whole object is kept: small ones in memory, others in a file."""
    return content if len(content) < SPILL_BYTES else Body([spilled(content)])


def stored_part(content: bytes) -> "bytes | memoryview":
    """How a part of a multipart upload is kept."""
    return content if len(content) < SPILL_BYTES else spilled(content)


def joined(parts: Sequence["bytes | memoryview"]) -> "bytes | Body":
    """The object made of uploaded parts, without copying the large ones."""
    if sum(len(part) for part in parts) < SPILL_BYTES:
        return b"".join(parts)
    return Body([memoryview(part) for part in parts])
