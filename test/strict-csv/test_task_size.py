"""What Spark sends for every task stays small: it is unpacked again for each, before a row is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

import through_spark

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession

    from reference import Column

COLUMNS: list[Column] = [{"name": "a", "type": "string"}, {"name": "b", "type": "decimal", "precision": 5, "scale": 2}]

# A thousand Hadoop settings come to some 100 KB.
MOST_BYTES = 8_192


@pytest.mark.parametrize("kind", ["rows", "aggregates"])
def test_readers_of_splits_are_sent_without_the_settings_of_hadoop(
    spark: SparkSession, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "rows.csv"
    file.write_bytes(b"a,b\nx,1.00\n")
    rows = through_spark.load(spark, file, COLUMNS)
    frame = rows.groupBy("a").agg(F.sum("b")) if kind == "aggregates" else rows
    assert 0 < len(serialized_reader_factory(spark, frame)) < MOST_BYTES


def serialized_reader_factory(spark: SparkSession, frame: DataFrame) -> bytes:
    """Give the bytes of the object that makes readers, as Java writes them."""
    scans = frame._jdf.queryExecution().sparkPlan().collectLeaves()  # noqa: SLF001 - PySpark shows no plan
    jvm = spark._jvm  # noqa: SLF001 - nor what Java makes of it
    assert jvm is not None
    out = jvm.java.io.ByteArrayOutputStream()
    jvm.java.io.ObjectOutputStream(out).writeObject(scans.head().readerFactory())
    return bytes(out.toByteArray())
