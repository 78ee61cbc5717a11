"""Quarantined rows: numbered gzip parts in file order, and an index that lists them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

from countinghouse.failure import FileRejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mypy_boto3_s3 import S3Client
    from pyspark.sql import DataFrame

    from countinghouse.run_queue import Claim

HEADER = ("line", "offset", "length", "reason", "column", "raw")
ROWS_A_PART = 10_000
RAW_BYTES_A_PART = 8 * 1024 * 1024
GZIP_LEVEL = 6
# Bad rows travel to the driver by stretches of the file, so that a file of nothing but bad rows fits as well. Each
# stretch costs a job, so few bad rows share few.
BYTES_A_STRETCH = 64 * 1024 * 1024
ROWS_A_STRETCH = 10_000
MOST_BYTES_A_STRETCH = 512 * 1024 * 1024
GONE = (
    "The quarantined rows of the run that this file corrects have expired or were deleted, so that nobody can tell "
    "which of its lines were bad. Correct the run's file as a whole and upload that again."
)


class QuarantinedRow(NamedTuple):
    """A row that was not counted. Offsets and lengths in bytes of the uncompressed file, lines from 1."""

    line: int
    offset: int
    length: int
    reason: str
    column: str
    raw: str


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


def bad_rows(rows: DataFrame, file_bytes: int, count: int) -> Iterator[QuarantinedRow]:
    """Read the bad rows again, `count` or so, in file order; the driver holds one stretch of the file at a time."""
    stretches = stretches_of(file_bytes, count)
    # The last row may lie behind a size that is only an estimate.
    stretch = F.least(F.lit(stretches - 1), F.expr(f"_offset div {1 + file_bytes // stretches}")).cast("int")
    columns = [f"_{name}" for name in HEADER]
    ordered = (
        rows.where("_reason is not null")
        .select(*columns)
        .repartitionById(stretches, stretch)
        .sortWithinPartitions("_offset")
    )
    for line, offset, length, reason, column, raw in ordered.toLocalIterator():
        yield QuarantinedRow(line, offset, length, reason, column or "", raw or "")


def stretches_of(file_bytes: int, rows: int) -> int:
    """Give the number of stretches for so many bad rows in a file of so many bytes."""
    return 1 + max(file_bytes // MOST_BYTES_A_STRETCH, min(file_bytes // BYTES_A_STRETCH, rows // ROWS_A_STRETCH))


def write_quarantine(
    claim: Claim, rows: Iterable[QuarantinedRow], header: Sequence[str] | None, put: Callable[[str, bytes], None]
) -> int:
    """Write the parts and then the index with `put(key, body)`; gives the number of rows.

    The same rows give the same bytes, so an attempt may write them again. `header` has the names of the file's columns,
    by which a row's text can be split.
    """
    prefix = quarantine_prefix(claim)
    parts: list[Part] = []
    written = 0
    for number, batch in enumerate(_batches(rows)):
        body = part_bytes(batch)
        key = f"{prefix}part-{number:05d}.csv.gz"
        put(key, body)
        digest = hashlib.sha256(body).hexdigest()
        parts.append(Part(key, len(batch), written, batch[0].line, batch[-1].line, len(body), digest))
        written += len(batch)
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


def part_bytes(rows: list[QuarantinedRow]) -> bytes:
    """Give the rows as gzip-compressed RFC 4180 text with a header."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(rows)
    body = io.BytesIO()
    # No name and no time in the header: the bytes depend on the rows alone. The highest level, Python's default, takes
    # several times as long for a few bytes.
    with gzip.GzipFile(filename="", mode="wb", compresslevel=GZIP_LEVEL, fileobj=body, mtime=0) as packed:
        packed.write(text.getvalue().encode())
    return body.getvalue()


def _batches(rows: Iterable[QuarantinedRow]) -> Iterator[list[QuarantinedRow]]:
    batch: list[QuarantinedRow] = []
    raw_bytes = 0
    for row in rows:
        if batch and (len(batch) == ROWS_A_PART or raw_bytes + len(row.raw) > RAW_BYTES_A_PART):
            yield batch
            batch, raw_bytes = [], 0
        batch.append(row)
        raw_bytes += len(row.raw)
    if batch:
        yield batch
