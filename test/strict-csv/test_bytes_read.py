"""Spark is told how many stored bytes were read, so that progress can be shown against the size of the file."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

import files
import through_spark

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

HEADER = b"a,b\n"
ROWS = HEADER + b"1,text\n" * 200_000


@pytest.mark.parametrize("compression", ["none", "gzip"])
def test_of_a_local_file(spark: SparkSession, tmp_path: Path, compression: str) -> None:
    stored = ROWS if compression == "none" else gzip.compress(ROWS)
    # A task begins behind the header where it can.
    expected = len(stored) - (len(HEADER) if compression == "none" else 0)
    file = tmp_path / "rows.csv"
    file.write_bytes(stored)
    reader = through_spark.reader(spark, files.TWO_COLUMNS).option("compression", compression)
    assert through_spark.bytes_read(reader.option("path", str(file)).load().groupBy("b")) == expected
