"""Rows of text in numbered gzip parts, as quarantined rows and results lie in S3."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ROWS_A_PART = 10_000
TEXT_BYTES_A_PART = 8 * 1024 * 1024
# Levels above take several times as long for a fifth less.
GZIP_LEVEL = 1


class TextBlock(Protocol):
    """Rows that follow each other and travel as one text."""

    @property
    def rows(self) -> int:
        """Give how many they are."""

    @property
    def text(self) -> str:
        """Give them as RFC 4180, without a header."""


AnyBlock = TypeVar("AnyBlock", bound=TextBlock)


@dataclass(frozen=True)
class WrittenPart(Generic[AnyBlock]):
    """One object of such rows."""

    key: str
    blocks: Sequence[AnyBlock]
    rows: int
    first_row: int
    """How many rows the parts before it have."""
    bytes: int
    sha256: str


def write_parts(
    folder: str, header: Sequence[str], blocks: Iterable[AnyBlock], put: Callable[[str, bytes], None]
) -> Iterator[WrittenPart[AnyBlock]]:
    """Write the rows below a folder (with its slash) with `put(key, body)`, and tell of each part once it is written.

    The same rows give the same bytes.
    """
    written = 0
    for number, together in enumerate(parts_of(blocks)):
        body = part_bytes(header, together)
        key = f"{folder}part-{number:05d}.csv.gz"
        put(key, body)
        rows = sum(block.rows for block in together)
        yield WrittenPart(key, together, rows, written, len(body), hashlib.sha256(body).hexdigest())
        written += rows


def parts_of(blocks: Iterable[AnyBlock]) -> Iterator[list[AnyBlock]]:
    """Put blocks together to parts; one that has more than a part should have is a part by itself."""
    part: list[AnyBlock] = []
    rows = size = 0
    for block in blocks:
        if part and (rows + block.rows > ROWS_A_PART or size + len(block.text) > TEXT_BYTES_A_PART):
            yield part
            part, rows, size = [], 0, 0
        part.append(block)
        rows += block.rows
        size += len(block.text)
    if part:
        yield part


def part_bytes(header: Sequence[str], blocks: Iterable[TextBlock]) -> bytes:
    """Give the rows of the blocks as gzip-compressed RFC 4180 text with a header."""
    text = "".join([",".join(header), "\r\n", *(block.text for block in blocks)])
    # Without a time in the header, the bytes depend on the rows alone.
    return gzip.compress(text.encode(), GZIP_LEVEL, mtime=0)
