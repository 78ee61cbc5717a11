"""CRC-64/NVME of stored bytes, as S3 writes it."""

from __future__ import annotations

import base64
import random
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

POLYNOMIAL = 0x9A6C9329AC4BC9B5


def crc64nvme(data: bytes) -> int:
    """Go bit by bit, as the definition does."""
    crc = 2**64 - 1
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (POLYNOMIAL if crc & 1 else 0)
    return crc ^ 2**64 - 1


def checksum(spark: SparkSession, file: Path) -> tuple[int, int]:
    rows = spark.read.format("strict-csv").option("mode", "checksum").option("path", str(file)).load().collect()
    assert len(rows) == 1
    return rows[0]["bytes"], int.from_bytes(base64.b64decode(rows[0]["crc64nvme"], validate=True), "big")


def test_the_check_value_of_the_catalogue(spark: SparkSession, tmp_path: Path) -> None:
    file = tmp_path / "check"
    file.write_bytes(b"123456789")
    assert checksum(spark, file) == (9, 0xAE8B14860A799888)


@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 4095, 100_003])
def test_any_number_of_bytes_agrees_with_the_definition(spark: SparkSession, tmp_path: Path, size: int) -> None:
    data = random.Random(size).randbytes(size)
    file = tmp_path / "random"
    file.write_bytes(data)
    assert checksum(spark, file) == (size, crc64nvme(data))
