"""The names of a file's columns, for those who look at its rows one by one later."""

from __future__ import annotations

import csv
import io
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from countinghouse.sources import ObjectVersion

HEAD_BYTES = 256 * 1024
GZIP = 16 + zlib.MAX_WBITS


def header_names(s3: S3Client, version: ObjectVersion) -> list[str] | None:
    """Give the names in a header that the data source has found right; None for one that is longer than a head."""
    source = version.source
    head = s3.get_object(
        Bucket=source.bucket, Key=source.key, VersionId=source.version_id, Range=f"bytes=0-{HEAD_BYTES - 1}"
    )["Body"].read()
    if version.compression == "gzip":
        head = zlib.decompressobj(GZIP).decompress(head, HEAD_BYTES)
    return first_row(head)


def first_row(head: bytes) -> list[str] | None:
    """Give the fields of the first row that is not blank, when all of it is there."""
    # What follows the header need not be UTF-8, and may be torn.
    text = head.decode("utf-8-sig", errors="replace")
    lines = io.StringIO(text, newline="")
    try:
        row = next((fields for fields in csv.reader(lines) if fields), None)
    except csv.Error:
        return None  # a name of more than 131,072 characters
    # To us a carriage return alone ends no row, as it does to Python.
    return row if text[: lines.tell()].endswith("\n") else None
