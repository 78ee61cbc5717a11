"""Rows come in batches of columns: their number, their size and how Spark takes them apart change nothing."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

import files
import reference
import through_spark
from reference import Column

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyspark.sql import SparkSession

    from parse_files import Parser

BATCH_ROWS = 4096
BATCH_TEXT_BYTES = 4 << 20
MIB = 1 << 20

# The widths at which Spark changes how it keeps a decimal, and those beside them.
DECIMALS = [(1, 0), (8, 3), (9, 2), (10, 2), (18, 18), (18, 0), (19, 0), (20, 20), (37, 2), (38, 0), (38, 38)]
EVERY_TYPE: list[Column] = [
    *({"name": f"decimal{p}_{s}", "type": "decimal", "precision": p, "scale": s} for p, s in DECIMALS),
    {"name": "text", "type": "string"},
    {"name": "count", "type": "integer"},
    {"name": "moment", "type": "timestamp"},
    {"name": "day", "type": "date"},
]
EXECUTIONS = {
    "generated": {},
    "interpreted": {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"},
    "too many columns to generate": {"spark.sql.codegen.maxFields": "2"},
}


@pytest.fixture(params=EXECUTIONS)
def execution(spark: SparkSession, request: pytest.FixtureRequest) -> Iterator[str]:
    settings = EXECUTIONS[request.param]
    for name, value in settings.items():
        spark.conf.set(name, value)
    yield request.param
    for name in settings:
        spark.conf.unset(name)


def mixed_rows(count: int) -> bytes:
    """Give rows of which every third is bad and every seventh has its text in quotes."""
    texts = ("" if n % 3 == 2 else f'"k {n}"' if n % 7 == 0 else f"k {n}" for n in range(count))
    return "\n".join(["a,b", *(f"{text},{n % 10}.{n % 100:02}" for n, text in enumerate(texts))]).encode()


@pytest.mark.parametrize("count", [0, 1, BATCH_ROWS - 1, BATCH_ROWS, BATCH_ROWS + 1, 2 * BATCH_ROWS + 1])
def test_batches_hold_as_many_rows_as_they_can(parser: Parser, count: int) -> None:
    data = mixed_rows(count)
    whole, rest = divmod(count, BATCH_ROWS)
    assert parser.batches(data, files.TWO_COLUMNS, 1000) == [BATCH_ROWS] * whole + [rest] * (rest > 0)
    rows = reference.parse(data, files.TWO_COLUMNS, 1000)
    assert len(rows) == count
    assert parser.parse(data, files.TWO_COLUMNS, 1000) == rows


@pytest.mark.parametrize("count", [0, 1, BATCH_ROWS - 1, BATCH_ROWS, BATCH_ROWS + 1])
@pytest.mark.parametrize("only", ["good", "bad"])
def test_rows_left_out_take_no_room_in_a_batch(parser: Parser, count: int, only: str) -> None:
    wanted, other = ("x,1\n", ",1\n") if only == "good" else (",1\n", "x,1\n")
    data = ("a,b\n" + (other + wanted) * count + 3 * other).encode()
    assert parser.batches(data, files.TWO_COLUMNS, 1000, only=only) == [BATCH_ROWS] * (count >= BATCH_ROWS) + [
        count % BATCH_ROWS
    ] * (count % BATCH_ROWS > 0)
    rows = [row for row in reference.parse(data, files.TWO_COLUMNS, 1000) if (row.reason is None) == (only == "good")]
    assert parser.parse(data, files.TWO_COLUMNS, 1000, only=only) == rows


@pytest.mark.parametrize("line", ["%s,1", "%s,?", '"%s"x,1', "%s,\\xff"])
def test_long_rows_end_a_batch_before_they_fill_the_memory(parser: Parser, line: str) -> None:
    long = line % ("y" * (MIB - 100))
    good = line == "%s,1"
    data = "\n".join(["a,b", "x,1", *[long] * 11, "x,2"]).encode().replace(b"\\xff", b"\xff")
    batches = parser.batches(data, files.TWO_COLUMNS, MIB)
    assert sum(batches) == 13
    assert max(batches) == BATCH_TEXT_BYTES // MIB + 2
    rows = parser.parse(data, files.TWO_COLUMNS, MIB)
    assert [row.values[0] if good else row.raw for row in rows[1:-1]] == [long[:-2] if good else long] * 11
    assert [row.values for row in (rows[0], rows[-1])] == [("x", "1.00"), ("x", "2.00")]


def decimal(chance: random.Random, precision: int, scale: int) -> str:
    digits = str(chance.choice([0, 1, 10**precision - 1, chance.randrange(10**precision)])).rjust(scale + 1, "0")
    whole, fraction = digits[: len(digits) - scale], digits[len(digits) - scale :]
    return chance.choice(["", "-"]) + whole + (f".{fraction}" if fraction else "")


def row_of_every_type(chance: random.Random) -> str:
    texts = [decimal(chance, precision, scale) for precision, scale in DECIMALS]
    year = chance.randrange(1, 10_000)
    day = f"{year:04}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    clock = f"{chance.randrange(24):02}:{chance.randrange(60):02}:{chance.randrange(60):02}"
    texts.append(chance.choice(["short", "ÄÖÜ", '"a ""b"""', '"two\nlines"', "x" * chance.randrange(1, 300)]))
    texts.append(str(chance.randrange(-(2**63), 2**63)))
    texts.append(f"{day}T{clock}" + chance.choice(["Z", "Z", f".{chance.randrange(10**6):06}", "+05:30"]))
    texts.append(day)
    blank = chance.choice([0, 0, 0.5, 1])
    return ",".join("" if chance.random() < blank else text for text in texts) + chance.choice([""] * 9 + [",more"])


def test_values_and_nulls_of_every_type_pass_through_spark(spark: SparkSession, tmp_path: Path, execution: str) -> None:
    chance = random.Random(execution)
    lines = [",".join(column["name"] for column in EVERY_TYPE)]
    lines += [row_of_every_type(chance) for _ in range(BATCH_ROWS + 500)]
    file = tmp_path / "types.csv"
    file.write_text("\n".join(lines))
    rows = reference.parse(file.read_bytes(), EVERY_TYPE, MIB)
    assert 0 < sum(row.reason is not None for row in rows) < len(rows) // 5
    for place in range(len(EVERY_TYPE)):
        assert any(row.values[place] is None for row in rows if row.reason is None)
    frame = through_spark.load(spark, file, EVERY_TYPE)
    assert through_spark.rows(frame, EVERY_TYPE) == [through_spark.in_text(row) for row in rows]
    # Numbers as they are, not as texts that Spark made of them.
    assert [list(row)[: len(DECIMALS)] for row in frame.collect()] == [
        [None if value is None else Decimal(value) for value in row.values[: len(DECIMALS)]] for row in rows
    ]


@pytest.mark.usefixtures("execution")
def test_rows_without_columns_are_still_counted(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "mixed.csv"
    file.write_bytes(mixed_rows(10_000))
    frame = through_spark.load(spark, file, files.TWO_COLUMNS)
    for rows, count in [
        (frame, 10_000),
        (frame.filter("_reason is null"), 6667),
        (frame.filter("_reason is not null"), 3333),
    ]:
        ones = rows.select(F.lit(1).alias("one"))
        assert ones.groupBy("one").agg(F.sum("one")).collect()[0][1] == count
        assert ones.rdd.count() == count


@pytest.mark.usefixtures("execution")
def test_nothing_that_spark_keeps_changes_with_the_next_batch(spark: SparkSession, tmp_path: Path) -> None:
    count = 3 * BATCH_ROWS + 5
    file = tmp_path / "rows.csv"
    texts = [f"{(n * 7919) % count:05}" for n in range(count)]
    file.write_text("a,b\n" + "".join(f"{text},{n % 10}\n" for n, text in enumerate(texts)))
    frame = through_spark.load(spark, file, files.TWO_COLUMNS)
    assert frame.agg(F.min("a"), F.max("a"), F.expr("max_by(a, _line)")).collect()[0] == (
        min(texts),
        max(texts),
        texts[-1],
    )
    assert [row.a for row in frame.sort("a").select("a").collect()] == sorted(texts)
    assert sorted(frame.agg(F.collect_list("a")).collect()[0][0]) == sorted(texts)
    assert frame.select("a").distinct().filter("a > '00009'").rdd.count() == count - 10
    assert frame.filter("b = 3").join(frame.select("a", "_line"), "a").rdd.count() == sum(
        n % 10 == 3 for n in range(count)
    )
    kept = frame.select("a", "b").cache()
    assert [row.a for row in kept.collect()] == texts
    assert [row.a for row in kept.collect()] == texts
    kept.unpersist()


def test_rows_come_in_batches_and_aggregates_do_not(
    spark: SparkSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mixed.csv"
    file.write_bytes(mixed_rows(10))
    frame = through_spark.load(spark, file, files.TWO_COLUMNS)
    frame.explain()
    assert "ColumnarToRow" in capsys.readouterr().out
    frame.groupBy("a").count().explain()
    assert "ColumnarToRow" not in capsys.readouterr().out


@pytest.mark.usefixtures("execution")
def test_spark_is_told_how_many_rows_were_read(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "mixed.csv"
    file.write_bytes(mixed_rows(2 * BATCH_ROWS + 7))
    context = spark.sparkContext
    context.setJobGroup("rows read", "counts what is read")
    through_spark.load(spark, file, files.TWO_COLUMNS).select("a").write.format("noop").mode("overwrite").save()
    tracker = context.statusTracker()
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup("rows read")]
    stages = {stage for job in jobs if job is not None for stage in job.stageIds}
    context.setLocalProperty("spark.jobGroup.id", None)  # type: ignore[arg-type] - how PySpark takes a property away
    scala = context._jsc.sc()  # noqa: SLF001 - only there are the metrics
    scala.listenerBus().waitUntilEmpty()
    read = [scala.statusStore().lastStageAttempt(stage).inputRecords() for stage in stages]
    assert max(read) == 2 * BATCH_ROWS + 7
