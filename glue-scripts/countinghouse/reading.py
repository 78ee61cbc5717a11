"""Reading a file with the strict-csv data source: every row once, good or bad, grouped in one pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

from countinghouse.staging import FigureError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import DataFrame, DataFrameReader, Row, SparkSession

    from countinghouse.declaration import Declaration
    from countinghouse.report import Report
    from countinghouse.sources import ObjectVersion

# A shuffle partition is the unit that travels to the driver: its groups must fit there even if every row is a group.
BYTES_A_PARTITION = 128 * 1024 * 1024
GZIP_RATIO = 8
MOST_PARTITIONS = 4_000


def open_rows(spark: SparkSession, declaration: Declaration, version: ObjectVersion) -> DataFrame:
    """Give every row of the version with its verdict; nothing is read yet."""
    return (
        _reader(spark, version)
        .option("columns", declaration.source(version.source.role).columns)
        .option("maxRowBytes", declaration.max_row_bytes)
        .load()
    )


def compute_checksum(spark: SparkSession, version: ObjectVersion) -> str:
    """Read the stored bytes and give the base64 of their CRC-64/NVME."""
    row = _reader(spark, version).option("mode", "checksum").load().collect()[0]
    if row["bytes"] != version.size:
        raise FigureError(f"the object has {version.size} bytes but {row['bytes']} were read")
    return str(row["crc64nvme"])


def _reader(spark: SparkSession, version: ObjectVersion) -> DataFrameReader:
    return (
        spark.read.format("strict-csv")
        .option("bucket", version.source.bucket)
        .option("key", version.source.key)
        .option("versionId", version.source.version_id)
        .option("size", version.size)
        .option("compression", version.compression)
    )


@dataclass
class Tally:
    """How many rows of a file were counted and how many were not, and why."""

    counted: int = 0
    groups: int = 0
    end: int = 0
    """Uncompressed offset just behind the last row that was seen; only known for compressed files."""
    rejects: dict[tuple[str, str], int] = field(default_factory=dict)
    """Bad rows for each (reason, column)."""

    @property
    def quarantined(self) -> int:
        """The number of bad rows."""
        return sum(self.rejects.values())

    @property
    def read(self) -> int:
        """The number of all rows."""
        return self.counted + self.quarantined

    def add_rejects(self, reason: str, column: str | None, count: int) -> None:
        """Count bad rows."""
        at = (reason, column or "")
        self.rejects[at] = self.rejects.get(at, 0) + count


def summarise(
    spark: SparkSession, report: Report, rows: DataFrame, version: ObjectVersion, tally: Tally
) -> Iterator[Row]:
    """Read the file once; give one row (group, `count`, figures) a group, and fill the tally on the way.

    Bad rows have null columns, so they make one group a reason beside the groups of the good rows. The groups arrive
    partition by partition: however many there are, the driver holds one partition at a time.
    """
    spark.conf.set("spark.sql.shuffle.partitions", str(partitions_for(version)))
    measures = [F.count(F.lit(1)).alias("count"), *(F.expr(one.expression).alias(one.name) for one in report.figures)]
    if version.compression != "none":
        measures.append(F.max(F.col("_offset") + F.col("_length")).alias("_end"))
    grouped = rows.groupBy("_reason", "_column", report.group_by).agg(*measures)
    for row in grouped.toLocalIterator():
        if version.compression != "none":
            tally.end = max(tally.end, row["_end"])
        if row["_reason"] is not None:
            tally.add_rejects(row["_reason"], row["_column"], row["count"])
            continue
        tally.counted += row["count"]
        tally.groups += 1
        yield row


def partitions_for(version: ObjectVersion) -> int:
    """Give the number of shuffle partitions: one for a small file, since each costs a task."""
    size = version.size * (1 if version.compression == "none" else GZIP_RATIO)
    return min(MOST_PARTITIONS, 1 + size // BYTES_A_PARTITION)
