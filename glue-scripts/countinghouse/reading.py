"""Reading a file with the strict-csv data source: every row once, good or bad."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, Protocol

from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

from countinghouse.staging import FigureError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyspark.sql import DataFrame, SparkSession

    from countinghouse.sources import ObjectVersion

# A shuffle partition is the unit that travels to the driver: its groups must fit there even if every row is a group.
BYTES_A_PARTITION = 128 * 1024 * 1024
GZIP_RATIO = 8
MOST_PARTITIONS = 4_000


class StoredBytes(Protocol):
    """Where the bytes of a file are and how they are packed."""

    @property
    def size(self) -> int:
        """Give the stored bytes, compressed as they lie there."""

    @property
    def compression(self) -> str:
        """Give how they are packed, as the data source calls it."""

    @property
    def location(self) -> Mapping[str, str | int]:
        """Give the options of the data source that name them."""


@dataclass(frozen=True)
class CsvFile:
    """One file that a run reads."""

    spark: SparkSession
    columns: str
    """The declared columns as JSON, as the data source wants them."""
    max_row_bytes: int
    stored: StoredBytes

    @property
    def partitions(self) -> int:
        """Give the number of shuffle partitions for its groups."""
        return partitions_for(self.stored)

    def having(self, columns: str) -> CsvFile:
        """Give the same file with other columns."""
        return replace(self, columns=columns)

    def rejects(self) -> DataFrame:
        """Give every row with its verdict; the bad ones have their text."""
        return self.rows()

    def rows(self, *, quotes: Literal["possible", "absent"] = "possible") -> DataFrame:
        """Give every row with its verdict; only the header is read yet.

        Of a file that is said to have no quotes, nobody has to find the rows' beginnings before several tasks read it;
        should there be a quote all the same, reading ends with an error.
        """
        return self.spark.read.format("strict-csv").options(**self.options(quotes=quotes)).load()

    def options(self, *, quotes: Literal["possible", "absent"]) -> dict[str, str]:
        """Give the options with which the data source reads its rows."""
        return {
            **_options(self.stored),
            "columns": self.columns,
            "maxRowBytes": str(self.max_row_bytes),
            "quotes": quotes,
        }


class ReadFile(Protocol):
    """A file as reading it sees it, whatever its rows are judged by."""

    @property
    def spark(self) -> SparkSession:
        """Give the session that reads it."""

    @property
    def stored(self) -> StoredBytes:
        """Tell where its bytes are."""

    @property
    def partitions(self) -> int:
        """Give the number of shuffle partitions for its groups."""

    def rows(self, *, quotes: Literal["possible", "absent"] = "possible") -> DataFrame:
        """Give every row with its verdict."""

    def rejects(self) -> DataFrame:
        """Give at least the bad rows with verdict and text."""


def quarantined_lines(spark: SparkSession, parts: str, max_row_bytes: int) -> DataFrame:
    """Give `line` for every row of quarantine parts, named by JSON as the data source wants it.

    A raw text with NUL makes a row bad here too; its line is still the first field of its text. Anything else that is
    bad about a part is an error, as its text then begins with no number.
    """
    frame = (
        spark.read.format("strict-csv")
        .option("files", parts)
        .option("columns", json.dumps([{"name": "line", "type": "integer", "required": True}]))
        # A raw text may have each of its bytes written as \xNN; the other columns need little.
        .option("maxRowBytes", 4 * max_row_bytes + 4_096)
        .load()
    )
    told = F.regexp_extract("_raw", r"^(\d+),", 1).cast("long")
    return frame.select(F.when(F.col("_reason").isNull(), F.col("line")).otherwise(told).alias("line"))


def compute_checksum(spark: SparkSession, version: ObjectVersion) -> str:
    """Read the stored bytes and give the base64 of their CRC-64/NVME."""
    reader = spark.read.format("strict-csv").options(**_options(version))
    row = reader.option("mode", "checksum").load().collect()[0]
    if row["bytes"] != version.size:
        raise FigureError(f"the object has {version.size} bytes but {row['bytes']} were read")
    return str(row["crc64nvme"])


def _options(stored: StoredBytes) -> dict[str, str]:
    return {"compression": stored.compression, **{name: str(value) for name, value in stored.location.items()}}


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


def bytes_read_of(file: ReadFile, tally: Tally) -> int:
    """Give the uncompressed bytes of a file that was read."""
    return file.stored.size if file.stored.compression == "none" else tally.end


def partitions_for(stored: StoredBytes) -> int:
    """Give the number of shuffle partitions: one for a small file, since each costs a task."""
    size = stored.size * (1 if stored.compression == "none" else GZIP_RATIO)
    return min(MOST_PARTITIONS, 1 + size // BYTES_A_PARTITION)
