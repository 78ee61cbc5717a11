"""Aggregates that the reader gathers itself, against the same sums over the rows of the reference."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

import files
import reference
import through_spark
from reference import Column, FileError, Row

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession

    from parse_files import Parser

quickly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
KEYS = st.lists(st.sampled_from(["_reason", "_column", "branch", "count", "day", "kind"]), unique=True, max_size=4)
INPUTS = st.lists(st.sampled_from(["amount", "count", "_line", "_offset", "_length"]), unique=True, max_size=3)
Measured = tuple[int, Decimal | None, Decimal | None, Decimal | None]
Groups = dict[tuple[Any, ...], tuple[int, tuple[Measured, ...]]]
NOTHING: Measured = (0, None, None, None)
AMOUNT_LIMIT = Decimal("9999.99")


def value(row: Row, name: str) -> Any:  # noqa: ANN401 - text or number, as the column has it
    if name.startswith("_"):
        return getattr(row, name[1:])
    return row.values[files.NAMES.index(name)]


def merged(one: Measured, other: Measured) -> Measured:
    if one[0] == 0 or other[0] == 0:
        return other if one[0] == 0 else one
    assert one[1] is not None
    assert one[2] is not None
    assert one[3] is not None
    assert other[1] is not None
    assert other[2] is not None
    assert other[3] is not None
    return (one[0] + other[0], min(one[1], other[1]), max(one[2], other[2]), one[3] + other[3])


def add(groups: Groups, key: tuple[Any, ...], rows: int, measured: list[Measured]) -> None:
    known = groups.get(key, (0, (NOTHING,) * len(measured)))
    groups[key] = (known[0] + rows, tuple(merged(*pair) for pair in zip(known[1], measured, strict=True)))


def expected(rows: list[Row], keys: list[str], inputs: list[str]) -> Groups:
    groups: Groups = {}
    if not keys:
        add(groups, (), 0, [NOTHING] * len(inputs))
    for row in rows:
        numbers = [None if value(row, name) is None else Decimal(value(row, name)) for name in inputs]
        measured = [NOTHING if number is None else (1, number, number, number) for number in numbers]
        add(groups, tuple(value(row, name) for name in keys), 1, measured)
    return groups


def whole(partials: list[list[Any]], keys: list[str], inputs: list[str]) -> Groups:
    groups: Groups = {}
    for partial in partials:
        measured: list[Measured] = []
        for place, name in enumerate(inputs):
            at = len(keys) + 1 + 4 * place
            least, greatest, total = (None if one is None else Decimal(one) for one in partial[at + 1 : at + 4])
            measured.append((partial[at], least, greatest, total))
            # Spark takes a partial sum for a value of the column's own type.
            assert name != "amount" or total is None or abs(total) <= AMOUNT_LIMIT
        add(groups, tuple(partial[: len(keys)]), partial[len(keys)], measured)
    return groups


@given(files.tables(), KEYS, INPUTS, st.sampled_from([1, 2, 3, 1000]), st.sampled_from([0, 7, 300, 1 << 16]))
@settings(quickly, max_examples=400)
def test_every_table_gives_the_aggregates_of_the_reference(  # noqa: PLR0913, PLR0917 - one for each thing that may differ
    parser: Parser, data: bytes, keys: list[str], inputs: list[str], most_groups: int, spare_bytes: int
) -> None:
    how: dict[str, Any] = {"keys": keys, "inputs": inputs, "most_groups": most_groups, "spare_bytes": spare_bytes}
    try:
        rows = reference.parse(data, files.COLUMNS, 150)
    except FileError:
        with pytest.raises(FileError):
            parser.aggregate(data, files.COLUMNS, 150, **how)
        return
    partials = parser.aggregate(data, files.COLUMNS, 150, **how)
    assert whole(partials, keys, inputs) == expected(rows, keys, inputs)


TYPICAL = [
    "2024-02-29T23:59:59Z,B1,12.34,7,2024-02-29,a,1.5",
    '2024-12-31T00:00:00Z,"B2",-9999.99,,,b1,',
    "2024-01-01T10:11:12Z,ABCD,+0.5,-5,1999-12-31,,0",
    '"2023-02-28T10:11:12Z","B1","9","9223372036854775807","2000-02-29","a","9"',
]
SLIPS = st.sampled_from([*map(chr, range(128)), "Ü", "29", "31", "00", "99999", "", ",,", '""'])


@st.composite
def almost_typical(draw: st.DrawFn) -> bytes:
    """Give many rows of the kind that the fast path takes, some with one character that it must not miss."""
    lines = [",".join(files.NAMES)]
    for _ in range(draw(st.integers(1, 25))):
        line = draw(st.sampled_from(TYPICAL))
        if draw(st.integers(0, 2)) == 0:
            at = draw(st.integers(0, len(line)))
            line = line[:at] + draw(SLIPS) + line[at + draw(st.integers(0, 2)) :]
        lines.append(line)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join(lines).encode() + draw(st.sampled_from([b"", b"\n", b"\r", b"\r\n"]))


@given(almost_typical(), KEYS, INPUTS, st.sampled_from([1, 2, 1000]), st.sampled_from([0, 300, 1 << 16]))
@settings(quickly, max_examples=600)
def test_a_slip_in_a_typical_row_is_never_missed(  # noqa: PLR0913, PLR0917 - one for each thing that may differ
    parser: Parser, data: bytes, keys: list[str], inputs: list[str], most_groups: int, spare_bytes: int
) -> None:
    how: dict[str, Any] = {"keys": keys, "inputs": inputs, "most_groups": most_groups, "spare_bytes": spare_bytes}
    rows = reference.parse(data, files.COLUMNS, 150)
    assert whole(parser.aggregate(data, files.COLUMNS, 150, **how), keys, inputs) == expected(rows, keys, inputs)
    bad = [row for row in rows if row.reason is not None]
    assert parser.parse(data, files.COLUMNS, 150, spare_bytes=spare_bytes, only="bad") == bad


def test_a_file_of_many_groups_gives_each_of_them_once_merged(parser: Parser) -> None:
    count = 70_000
    data = b"a,b\n" + b"".join(b"%d,1\n" % number for number in range(count)) * 2
    partials = parser.aggregate(data, files.TWO_COLUMNS, 1000, keys=["a"], inputs=["b"], most_groups=1 << 30)
    assert len(partials) > count
    counts: dict[str, int] = {}
    for key, rows, *_ in partials:
        counts[key] = counts.get(key, 0) + rows
    assert counts == {str(number): 2 for number in range(count)}


def test_the_smallest_whole_number_comes_in_one_group_with_its_row(parser: Parser) -> None:
    columns: list[Column] = [{"name": "a", "type": "integer", "required": True}]
    how: dict[str, Any] = {"keys": [], "inputs": ["a"], "most_groups": 9}
    least = -(2**63)
    assert parser.aggregate(b"a\n%d\n" % least, columns, 100, **how) == [[1, 1, least, least, least]]


def plan_of(frame: DataFrame, capsys: pytest.CaptureFixture[str]) -> str:
    frame.explain()
    return capsys.readouterr().out


def test_spark_leaves_aggregates_of_columns_to_the_reader(
    spark: SparkSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "amounts.csv"
    huge = "9" * 15 + ".99"
    file.write_text("a,b\n" + f"x,{huge}\n" * 30 + f"y,-{huge}\n" * 30 + "x,1\n,1\nz,?\nz,\n")
    columns: list[Column] = [files.TWO_COLUMNS[0], {"name": "b", "type": "decimal", "precision": 17, "scale": 2}]
    frame = through_spark.load(spark, file, columns)
    end = F.max(F.col("_offset") + F.col("_length")).alias("end")
    grouped = frame.groupBy("_reason", "_column", "a").agg(F.count(F.lit(1)), F.min("b"), F.max("b"), F.sum("b"), end)
    assert "aggregates over all rows" in plan_of(grouped, capsys)
    size = file.stat().st_size
    got = {tuple(row[:3]): tuple(None if one is None else str(one) for one in row[3:]) for row in grouped.collect()}
    assert set(got) == {(None, None, "x"), (None, None, "y"), (None, None, "z"), ("missing", "a", None),
                        ("bad-decimal", "b", None)}  # fmt: skip
    total = str(Decimal(huge) * 30 + 1)
    assert got[None, None, "x"] == ("31", "1.00", huge, total, str(size - len("\n,1\nz,?\nz,\n")))
    assert got[None, None, "y"][:4] == ("30", "-" + huge, "-" + huge, str(Decimal(huge) * -30))
    assert got[None, None, "z"] == ("1", None, None, None, str(size - 1))


def test_spark_counts_the_rows_of_a_file_that_has_none(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "none.csv"
    file.write_text("a,b\n")
    frame = through_spark.load(spark, file, files.TWO_COLUMNS)
    assert frame.agg(F.count("*"), F.count("a"), F.sum("b")).collect()[0] == (0, 0, None)
    assert frame.groupBy("a").count().collect() == []


@pytest.mark.parametrize("measure", ["max(a)", "count(distinct a)", "sum(distinct b)", "min(b + 1)"])
def test_what_the_reader_can_not_gather_is_left_to_spark(
    spark: SparkSession, tmp_path: Path, capsys: pytest.CaptureFixture[str], measure: str
) -> None:
    file = tmp_path / "few.csv"
    file.write_text("a,b\nx,1\ny,2\nx,2\n")
    frame = through_spark.load(spark, file, files.TWO_COLUMNS).agg(F.expr(measure))
    assert "aggregates over" not in plan_of(frame, capsys)
    assert str(frame.collect()[0][0]) == {
        "max(a)": "y", "count(distinct a)": "2", "sum(distinct b)": "3.00", "min(b + 1)": "2.00",
    }[measure]  # fmt: skip
