from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from countinghouse import quarantine
from countinghouse.quarantine import QuarantinedRow, part_bytes, stretches_of, write_quarantine
from countinghouse.run_queue import Claim

CLAIM = Claim("0c5a1de3-8f5c-4f0e-9d4e-2f6f3f7a9a01", 2, ())
PREFIX = f"quarantine/{CLAIM.run_id}/2/"

raw_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
quarantined_row = st.builds(
    QuarantinedRow,
    line=st.integers(2, 10**9),
    offset=st.integers(0, 10**12),
    length=st.integers(0, 10**6),
    reason=st.sampled_from(["field-count", "bad-decimal"]),
    column=st.sampled_from(["", "amount"]),
    raw=raw_text,
)


def row(number: int, raw: str = "x") -> QuarantinedRow:
    return QuarantinedRow(number + 2, number * 10, 10, "bad-decimal", "amount", raw)


def unpacked(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(gzip.decompress(body).decode(), newline="")))


def write(rows: list[QuarantinedRow]) -> tuple[dict[str, bytes], dict[str, Any], list[str]]:
    objects: dict[str, bytes] = {}
    assert write_quarantine(CLAIM, rows, ["timestamp", "amount"], objects.__setitem__) == len(rows)
    return objects, json.loads(objects[f"{PREFIX}index.json"]), list(objects)


@given(st.lists(quarantined_row, max_size=20))
def test_a_part_gives_back_every_row_whatever_its_text(rows: list[QuarantinedRow]) -> None:
    header, *lines = unpacked(part_bytes(rows))
    assert header == ["line", "offset", "length", "reason", "column", "raw"]
    assert [[*line[:5], line[5]] for line in lines] == [[str(value) for value in one] for one in rows]


def test_the_same_rows_give_the_same_bytes() -> None:
    rows = [row(number) for number in range(100)]
    assert part_bytes(rows) == part_bytes(rows)
    assert part_bytes(rows)[4:8] == b"\0\0\0\0"  # the gzip header's time


def test_a_part_holds_at_most_ten_thousand_rows_and_the_index_lists_the_parts_in_order() -> None:
    objects, index, order = write([row(number) for number in range(20_001)])
    assert order == [f"{PREFIX}part-{number:05d}.csv.gz" for number in range(3)] + [f"{PREFIX}index.json"]
    assert index["version"] == 1
    assert (index["runId"], index["attempt"], index["rows"]) == (CLAIM.run_id, 2, 20_001)
    assert [(part["rows"], part["firstRow"], part["firstLine"], part["lastLine"]) for part in index["parts"]] == [
        (10_000, 0, 2, 10_001),
        (10_000, 10_000, 10_002, 20_001),
        (1, 20_000, 20_002, 20_002),
    ]
    for part in index["parts"]:
        body = objects[part["key"]]
        assert part["bytes"] == len(body)
        assert part["sha256"] == hashlib.sha256(body).hexdigest()
        assert len(unpacked(body)) == part["rows"] + 1


def test_long_rows_make_smaller_parts() -> None:
    long = "y" * (quarantine.RAW_BYTES_A_PART // 3)
    _, index, _ = write([row(number, long) for number in range(7)])
    assert [part["rows"] for part in index["parts"]] == [3, 3, 1]


def test_a_row_longer_than_a_part_still_gets_one() -> None:
    _, index, _ = write([row(0), row(1, "y" * (quarantine.RAW_BYTES_A_PART + 1)), row(2)])
    assert [part["rows"] for part in index["parts"]] == [1, 1, 1]


@given(st.integers(0, 10**12), st.integers(0, 10**9))
def test_stretches_are_few_for_few_rows_and_bounded_for_many(file_bytes: int, rows: int) -> None:
    stretches = stretches_of(file_bytes, rows)
    assert file_bytes / stretches <= 512 * 1024 * 1024
    assert file_bytes / stretches <= 64 * 1024 * 1024 or rows / stretches <= 10_000
    assert stretches <= 1 + file_bytes / (512 * 1024 * 1024) or stretches <= 1 + rows / 10_000
