"""The data source against the reference, on random broken files, through buffers and streams of every awkward size."""

from __future__ import annotations

import gzip
import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import files
import reference
from reference import Column, FileError, Row

if TYPE_CHECKING:
    from parse_files import Parser

quickly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
Outcome = list[Row] | str
EVERY_REASON = {
    None, "row-too-long", "unclosed-quote", "text-after-quote", "nul-byte", "invalid-utf8", "field-count",
    "missing", "bad-timestamp", "bad-decimal", "bad-integer", "bad-date",
    "too-long", "pattern-mismatch", "out-of-range", "not-allowed",
}  # fmt: skip
DRIPS = st.sampled_from([1, 2, 3, 5, 64, 1 << 16])
SPARE_BYTES = st.sampled_from([0, 1, 2, 7, 64, 1 << 16])


def expected(data: bytes, columns: list[Column], max_row_bytes: int) -> Outcome:
    try:
        return reference.parse(data, columns, max_row_bytes)
    except FileError as error:
        return str(error)


def code_of(error: FileError) -> str:
    prefix, code, sentence = str(error).split(":", 2)
    assert prefix == "strict-csv"
    assert sentence.startswith(" ")
    assert sentence.endswith(".")
    return code


def actual(parser: Parser, data: bytes, columns: list[Column], max_row_bytes: int, **how: int | bool) -> Outcome:
    try:
        return parser.parse(data, columns, max_row_bytes, **how)  # type: ignore[arg-type]
    except FileError as error:
        return code_of(error)


@given(files.tables(), st.sampled_from([16, 120, 150, 1 << 20]), DRIPS, SPARE_BYTES)
@settings(quickly, max_examples=300)
def test_every_table_gives_the_rows_of_the_reference(
    parser: Parser, data: bytes, max_row_bytes: int, drip: int, spare_bytes: int
) -> None:
    outcome = actual(parser, data, files.COLUMNS, max_row_bytes, drip=drip, spare_bytes=spare_bytes)
    assert outcome == expected(data, files.COLUMNS, max_row_bytes)


@pytest.mark.parametrize(("header", "columns"), [(b"a\n", files.ONE_COLUMN), (b"b,a\r\n", files.TWO_COLUMNS)])
@given(st.data())
@settings(quickly, max_examples=150)
def test_noise_below_a_header_gives_the_rows_of_the_reference(
    parser: Parser, header: bytes, columns: list[Column], data: st.DataObject
) -> None:
    content = header + data.draw(files.NOISE)
    max_row_bytes = data.draw(st.integers(3, 30))
    drip, spare_bytes = data.draw(DRIPS), data.draw(SPARE_BYTES)
    outcome = actual(parser, content, columns, max_row_bytes, drip=drip, spare_bytes=spare_bytes)
    assert outcome == expected(content, columns, max_row_bytes)


@given(files.NOISE, st.integers(1, 12), DRIPS)
@settings(quickly, max_examples=150)
def test_noise_alone_is_refused_or_read_as_the_reference_does(
    parser: Parser, data: bytes, max_row_bytes: int, drip: int
) -> None:
    outcome = actual(parser, data, files.ONE_COLUMN, max_row_bytes, drip=drip, spare_bytes=0)
    assert outcome == expected(data, files.ONE_COLUMN, max_row_bytes)


def members(data: bytes, cuts: list[int]) -> bytes:
    places = sorted({0, len(data), *(cut % (len(data) + 1) for cut in cuts)})
    parts = [data[start:end] for start, end in pairwise(places)] or [data]
    return b"".join(gzip.compress(part, mtime=0) for part in parts)


@given(files.tables(), st.lists(st.integers(0, 2000), max_size=3), st.integers(0, 40), DRIPS)
@settings(quickly, max_examples=60)
def test_gzip_in_any_number_of_members_changes_nothing(
    parser: Parser, data: bytes, cuts: list[int], padding: int, drip: int
) -> None:
    outcome = actual(parser, members(data, cuts) + bytes(padding), files.COLUMNS, 150, gzip=True, drip=drip)
    assert outcome == expected(data, files.COLUMNS, 150)


@given(files.tables(), st.data())
@settings(quickly, max_examples=60)
def test_gzip_that_breaks_off_is_corrupt(parser: Parser, data: bytes, more: st.DataObject) -> None:
    packed = members(b"a\n" + data, [7])
    whole_members = {0, len(packed), len(members(b"a\n" + data[:5], []))}
    end = more.draw(st.integers(1, len(packed) - 1).filter(lambda place: place not in whole_members))
    outcome = actual(parser, packed[:end], files.ONE_COLUMN, 1 << 20, gzip=True)
    assert outcome == "corrupt-gzip"


@given(files.tables(), st.integers(0), st.integers(0, 7))
@settings(quickly, max_examples=60)
def test_a_flipped_bit_in_gzip_changes_no_row_without_a_word(parser: Parser, data: bytes, place: int, bit: int) -> None:
    whole = expected(b"a\n" + data, files.ONE_COLUMN, 1 << 20)
    packed = bytearray(members(b"a\n" + data, [3]))
    packed[place % len(packed)] ^= 1 << bit
    outcome = actual(parser, bytes(packed), files.ONE_COLUMN, 1 << 20, gzip=True)
    # The header is looked at before the end of the file, where the checksum stands: it may be the first to complain.
    refusals = {"corrupt-gzip", "wrong-header", "empty-file"}
    assert outcome in refusals if isinstance(outcome, str) else outcome == whole


def test_the_random_files_meet_every_reason(parser: Parser) -> None:
    chance = random.Random(7)
    seen: set[str | None] = set()
    names = files.NAMES
    for _ in range(1500):
        texts = [chance.choice(files.TEXTS[name][: chance.choice([1, 1, 1, 99])]).encode() for name in names]
        row = b",".join(map(files.quoted_where_needed, texts))
        damage = chance.choice([b"", b"", b'"', b"\0", b"\xff", b",", b'"q"x,', b"l" * 400])
        data = ",".join(names).encode() + b"\n" + damage + row
        rows = parser.parse(data, files.COLUMNS, 300)
        assert rows == reference.parse(data, files.COLUMNS, 300)
        seen |= {one.reason for one in rows}
    assert seen == EVERY_REASON


def test_a_text_that_is_too_much_for_a_pattern_is_one_bad_row(parser: Parser) -> None:
    columns: list[Column] = [{"name": "a", "type": "string", "required": True, "pattern": r"(?:[a-z]|\d)*"}]
    data = b"a\nshort\n" + b"b" * 900_000 + b"\nlast1\n"
    assert [row.reason for row in parser.parse(data, columns, 1 << 20)] == [None, "pattern-mismatch", None]
