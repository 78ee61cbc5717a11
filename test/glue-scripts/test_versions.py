from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countinghouse.failure import FileRejected
from countinghouse.run_queue import Identity, Source
from countinghouse.sources import ObjectVersion, identify, list_versions

KEY = "landing/branch-stats/a.csv"


class ListedBucket:
    """Stands in for S3's listing: pages of (key, version) in S3's order."""

    def __init__(self, pages: list[list[tuple[str, str]]], markers: list[str] | None = None) -> None:
        self.pages = pages
        self.markers = markers or []
        self.read = 0

    def get_paginator(self, operation: str) -> ListedBucket:
        assert operation == "list_object_versions"
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> Any:  # noqa: N803, ANN401 - boto3's own names
        assert (Bucket, Prefix) == ("landing", KEY)
        for number, page in enumerate(self.pages):
            self.read += 1
            found: dict[str, Any] = {"Versions": [{"Key": key, "VersionId": version} for key, version in page]}
            if number == len(self.pages) - 1 and self.markers:
                found["DeleteMarkers"] = [{"Key": key, "VersionId": "m"} for key in self.markers]
            yield found


def source(version: str = "v1") -> Source:
    return Source("transactions", "landing", KEY, version)


def listed(bucket: ListedBucket) -> tuple[str, ...]:
    return list_versions(bucket, source())  # type: ignore[arg-type]


def test_reads_all_pages_and_only_the_very_key() -> None:
    bucket = ListedBucket([[(KEY, "v3"), (KEY, "v2")], [(KEY, "v1"), (f"{KEY}.gz", "other")]])
    assert listed(bucket) == ("v3", "v2", "v1")


def test_stops_behind_the_key() -> None:
    bucket = ListedBucket([[(KEY, "v1"), (f"{KEY}.gz", "x")], [(f"{KEY}.gz", "y")]])
    assert listed(bucket) == ("v1",)
    assert bucket.read == 1


def test_a_delete_marker_is_no_version() -> None:
    assert listed(ListedBucket([[(KEY, "v1")]], markers=[KEY])) == ("v1",)


@given(st.integers(0, 30), st.integers(1, 7))
def test_keeps_the_order_whatever_the_page_size(versions: int, size: int) -> None:
    entries = [(KEY, f"v{number}") for number in range(versions)]
    pages = [entries[at : at + size] for at in range(0, len(entries), size)] or [[]]
    assert listed(ListedBucket(pages)) == tuple(version for _, version in entries)


def test_computes_the_checksum_only_where_s3_has_none() -> None:
    bucket: Any = ListedBucket([[(KEY, "v1")]])
    known = identify(bucket, ObjectVersion(source(), 3, "known="), lambda _: pytest.fail("read for nothing"))
    assert known == Identity("CRC64NVME:known=", ("v1",))
    assert identify(bucket, ObjectVersion(source(), 3, None), lambda _: "computed=").checksum == "CRC64NVME:computed="


def test_a_version_that_is_not_listed_is_gone() -> None:
    bucket: Any = ListedBucket([[(KEY, "v2")]])
    with pytest.raises(FileRejected) as caught:
        identify(bucket, ObjectVersion(source(), 3, "x"), lambda _: "")
    assert caught.value.error.code == "source-gone"
