"""Which bytes a run reads: checksum and place among the versions of the key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from countinghouse.failure import FileRejected
from countinghouse.run_queue import Identity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_s3 import S3Client

    from countinghouse.run_queue import Source

GONE = frozenset({"404", "NoSuchKey", "NoSuchVersion", "NotFound", "405", "MethodNotAllowed"})


@dataclass(frozen=True)
class ObjectVersion:
    """One version of one object, as S3 stores it."""

    source: Source
    size: int
    """Stored bytes, compressed as they lie there."""
    checksum: str | None
    """Base64 of the full-object CRC-64/NVME, when S3 has it."""

    @property
    def compression(self) -> str:
        """How the stored bytes are packed, as the data source calls it; the suffix decides."""
        return "gzip" if self.source.key.endswith(".gz") else "none"

    @property
    def location(self) -> Mapping[str, str | int]:
        """The options of the data source that name the version."""
        source = self.source
        return {"bucket": source.bucket, "key": source.key, "versionId": source.version_id, "size": self.size}


def find_version(s3: S3Client, source: Source) -> ObjectVersion:
    """Look the version up; raises `FileRejected` (source-gone) when it was deleted or has expired."""
    try:
        head = s3.head_object(Bucket=source.bucket, Key=source.key, VersionId=source.version_id, ChecksumMode="ENABLED")
    except ClientError as error:
        if str(error.response.get("Error", {}).get("Code", "")) in GONE:
            raise source_gone(source) from error
        raise
    # A checksum of parts says nothing about the same bytes uploaded in other parts.
    full = head.get("ChecksumType", "FULL_OBJECT") == "FULL_OBJECT"
    return ObjectVersion(source, head["ContentLength"], head.get("ChecksumCRC64NVME") if full else None)


def source_gone(source: Source) -> FileRejected:
    """Say that there is nothing left to read."""
    return FileRejected(
        "source-gone",
        f"The version {source.version_id} of s3://{source.bucket}/{source.key} was deleted or has expired before it "
        "was read. Upload the file again.",
    )


def identify(s3: S3Client, version: ObjectVersion, compute_checksum: Callable[[ObjectVersion], str]) -> Identity:
    """Give what identifies a version; `compute_checksum` reads the bytes where S3 keeps no full-object checksum."""
    newest_first = list_versions(s3, version.source)
    if version.source.version_id not in newest_first:
        raise source_gone(version.source)
    return Identity(f"CRC64NVME:{version.checksum or compute_checksum(version)}", newest_first)


def list_versions(s3: S3Client, source: Source) -> tuple[str, ...]:
    """List the ids of exactly this key's versions, newest first, as S3 orders them."""
    found: list[str] = []
    pages = s3.get_paginator("list_object_versions").paginate(Bucket=source.bucket, Prefix=source.key)
    for page in pages:
        versions = page.get("Versions", [])
        found.extend(version["VersionId"] for version in versions if version["Key"] == source.key)
        # Keys come in order, and a key comes before every longer key that begins with it.
        if any(entry["Key"] != source.key for entry in [*versions, *page.get("DeleteMarkers", [])]):
            break
    return tuple(found)
