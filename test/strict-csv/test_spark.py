"""What the data source promises to a script that runs on Spark."""

from __future__ import annotations

import gzip
import json
import random
from functools import reduce
from typing import TYPE_CHECKING

import pytest
from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

import files
import reference
import through_spark

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

MIXED = b"a,b\nx,1\n,2\ny,9.99\nz,10\n"


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    file = tmp_path / "mixed.csv"
    file.write_bytes(MIXED)
    return file


def random_file(chance: random.Random) -> bytes:
    lines = []
    for _ in range(chance.randrange(30)):
        texts = [chance.choice(files.TEXTS[name][: chance.choice([1, 1, 99])]).encode() for name in files.NAMES]
        lines.append(b",".join(map(files.quoted_where_needed, texts)))
    return ",".join(files.NAMES).encode() + b"\n" + b"\r\n".join(lines) + chance.choice([b"", b"\n", b'\n"open'])


def test_many_files_in_one_job_give_the_rows_of_the_reference(spark: SparkSession, tmp_path: Path) -> None:
    chance = random.Random(11)
    contents = [random_file(chance) for _ in range(12)]
    frames = []
    for number, content in enumerate(contents):
        file = tmp_path / (f"{number}.csv.gz" if number % 2 else f"{number}.csv")
        file.write_bytes(gzip.compress(content) if number % 2 else content)
        frames.append(through_spark.load(spark, file, files.COLUMNS, 120))
    expected = [
        through_spark.in_text(row) for content in contents for row in reference.parse(content, files.COLUMNS, 120)
    ]
    assert len(expected) > 60
    assert through_spark.rows(reduce(lambda one, other: one.union(other), frames), files.COLUMNS) == expected


def test_a_column_may_have_another_name_in_files(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "renamed.csv"
    file.write_bytes(b"name,_line\nx,7\ny,z\n")
    columns = [{"name": "named", "header": "_line", "type": "integer"}, {"name": "name", "type": "string"}]
    read = spark.read.format("strict-csv").option("columns", json.dumps(columns)).option("path", str(file)).load()
    told = read.select("named", "name", "_line", "_reason", "_column").orderBy("_line").collect()
    assert [tuple(row) for row in told] == [(7, "x", 2, None, None), (None, None, 3, "bad-integer", "_line")]
    file.write_bytes(b"named,name\n1,x\n")
    with pytest.raises(Exception, match='lacks "_line"'):
        spark.read.format("strict-csv").option("columns", json.dumps(columns)).option("path", str(file)).load()


def test_the_schema_is_the_declaration_with_place_and_verdict(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "header.csv"
    file.write_text(",".join(files.NAMES))
    schema = through_spark.load(spark, file, files.COLUMNS).schema
    assert [(field.name, field.dataType.simpleString()) for field in schema.fields] == [
        ("timestamp", "timestamp"), ("branch", "string"), ("amount", "decimal(6,2)"), ("count", "bigint"),
        ("day", "date"), ("kind", "string"), ("large", "decimal(38,10)"),
        ("_line", "bigint"), ("_offset", "bigint"), ("_length", "bigint"),
        ("_reason", "string"), ("_column", "string"), ("_raw", "string"),
    ]  # fmt: skip


def test_good_and_bad_rows_can_be_read_apart_and_make_up_the_whole(spark: SparkSession, mixed: Path) -> None:
    frame = through_spark.load(spark, mixed, files.TWO_COLUMNS)
    good = frame.filter("_reason is null").select("a", "b").collect()
    bad = frame.filter(F.col("_reason").isNotNull()).select("_reason", "_column", "_raw").collect()
    assert [(row.a, str(row.b)) for row in good] == [("x", "1.00"), ("y", "9.99")]
    assert [tuple(row) for row in bad] == [("missing", "a", ",2"), ("bad-decimal", "b", "z,10")]
    assert frame.count() == 4
    assert frame.filter("_reason is null and _reason is not null").count() == 0


def test_the_condition_on_the_reason_is_left_to_the_reader(
    spark: SparkSession, mixed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    through_spark.load(spark, mixed, files.TWO_COLUMNS).filter("_reason is null and a > 'w'").select("b").explain()
    plan = capsys.readouterr().out
    assert "good rows of" in plan
    assert "isnull(_reason" not in plan
    assert "Filter" in plan


def test_sums_of_columns_agree_with_the_file(spark: SparkSession, mixed: Path) -> None:
    frame = through_spark.load(spark, mixed, files.TWO_COLUMNS)
    row = frame.groupBy("_reason").agg(F.count("*").alias("n"), F.sum("b").alias("sum"), F.max("a").alias("last"))
    assert {one["_reason"]: (one["n"], one["sum"] and str(one["sum"]), one["last"]) for one in row.collect()} == {
        None: (2, "10.99", "y"),
        "missing": (1, None, None),
        "bad-decimal": (1, None, None),
    }


def test_gzip_that_breaks_off_behind_the_header_fails_the_action_with_its_reason(
    spark: SparkSession, tmp_path: Path
) -> None:
    chance = random.Random(5)
    packed = gzip.compress(b"a,b\n" + b"".join(b"%d,1\n" % chance.randrange(10**9) for _ in range(400_000)))
    file = tmp_path / "broken.csv.gz"
    file.write_bytes(packed[: len(packed) // 2 * 2 - 100])
    frame = through_spark.load(spark, file, files.TWO_COLUMNS)
    with pytest.raises(Exception, match=r"strict-csv:corrupt-gzip: .*ends in the middle"):
        frame.count()


def test_a_row_much_longer_than_the_limit_is_one_bad_row_up_to_its_end(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "long.csv"
    long = b'"' + b"line\n" * 4_000_000 + b'",1'
    file.write_bytes(b"a,b\n" + long + b"\r\nx,1\n")
    rows = through_spark.rows(through_spark.load(spark, file, files.TWO_COLUMNS, 1000), files.TWO_COLUMNS)
    assert [(row.line, row.offset, row.length, row.reason) for row in rows] == [
        (2, 4, len(long), "row-too-long"),
        (4_000_003, 4 + len(long) + 2, 3, None),
    ]
    assert rows[0].raw == long[:1000].decode()


def test_a_file_that_is_not_there_is_gone(spark: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"^strict-csv:source-gone: there is no file .*nothing\.csv\."):
        through_spark.load(spark, tmp_path / "nothing.csv", files.ONE_COLUMN)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"columns": None}, "the option columns is missing"),
        ({"columns": "[]"}, "at least one column"),
        ({"columns": '[{"name":"a","type":"text"}]'}, 'the type "text" is unknown'),
        ({"columns": '[{"name":"a","type":"string","max":1}]'}, 'the rule "max" is unknown'),
        ({"columns": '[{"name":"_line","type":"string"}]'}, 'no column may be named "_line"'),
        ({"columns": '[{"name":"a","type":"decimal","precision":39,"scale":2}]'}, "precision must be"),
        ({"maxRowBytes": "0"}, "maxRowBytes must be"),
        ({"maxRowByte": "1"}, "unknown options"),
        ({"compression": "zip"}, "compression must be none or gzip"),
        ({"bucket": "b"}, "either by path or by bucket"),
    ],
)
def test_a_wrong_option_is_named(
    spark: SparkSession, mixed: Path, options: dict[str, str | None], complaint: str
) -> None:
    told = {"columns": json.dumps(files.TWO_COLUMNS), "path": str(mixed), **options}
    reader = spark.read.format("strict-csv")
    for name, value in told.items():
        reader = reader if value is None else reader.option(name, value)
    with pytest.raises(Exception, match=r"^strict-csv:bad-option: ") as caught:
        reader.load()
    assert complaint in str(caught.value)
