"""Spark is told how many stored bytes were read, so that progress can be shown against the size of the file."""

from __future__ import annotations

import gzip
import random
from typing import TYPE_CHECKING

import pytest

import files
import through_spark

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

HEADER = b"a,b\n"
# Spark counts from when it has the reader, which has filled a buffer of a compressed file by then.
BUFFER_BYTES = 256 << 10


def rows() -> bytes:
    """Give a file that does not compress to nothing."""
    numbers = random.Random(7)
    return HEADER + b"".join(b"%d,%x\n" % (place % 10, numbers.getrandbits(64)) for place in range(150_000))


@pytest.mark.parametrize("compression", ["none", "gzip"])
def test_of_a_local_file(spark: SparkSession, tmp_path: Path, compression: str) -> None:
    stored = rows() if compression == "none" else gzip.compress(rows(), compresslevel=1)
    file = tmp_path / "rows.csv"
    file.write_bytes(stored)
    reader = through_spark.reader(spark, files.TWO_COLUMNS).option("compression", compression)
    read = through_spark.bytes_read(reader.option("path", str(file)).load().groupBy("b"))
    if compression == "none":
        assert read == len(stored) - len(HEADER)  # a task begins behind the header where it can
    else:
        assert len(stored) - BUFFER_BYTES <= read <= len(stored)
        assert read > 2 * BUFFER_BYTES
