"""Conditions on columns, judged by the reader, against the same ones judged by Spark over rows that were kept."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

import files
import through_spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

NEVER = "count = null"
TAKEN = [
    "amount = 1.50BD",
    "amount = 1.5",
    "amount >= -9999.99 and amount < 5000.00",
    "amount > 0",
    "count = 7",
    "count <= -5",
    "count > -9223372036854775808",
    "count in (0, -5, 7)",
    "count is not null",
    "branch = 'B1'",
    "branch in ('B1', 'ÄÖÜß')",
    "branch > 'B1'",
    "branch >= 'ÄÖÜß'",
    "branch <= 'a\"b'",
    "day = date'2024-02-29'",
    "day < date'2000-02-29'",
    "timestamp >= timestamp'2024-01-01 00:00:00'",
    "timestamp < timestamp'1970-01-01 00:00:00'",
    "branch = 'B1' and amount > 1 and _reason is null",
    "large is not null",
    "branch = 'a,b' and kind is not null",
]
LEFT = [
    "kind = 'a' or kind = 'b1'",
    "count is null",
    "not (branch = 'B1')",
    "branch <> 'B1'",
    "large > 1",
    "length(branch) = 2",
    "branch < kind",
    "count = 7 or branch = 'B1'",
    "branch like 'B%'",
    "amount + 1 > 2",
    "_line > 100",
    NEVER,
    "_column = 'count'",
]


@pytest.fixture(scope="module")
def table(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> tuple[DataFrame, DataFrame]:
    """Give a frame over a file, and one over the same rows kept elsewhere, of which the reader knows nothing."""
    chance = random.Random(17)
    lines = [",".join(files.NAMES).encode()]
    for _ in range(2_000):
        texts = [chance.choice(files.TEXTS[name][: chance.choice([1, 3, 99])]).encode() for name in files.NAMES]
        lines.append(b",".join(map(files.quoted_where_needed, texts)))
    folder = tmp_path_factory.mktemp("conditions")
    file = folder / "table.csv"
    file.write_bytes(b"\n".join(lines))
    frame = through_spark.load(spark, file, files.COLUMNS)
    frame.write.parquet(str(folder / "rows"))
    return frame, spark.read.parquet(str(folder / "rows"))


def offsets(frame: DataFrame) -> list[int]:
    return sorted(row[0] for row in frame.select("_offset").collect())


def plan_of(frame: DataFrame, capsys: pytest.CaptureFixture[str]) -> str:
    frame.explain()
    return capsys.readouterr().out


@pytest.mark.parametrize("condition", TAKEN + LEFT)
def test_a_condition_gives_the_rows_that_meet_it(
    table: tuple[DataFrame, DataFrame], condition: str, capsys: pytest.CaptureFixture[str]
) -> None:
    frame, rows = table
    found = frame.where(condition)
    assert bool(re.search(r"\bFilter\b", plan_of(found, capsys))) == (condition in LEFT and condition != NEVER)
    wanted = offsets(rows.where(condition))
    assert offsets(found) == wanted
    assert bool(wanted) == (condition != NEVER)


def test_rows_that_meet_a_condition_are_aggregated_by_the_reader(
    table: tuple[DataFrame, DataFrame], capsys: pytest.CaptureFixture[str]
) -> None:
    def figures(frame: DataFrame) -> DataFrame:
        some = frame.where("branch in ('B1', 'ÄÖÜß') and timestamp >= timestamp'2000-01-01 00:00:00'")
        return some.selectExpr("branch", "amount").groupBy("branch").agg({"amount": "sum", "branch": "count"})

    frame, rows = table
    assert "aggregates over good rows" in plan_of(figures(frame), capsys)
    assert sorted(figures(frame).collect()) == sorted(figures(rows).collect())


def test_an_average_is_made_of_a_sum_and_a_count(
    table: tuple[DataFrame, DataFrame], capsys: pytest.CaptureFixture[str]
) -> None:
    frame, rows = table
    averages = frame.groupBy("kind").agg({"amount": "avg"})
    assert "aggregates over all rows" in plan_of(averages, capsys)
    assert sorted(averages.collect(), key=str) == sorted(rows.groupBy("kind").agg({"amount": "avg"}).collect(), key=str)
