"""A file cut anywhere, also inside quotes, a CRLF or a character, gives the same as in one piece."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

import files
import reference
import through_spark
from reference import BOM, FileError, Row
from test_aggregates import INPUTS, KEYS, almost_typical, expected, whole

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

    from parse_files import Parser

quickly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
SPLIT_BYTES = st.one_of(st.integers(1, 12), st.integers(13, 400))
SPARE_BYTES = st.sampled_from([0, 1, 7, 64, 1 << 16])


def rows_of(data: bytes, columns: list[reference.Column], max_row_bytes: int) -> list[Row] | None:
    try:
        return reference.parse(data, columns, max_row_bytes)
    except FileError:
        return None


@given(files.tables(), st.sampled_from([16, 120, 1 << 20]), SPLIT_BYTES, SPARE_BYTES, st.sampled_from(["both", "bad"]))
@settings(quickly, max_examples=400)
def test_every_table_gives_the_same_rows_in_splits(  # noqa: PLR0913, PLR0917 - one for each thing that may differ
    parser: Parser, data: bytes, max_row_bytes: int, split_bytes: int, spare_bytes: int, only: str
) -> None:
    rows = rows_of(data, files.COLUMNS, max_row_bytes)
    if rows is None:
        return
    how: dict[str, Any] = {"split_bytes": split_bytes, "spare_bytes": spare_bytes, "only": only}
    wanted = [row for row in rows if only == "both" or row.reason is not None]
    assert parser.parse(data, files.COLUMNS, max_row_bytes, **how) == wanted


@given(files.NOISE, st.integers(3, 30), SPLIT_BYTES, SPARE_BYTES)
@settings(quickly, max_examples=600)
def test_noise_gives_the_same_rows_in_splits(
    parser: Parser, noise: bytes, max_row_bytes: int, split_bytes: int, spare_bytes: int
) -> None:
    data = b"a\n" + noise
    got = parser.parse(data, files.ONE_COLUMN, max_row_bytes, split_bytes=split_bytes, spare_bytes=spare_bytes)
    assert got == rows_of(data, files.ONE_COLUMN, max_row_bytes)


@given(st.one_of(files.tables(), almost_typical()), KEYS, INPUTS, SPLIT_BYTES, st.sampled_from([1, 3, 1000]))
@settings(quickly, max_examples=300)
def test_aggregates_of_splits_merge_to_those_of_the_file(  # noqa: PLR0913, PLR0917 - one for each thing that may differ
    parser: Parser, data: bytes, keys: list[str], inputs: list[str], split_bytes: int, most_groups: int
) -> None:
    rows = rows_of(data, files.COLUMNS, 150)
    if rows is None:
        return
    how: dict[str, Any] = {"keys": keys, "inputs": inputs, "split_bytes": split_bytes, "most_groups": most_groups}
    assert whole(parser.aggregate(data, files.COLUMNS, 150, **how), keys, inputs) == expected(rows, keys, inputs)


UNQUOTED = st.lists(
    st.sampled_from([b",", b"\n", b"\r", b"\r\n", b"\0", b"\xff", "é".encode(), BOM, b"a", b"1", b"0.5"]), max_size=40
).map(b"".join)


@given(UNQUOTED, st.integers(3, 30), SPLIT_BYTES, SPARE_BYTES)
@settings(quickly, max_examples=400)
def test_without_quotes_splits_find_their_rows_by_themselves(
    parser: Parser, noise: bytes, max_row_bytes: int, split_bytes: int, spare_bytes: int
) -> None:
    data = b"a\n" + noise
    how: dict[str, Any] = {"split_bytes": split_bytes, "spare_bytes": spare_bytes, "quotes": "absent"}
    got = parser.parse(data, files.ONE_COLUMN, max_row_bytes, **how)
    wanted = rows_of(data, files.ONE_COLUMN, max_row_bytes)
    assert wanted is not None
    assert [replace(row, line=0) for row in got] == [replace(row, line=0) for row in wanted]


@given(UNQUOTED, UNQUOTED, SPLIT_BYTES, SPARE_BYTES)
@settings(quickly, max_examples=400)
def test_a_quote_anywhere_ends_the_reading_of_a_file_said_to_have_none(
    parser: Parser, before: bytes, behind: bytes, split_bytes: int, spare_bytes: int
) -> None:
    data = b"a,b\n" + before + b'"' + behind
    how: dict[str, Any] = {"split_bytes": split_bytes, "spare_bytes": spare_bytes, "quotes": "absent"}
    with pytest.raises(FileError, match="quotes-found"):
        parser.parse(data, files.TWO_COLUMNS, 30, **how)
    with pytest.raises(FileError, match="quotes-found"):
        parser.aggregate(data, files.TWO_COLUMNS, 30, keys=["a"], inputs=["b"], most_groups=9, **how)


def tricky_file(rows: int) -> bytes:
    chance = random.Random(11)
    odd = ['"a, ""b"""', '"first\nsecond\r\nthird"', "plain", '"', '"x"y', "Ü", "", '"' + "\n" * 50 + '"']
    lines = [f"{chance.choice(odd)},{chance.choice(['1.25', '9', '-0.5', '10', '', '?'])}" for _ in range(rows)]
    # The last quote stays open over all that follows.
    return ("a,b\n" + chance.choice(["\n", "\r\n"]).join(lines) + '\n"open,1\nx,2\n').encode()


def test_any_number_of_splits_gives_the_same_bytes(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "tricky.csv"
    data = tricky_file(3000)
    file.write_bytes(data)
    wanted = [through_spark.in_text(row) for row in reference.parse(data, files.TWO_COLUMNS, 1 << 20)]
    figures: list[list[tuple[Any, ...]]] = []
    for splits in (1, 2, 8, 64):
        reader = through_spark.reader(spark, files.TWO_COLUMNS).option("splitBytes", -(-len(data) // splits))
        frame = reader.option("path", str(file)).load()
        assert frame.rdd.getNumPartitions() in range(min(splits, 2), splits + 1)
        assert through_spark.rows(frame, files.TWO_COLUMNS) == wanted
        assert through_spark.rows(frame.filter("_reason is not null"), files.TWO_COLUMNS) == [
            row for row in wanted if row.reason is not None
        ]
        groups = frame.groupBy("_reason", "a").agg(F.count("*"), F.min("b"), F.max("b"), F.sum("b"), F.max("_line"))
        figures.append([tuple(map(str, row)) for row in groups.orderBy("_reason", "a").collect()])
    assert figures[1:] == figures[:1] * 3


def test_a_quote_beyond_the_first_part_is_told_through_spark(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "late.csv"
    file.write_bytes(b"a,b\n" + b"x,1\n" * 200_000 + b'"y",1\n')
    reader = through_spark.reader(spark, files.TWO_COLUMNS).option("path", str(file)).option("splitBytes", 100_000)
    assert reader.load().filter("a = 'y'").count() == 1
    with pytest.raises(Exception, match="strict-csv:quotes-found: "):
        reader.option("quotes", "absent").load().count()


def test_a_quote_in_the_first_part_is_seen_before_anything_is_assumed(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "early.csv"
    file.write_bytes(b"a,b\n" + b'"x\n",1\n' * 100)
    reader = through_spark.reader(spark, files.TWO_COLUMNS).option("path", str(file)).option("splitBytes", 10)
    assert reader.option("quotes", "absent").load().count() == 100
