"""Quarantined rows: numbered gzip parts in file order, and an index that lists them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

from countinghouse.failure import FileRejected
from countinghouse.text_parts import write_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mypy_boto3_s3 import S3Client
    from pyspark.sql import Column, DataFrame

    from countinghouse.run_queue import Claim

HEADER = ("line", "offset", "length", "reason", "column", "raw")
# Spark writes the text of bad rows that begin in one block of the file, so that no row passes through Python by itself.
BLOCK_BYTES = 64 * 1024
# Bad rows travel to the driver by stretches of the file, so that a file of nothing but bad rows fits as well. Each
# stretch costs a job, so few bad rows share few.
BYTES_A_STRETCH = 64 * 1024 * 1024
ROWS_A_STRETCH = 10_000
MOST_BYTES_A_STRETCH = 512 * 1024 * 1024
GONE = (
    "The quarantined rows of the run that this file corrects have expired or were deleted, so that nobody can tell "
    "which of its lines were bad. Correct the run's file as a whole and upload that again."
)


class Block(NamedTuple):
    """Bad rows that begin in one block of the file, in file order. Lines are counted from 1."""

    rows: int
    firstLine: int  # noqa: N815 - named as the index has it
    lastLine: int  # noqa: N815
    text: str
    """RFC 4180, without a header; offsets and lengths in bytes of the uncompressed file."""


@dataclass(frozen=True)
class Part:
    """One object of quarantined rows, as the index tells of it."""

    key: str
    rows: int
    firstRow: int  # noqa: N815 - the index is JSON in camelCase
    firstLine: int  # noqa: N815
    lastLine: int  # noqa: N815
    bytes: int
    sha256: str


def quarantine_prefix(claim: Claim) -> str:
    """Give the folder of an attempt's quarantined rows."""
    return f"quarantine/{claim.run_id}/{claim.attempt}/"


def quarantine_of(claim: Claim, role: str) -> str:
    """Give the folder of one source's quarantined rows: that of the attempt, or one in it when there are several."""
    return quarantine_prefix(claim) + (f"{role}/" if len(claim.sources) > 1 else "")


def bad_rows(rows: DataFrame, file_bytes: int, count: int) -> Iterator[Block]:
    """Read the bad rows again, `count` or so, in file order; the driver holds one stretch of the file at a time."""
    stretches = stretches_of(file_bytes, count)
    # The last row may lie behind a size that is only an estimate.
    stretch = F.least(F.lit(stretches - 1), F.expr(f"_offset div {1 + file_bytes // stretches}")).cast("int")
    records = F.array_sort(F.collect_list(F.struct("_offset", _record().alias("text"))))
    blocks = (
        rows.where("_reason is not null")
        .groupBy(stretch.alias("stretch"), F.expr(f"_offset div {BLOCK_BYTES}").alias("block"))
        .agg(
            F.count(F.lit(1)).alias("rows"),
            F.min("_line").alias("firstLine"),
            F.max("_line").alias("lastLine"),
            F.array_join(records["text"], "").alias("text"),
        )
        .repartitionById(stretches, F.col("stretch"))
        .sortWithinPartitions("block")
    )
    return (Block(*row) for row in blocks.select(*Block._fields).toLocalIterator())


def _record() -> Column:
    """Write a bad row as a record of a part."""
    numbers = [F.col(f"_{name}").cast("string") for name in HEADER[:3]]
    texts = [F.coalesce(F.col(f"_{name}"), F.lit("")) for name in HEADER[3:]]
    quoted = [F.concat(F.lit('"'), F.replace(text, F.lit('"'), F.lit('""')), F.lit('"')) for text in texts]
    return F.concat(F.concat_ws(",", *numbers, *quoted), F.lit("\r\n"))


def stretches_of(file_bytes: int, rows: int) -> int:
    """Give the number of stretches for so many bad rows in a file of so many bytes."""
    return 1 + max(file_bytes // MOST_BYTES_A_STRETCH, min(file_bytes // BYTES_A_STRETCH, rows // ROWS_A_STRETCH))


def write_quarantine(
    claim: Claim, role: str, blocks: Iterable[Block], header: Sequence[str] | None, put: Callable[[str, bytes], None]
) -> int:
    """Write the parts of one source and then their index with `put(key, body)`; gives the number of rows.

    The same rows give the same bytes, so an attempt may write them again. `header` has the names of the file's columns,
    by which a row's text can be split.
    """
    prefix = quarantine_of(claim, role)
    parts = [
        Part(one.key, one.rows, one.first_row, one.blocks[0].firstLine, one.blocks[-1].lastLine, one.bytes, one.sha256)
        for one in write_parts(prefix, HEADER, blocks, put)
    ]
    written = sum(part.rows for part in parts)
    index = {"version": 1, "runId": claim.run_id, "attempt": claim.attempt, "rows": written}
    document = {**index, "header": header, "parts": [asdict(part) for part in parts]}
    put(f"{prefix}index.json", json.dumps(document, indent=1).encode())
    return written


def read_index(s3: S3Client, bucket: str, prefix: str | None) -> list[Part]:
    """Give the parts of a quarantine; none without a prefix. Raises `FileRejected` when it is gone."""
    if prefix is None:
        return []
    try:
        body = s3.get_object(Bucket=bucket, Key=f"{prefix}index.json")["Body"].read()
    except s3.exceptions.NoSuchKey as error:
        raise FileRejected("quarantine-gone", GONE) from error
    return [Part(**part) for part in json.loads(body)["parts"]]
