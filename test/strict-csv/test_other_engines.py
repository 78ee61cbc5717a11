"""The data source beside Spark's own CSV reader and DuckDB, on files that all three must read alike."""

from __future__ import annotations

import random
import sys
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

import agreed_files
import other_engines
import through_spark
from agreed_files import COLUMNS, LAYOUTS, NAMES, AgreedFile, Maker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import duckdb
    from pyspark.sql import DataFrame, SparkSession

    from parse_files import Parser

needs_duckdb = pytest.mark.skipif(sys.version_info < (3, 11), reason="DuckDB 2.0 needs Python 3.11")
SEEDS = st.integers(0, 2**64)
INTERPRETED = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
KEYS = ["branch", "day"]
Group = tuple[int, Decimal, Decimal, Decimal, int, Decimal]
Groups = dict[tuple[Any, ...], Group]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb  # noqa: PLC0415 - not there on Python 3.10

    with duckdb.connect() as opened:
        yield opened


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, AgreedFile]]:
    """Give many files, a folder for each layout: Spark takes a folder in one job."""
    return written(Maker(random.Random(41), cr_beside_crlf=False), tmp_path_factory.mktemp("agreed"), bad_rows=0)


@pytest.fixture(scope="module")
def spoilt_batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, AgreedFile]]:
    return written(Maker(random.Random(43), cr_beside_crlf=False), tmp_path_factory.mktemp("spoilt"), bad_rows=0.2)


def written(maker: Maker, folder: Path, bad_rows: float) -> tuple[Path, dict[str, AgreedFile]]:
    files = {}
    for place, layout in enumerate(LAYOUTS):
        (folder / str(place)).mkdir()
        for number in range(40):
            name = f"{place}-{number}.csv"
            files[name] = maker.file(layout, 40, bad_rows=bad_rows)
            (folder / str(place) / name).write_bytes(files[name].data)
    return folder, files


@pytest.fixture
def interpreted(spark: SparkSession) -> Iterator[SparkSession]:
    """Spare compiling code for every frame: that would be most of the time."""
    for setting, value in INTERPRETED.items():
        spark.conf.set(setting, value)
    yield spark
    for setting in INTERPRETED:
        spark.conf.unset(setting)


def frames(spark: SparkSession, folder: Path, *, rejects: bool = False) -> DataFrame:
    parts = [
        other_engines.spark_frame(spark, folder / str(place), layout, rejects=rejects)
        for place, layout in enumerate(LAYOUTS)
    ]
    return reduce(lambda one, other: one.union(other), parts)


def ours(parser: Parser, file: AgreedFile) -> list[agreed_files.Values | None]:
    return [row.values if row.reason is None else None for row in parser.parse(file.data, COLUMNS, 1 << 20)]


def gathered(rows: Iterable[Sequence[Any]]) -> Groups:
    """Make exact groups of keys, rows, least, greatest and sum of the amounts, and how many numbers and their sum."""
    groups: Groups = {}
    for row in rows:
        key, (count, least, greatest, total, numbers, number_total) = tuple(row[: len(KEYS)]), row[len(KEYS) :]
        group = (count, Decimal(least), Decimal(greatest), Decimal(total), numbers, Decimal(number_total or 0))
        groups[key] = merged(groups[key], group) if key in groups else group
    return groups


def merged(one: Group, other: Group) -> Group:
    return (
        one[0] + other[0], min(one[1], other[1]), max(one[2], other[2]), one[3] + other[3], one[4] + other[4],
        one[5] + other[5],
    )  # fmt: skip


def our_groups(parser: Parser, file: AgreedFile) -> Groups:
    inputs = ["amount", "number"]
    partials = parser.aggregate(file.data, COLUMNS, 1 << 20, keys=KEYS, inputs=inputs, most_groups=1000)
    # Keys and rows, then values, least, greatest and sum of either input. A part of a group may have no rows.
    return gathered([*row[:3], *row[4:7], row[7], row[10]] for row in partials if row[2] > 0)


def groups_of(rows: list[agreed_files.Values]) -> Groups:
    named = (dict(zip(NAMES, row, strict=True)) for row in rows)
    return gathered(
        [row["branch"], row["day"], 1, *[row["amount"]] * 3, int(row["number"] is not None), row["number"]]
        for row in named
    )


@needs_duckdb
@given(SEEDS, st.sampled_from(LAYOUTS))
@settings(deadline=None, max_examples=150)
def test_duckdb_gives_the_same_rows_and_aggregates(
    connection: duckdb.DuckDBPyConnection,
    parser: Parser,
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    layout: list[str],
) -> None:
    made = Maker(random.Random(seed), cr_beside_crlf=True).file(layout, 25)
    file = tmp_path_factory.getbasetemp() / "one.csv"
    file.write_bytes(made.data)
    table = other_engines.duckdb_table(layout)
    assert other_engines.duckdb_rows(connection, table, file) == ours(parser, made) == made.rows
    measures = "count(*), min(amount), max(amount), sum(amount), count(number), sum(number)"
    grouped = connection.execute(
        f"select branch, day - date '1970-01-01' as day, {measures} from {table} group by all",  # noqa: S608
        [str(file)],
    )
    assert gathered(grouped.fetchall()) == our_groups(parser, made) == groups_of(made.good)


@needs_duckdb
@given(SEEDS, st.sampled_from(LAYOUTS))
@settings(deadline=None, max_examples=75)
def test_duckdb_leaves_out_the_rows_that_are_bad(
    connection: duckdb.DuckDBPyConnection,
    parser: Parser,
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    layout: list[str],
) -> None:
    made = Maker(random.Random(seed), cr_beside_crlf=True).file(layout, 25, bad_rows=0.2)
    file = tmp_path_factory.getbasetemp() / "one.csv"
    file.write_bytes(made.data)
    assert ours(parser, made) == made.rows
    assert other_engines.duckdb_rows(connection, other_engines.duckdb_table(layout, rejects=True), file) == made.good


def test_spark_gives_the_same_rows(
    interpreted: SparkSession, parser: Parser, batch: tuple[Path, dict[str, AgreedFile]]
) -> None:
    folder, files = batch
    found = other_engines.spark_rows(frames(interpreted, folder))
    assert sum(map(len, found.values())) > 2000
    for name, file in files.items():
        assert found.get(name, []) == ours(parser, file) == file.rows, name


def test_spark_gives_the_same_aggregates(
    interpreted: SparkSession, parser: Parser, batch: tuple[Path, dict[str, AgreedFile]]
) -> None:
    folder, files = batch
    amounts = [F.min("amount"), F.max("amount"), F.sum("amount")]
    numbers = [F.count("number"), F.sum(F.col("number").cast("decimal(38,0)"))]
    frame = frames(interpreted, folder).withColumn("day", F.unix_date("day"))
    grouped = frame.groupBy("file", *KEYS).agg(F.count(F.lit(1)), *amounts, *numbers)
    found: dict[str, list[tuple[Any, ...]]] = {}
    for file, *row in grouped.collect():
        found.setdefault(file, []).append(tuple(row))
    for name, made in files.items():
        assert gathered(found.get(name, [])) == our_groups(parser, made) == groups_of(made.good), name


def test_spark_finds_the_same_rows_bad(
    interpreted: SparkSession, parser: Parser, spoilt_batch: tuple[Path, dict[str, AgreedFile]]
) -> None:
    folder, files = spoilt_batch
    # Spark gives the values of a bad row that it could read; the verdict goes in the place of one that is never null.
    frame = frames(interpreted, folder, rejects=True).withColumn("branch", F.expr("if(bad is null, branch, null)"))
    found = other_engines.spark_rows(frame)
    for name, file in files.items():
        verdicts = [None if row[1] is None else row for row in found.get(name, [])]
        assert verdicts == ours(parser, file) == file.rows, name


def test_the_same_script_over_either_reader_gives_the_same_groups(spark: SparkSession, tmp_path: Path) -> None:
    made = Maker(random.Random(47), cr_beside_crlf=False).file(NAMES, 1000, fewest_rows=1000)
    file = tmp_path / "large.csv"
    file.write_bytes(made.data)
    answers = []
    for frame in (other_engines.spark_frame(spark, file, NAMES), through_spark.load(spark, file, COLUMNS)):
        measures = [measure("amount") for measure in (F.count, F.min, F.max, F.sum, F.avg)]
        rows = frame.groupBy("branch").agg(*measures, F.max("moment")).collect()
        answers.append(sorted(map(tuple, rows)))
    assert answers[0] == answers[1]
    assert sum(row[1] for row in answers[0]) == 1000
