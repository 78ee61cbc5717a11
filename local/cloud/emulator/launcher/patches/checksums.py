"""Gives objects the checksums that S3 gives them.

MiniStack stores a checksum only when the client names one, makes every multipart checksum a composite (S3's
CRC-64/NVME is always of the full object), forgets which kind a version's checksum is, and computes CRC-64 byte by byte
in Python, at some 15 MB a second. Duplicates are found by the full-object CRC-64, so it has to be there and be right.
"""

import base64
import struct
import zlib
from collections.abc import Callable, Sequence
from typing import Any

from ministack.services import s3

from rewrite import rewrite

Checksum = Callable[[bytes | memoryview, int], int]

try:
    from awscrt import checksums as native

    CRC64: Checksum = native.crc64nvme
    CRC32C: Checksum | None = native.crc32c
except ImportError:  # slow but right: the same figure from MiniStack's own table
    CRC32C = None

    def CRC64(content: bytes | memoryview, previous: int = 0) -> int:  # noqa: N802
        crc = previous ^ s3._CRC64NVME_INIT
        for byte in content:
            crc = s3._CRC64NVME_TABLE[(crc ^ byte) & 0xFF] ^ (crc >> 8)
        return int(crc ^ s3._CRC64NVME_INIT)


FULL_OBJECT_ONLY = "CRC64NVME"


def crc64_of(content: bytes) -> int:
    return CRC64(content, 0)


def with_default(checksums: dict[str, str], body: bytes) -> dict[str, str]:
    """S3 computes a CRC-64/NVME itself for an object that comes without a checksum."""
    return checksums or {FULL_OBJECT_ONLY: encoded(FULL_OBJECT_ONLY, CRC64(body, 0))}


def encoded(algorithm: str, value: int) -> str:
    return base64.b64encode(struct.pack(">Q" if algorithm == FULL_OBJECT_ONLY else ">I", value)).decode()


def is_full_object(upload: dict[str, Any]) -> bool:
    return upload.get("checksum_algorithm") == FULL_OBJECT_ONLY or upload.get("checksum_type") == "FULL_OBJECT"


def multipart_checksum(upload: dict[str, Any], parts: Sequence[bytes | memoryview], digests: list[str]) -> str | None:
    """The checksum of a completed upload: of the whole object, or of its parts' checksums."""
    algorithm: str | None = upload.get("checksum_algorithm")
    if algorithm is None or not is_full_object(upload):
        composite: str | None = s3._composite_checksum(algorithm, digests)
        return composite
    functions: dict[str, Checksum | None] = {FULL_OBJECT_ONLY: CRC64, "CRC32": zlib.crc32, "CRC32C": CRC32C}
    function = functions.get(algorithm)
    if function is None:
        return None
    value = 0
    for part in parts:
        value = function(part, value)
    return encoded(algorithm, value)


def chosen(headers: dict[str, str], algorithm: str | None) -> dict[str, str]:
    """The algorithm and kind of a new multipart upload; S3's default is a CRC-64/NVME of the full object."""
    kind = headers.get("x-amz-checksum-type", "").upper()
    algorithm = algorithm or FULL_OBJECT_ONLY
    full = algorithm == FULL_OBJECT_ONLY or kind == "FULL_OBJECT"
    return {"checksum_algorithm": algorithm, "checksum_type": "FULL_OBJECT" if full else "COMPOSITE"}


def apply() -> None:
    s3._crc64nvme = crc64_of
    if CRC32C is not None:
        native_crc32c = CRC32C
        s3._crc32c = lambda content: native_crc32c(content, 0)
    rewrite(
        s3,
        "_put_object",
        {"sse_headers, sse_err =": "checksums = _with_default(checksums, body)\n    sse_headers, sse_err ="},
        _with_default=with_default,
    )
    rewrite(
        s3,
        "_create_multipart_upload",
        {
            '"checksum_algorithm": checksum_algorithm,': "**_chosen_checksum(headers, checksum_algorithm),",
            'csum_headers["x-amz-checksum-type"] = "COMPOSITE"': (
                'csum_headers["x-amz-checksum-type"] = _multipart_uploads[upload_id]["checksum_type"]'
            ),
        },
        _chosen_checksum=chosen,
    )
    rewrite(
        s3,
        "_complete_multipart_upload",
        {
            "composite = _composite_checksum(checksum_algorithm, part_digests)": (
                "composite = _multipart_checksum(upload, combined_parts, part_digests)"
            ),
            '"checksum_type": "COMPOSITE" if composite else None': (
                '"checksum_type": upload["checksum_type"] if composite else None'
            ),
            'SubElement(root, "ChecksumType").text = "COMPOSITE"': (
                'SubElement(root, "ChecksumType").text = upload["checksum_type"]'
            ),
        },
        _multipart_checksum=multipart_checksum,
    )
    keep = '"checksums": obj.get("checksums") or {},'
    rewrite(s3, "_version_entry_from_record", {keep: f'{keep}\n        "checksum_type": obj.get("checksum_type"),'})
    keep = '"checksums": v.get("checksums") or {},'
    rewrite(s3, "_object_record_from_version", {keep: f'{keep}\n        "checksum_type": v.get("checksum_type"),'})
    rewrite(
        s3,
        "_get_object_attributes",
        {
            keep: f'{keep}\n                    "checksum_type": v.get("checksum_type"),',
            '"COMPOSITE" if record.get("parts") else "FULL_OBJECT"': 'record.get("checksum_type") or "FULL_OBJECT"',
        },
    )
