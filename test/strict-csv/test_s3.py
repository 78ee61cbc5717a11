"""Versions of S3 objects are read by range, whatever the network does."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import pytest

import files
import through_spark
from object_store import ObjectStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyspark.sql import DataFrame, DataFrameReader, SparkSession

RANGE_BYTES = 8 << 20
OVERRUN_BYTES = 64 << 10
KEY = "landing/branch stats/a+b ü:1.csv"
# Hadoop keeps a file system for each bucket, with the endpoint that it first had.
bucket_numbers = count()


@dataclass
class Bucket:
    store: ObjectStore
    name: str
    spark: SparkSession

    def put(self, version: str, data: bytes) -> None:
        self.store.objects[(f"/{self.name}/{KEY}", version)] = data

    def version(self, reader: DataFrameReader, version: str, size: int) -> DataFrame:
        located = reader.option("bucket", self.name).option("key", KEY)
        return located.option("versionId", version).option("size", size).load()

    def load(self, version: str, size: int, compression: str = "none") -> DataFrame:
        reader = through_spark.reader(self.spark, files.TWO_COLUMNS).option("compression", compression)
        return self.version(reader, version, size)


@pytest.fixture
def bucket(spark: SparkSession) -> Iterator[Bucket]:
    store = ObjectStore()
    server = store.start()
    name = f"strict-csv-test-{next(bucket_numbers)}"
    settings = {
        "endpoint": f"http://127.0.0.1:{server.server_address[1]}",
        "endpoint.region": "us-east-1",
        "path.style.access": "true",
        "connection.ssl.enabled": "false",
        "access.key": "test",
        "secret.key": "test",
        "aws.credentials.provider": "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
    }
    for key, value in settings.items():
        spark.conf.set(f"fs.s3a.bucket.{name}.{key}", value)
    yield Bucket(store, name, spark)
    server.shutdown()
    server.server_close()
    for key in settings:
        spark.conf.unset(f"fs.s3a.bucket.{name}.{key}")


def big_file() -> tuple[bytes, int]:
    chance = random.Random(3)
    rows = [b"branch-%d-%s,%d.25" % (chance.randrange(10**9), b"x" * 60, chance.randrange(10)) for _ in range(250_000)]
    return b"a,b\n" + b"\n".join(rows), len(rows)


def test_each_version_of_a_key_gives_its_own_rows(bucket: Bucket) -> None:
    bucket.put("v1", b"a,b\nold,1\n")
    bucket.put("v2", b"a,b\nnew,2\nnewer,3\n")
    assert [row.a for row in bucket.load("v1", 10).collect()] == ["old"]
    assert [row.a for row in bucket.load("v2", 18).collect()] == ["new", "newer"]


def ranges_of(bucket: Bucket) -> list[tuple[int, int]]:
    """Give the bytes [from, to) of each request, in order of place."""
    return sorted((int(first), int(last) + 1) for first, last in (
        text.removeprefix("bytes=").split("-") for text in bucket.store.ranges
    ))  # fmt: skip


@pytest.mark.parametrize(("quotes", "times"), [("absent", 1), ("possible", 2)])
def test_a_large_object_is_read_in_bounded_ranges_by_all_tasks(bucket: Bucket, quotes: str, times: int) -> None:
    data, rows = big_file()
    bucket.put("v1", data)
    reader = through_spark.reader(bucket.spark, files.TWO_COLUMNS).option("quotes", quotes)
    frame = bucket.version(reader, "v1", len(data))
    bucket.store.ranges.clear()
    assert frame.filter("_reason is null").selectExpr("count(*)", "max(_offset + _length)").first() == (rows, len(data))
    ranges = ranges_of(bucket)
    assert len(ranges) > 2 * times
    assert all(to - start <= RANGE_BYTES for start, to in ranges)
    # Nothing is left out, and little is read more often than a split's last row needs.
    reached = 4
    for start, to in ranges:
        assert start <= reached
        reached = max(reached, to)
    assert reached == len(data)
    assert sum(to - start for start, to in ranges) < times * len(data) + len(ranges) * OVERRUN_BYTES


def test_a_connection_that_breaks_is_resumed_where_it_broke(bucket: Bucket) -> None:
    data, rows = big_file()
    bucket.put("v1", data)
    reader = through_spark.reader(bucket.spark, files.TWO_COLUMNS).option("splitBytes", len(data))
    frame = bucket.version(reader, "v1", len(data))
    bucket.store.ranges.clear()
    bucket.store.cut.extend([1_000_000, 0, 7])
    assert frame.filter("_reason is null").count() == rows
    ranges = ranges_of(bucket)
    ends = {to for _, to in ranges}
    # Several ranges are under way at once, so which of them met a break is open; each was taken up again behind it.
    assert len(ranges) == len(ends) + 3
    assert sum(to - start for start, to in ranges) > len(data)


def test_gzip_is_read_through_ranges(bucket: Bucket) -> None:
    data, rows = big_file()
    packed = gzip.compress(data, 1)
    bucket.put("v1", packed)
    assert bucket.load("v1", len(packed), "gzip").filter("_reason is null").count() == rows


def test_spark_is_told_how_many_stored_bytes_were_read(bucket: Bucket) -> None:
    header = b"a,b\n"
    stored = header + b"1,text\n" * 100_000
    bucket.put("v1", stored)
    # A task begins behind the header where it can.
    assert through_spark.bytes_read(bucket.load("v1", len(stored)).groupBy("b")) == len(stored) - len(header)


def test_the_checksum_is_that_of_the_stored_bytes(bucket: Bucket) -> None:
    bucket.put("v1", b"123456789")
    checksum = bucket.version(bucket.spark.read.format("strict-csv").option("mode", "checksum"), "v1", 9).collect()
    assert [tuple(row) for row in checksum] == [(9, "rosUhgp5mIg=")]


def test_versions_files_and_gzip_are_read_as_one_frame(bucket: Bucket, tmp_path: Path) -> None:
    local = tmp_path / "local.csv"
    local.write_bytes(b"a,b\nlocal,3\n")
    listed: list[dict[str, str | int]] = [{"path": str(local)}]
    for number in range(40):
        # Versions of one key, with columns in two orders.
        data = b"a,b\nv%d,1\n" % number if number % 2 else b"b,a\n1,v%d\n" % number
        packed = number % 3 == 0
        stored = gzip.compress(data) if packed else data
        bucket.put(f"v{number}", stored)
        version = {"bucket": bucket.name, "key": KEY, "versionId": f"v{number}", "size": len(stored)}
        listed.append({**version, "compression": "gzip"} if packed else version)
    bucket.store.cut.extend([3, 0, 5])
    reader = through_spark.reader(bucket.spark, files.TWO_COLUMNS).option("files", json.dumps(listed))
    frame = reader.load()
    assert [tuple(row) for row in frame.select("_file", "a").collect()] == [
        (0, "local"), *((number + 1, f"v{number}") for number in range(40)),
    ]  # fmt: skip
    del bucket.store.objects[f"/{bucket.name}/{KEY}", "v23"]
    with pytest.raises(Exception, match=r"strict-csv:source-gone: .*\(version v23\) does not exist any more"):
        frame.count()
    with pytest.raises(Exception, match=r"^strict-csv:source-gone: .*\(version v23\) does not exist any more"):
        reader.load()


def test_a_version_that_does_not_exist_is_gone(bucket: Bucket) -> None:
    bucket.put("v1", b"a,b\n")
    with pytest.raises(Exception, match=r"^strict-csv:source-gone: .*\(version v2\) does not exist any more"):
        bucket.load("v2", 4)


def test_a_version_that_vanishes_later_fails_the_action_as_gone(bucket: Bucket) -> None:
    bucket.put("v1", b"a,b\n1,2\n")
    frame = bucket.load("v1", 8)
    bucket.store.objects.clear()
    with pytest.raises(Exception, match="strict-csv:source-gone: "):
        frame.count()


def test_a_store_that_ignores_ranges_is_refused(bucket: Bucket) -> None:
    bucket.put("v1", b"a,b\n1,2\n")
    bucket.store.ignore_ranges = True
    with pytest.raises(Exception, match='where "bytes 0-7/8" was asked for'):
        bucket.load("v1", 8)


def test_a_size_that_is_not_the_objects_is_refused(bucket: Bucket) -> None:
    bucket.put("v1", b"a,b\n1,2\n")
    with pytest.raises(Exception, match="the size given is wrong"):
        bucket.load("v1", 6)


def test_an_object_without_bytes_is_an_empty_file(bucket: Bucket) -> None:
    bucket.put("v1", b"")
    with pytest.raises(Exception, match=r"^strict-csv:empty-file: "):
        bucket.load("v1", 0)
