from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countinghouse import quarantine, text_parts
from countinghouse.quarantine import HEADER, Block, stretches_of, write_quarantine
from countinghouse.run_queue import Claim
from countinghouse.text_parts import part_bytes

if TYPE_CHECKING:
    from random import Random

    from pyspark.sql import SparkSession

CLAIM = Claim("0c5a1de3-8f5c-4f0e-9d4e-2f6f3f7a9a01", 2, ())
PREFIX = f"quarantine/{CLAIM.run_id}/2/"

raw_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
bad_row = st.tuples(
    st.integers(1, 200_000),  # bytes to the next row
    st.sampled_from(["field-count", "bad-decimal"]),
    st.sampled_from([None, "amount", 'a "b", c']),
    st.none() | raw_text,
)


def block(number: int, rows: int = 1_000, text: str = "x\r\n") -> Block:
    return Block(rows, number * rows + 2, number * rows + 1 + rows, text * rows)


def unpacked(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(gzip.decompress(body).decode(), newline="")))


def write(blocks: list[Block]) -> tuple[dict[str, bytes], dict[str, Any], list[str]]:
    objects: dict[str, bytes] = {}
    written = write_quarantine(CLAIM, "transactions", blocks, ["timestamp", "amount"], objects.__setitem__)
    assert written == sum(block.rows for block in blocks)
    return objects, json.loads(objects[f"{PREFIX}index.json"]), list(objects)


@given(st.lists(bad_row, min_size=1, max_size=40), st.randoms(use_true_random=False), st.integers(0, 50_000))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spark_gives_back_every_bad_row_in_file_order_whatever_its_text(
    spark: SparkSession, rows: list[tuple[int, str, str | None, str | None]], chance: Random, count: int
) -> None:
    offset = 0
    bad: list[tuple[int, int, int, str, str | None, str | None]] = []
    for number, (length, reason, column, raw) in enumerate(rows):
        bad.append((number + 2, offset, length, reason, column, raw))
        offset += length
    shuffled = chance.sample(bad, len(bad))
    good = (1, 0, 0, None, None, None)
    schema = "_line long, _offset long, _length int, _reason string, _column string, _raw string"
    frame = spark.createDataFrame([*shuffled, good], schema).repartition(3)
    # The size is only an estimate: the last rows may lie behind it.
    blocks = list(quarantine.bad_rows(frame, offset // 2, count))
    header, *lines = unpacked(part_bytes(HEADER, blocks))
    assert header == ["line", "offset", "length", "reason", "column", "raw"]
    assert lines == [[*map(str, one[:4]), one[4] or "", one[5] or ""] for one in bad]
    assert sum(block.rows for block in blocks) == len(bad)
    assert [block.firstLine for block in blocks] == sorted(block.firstLine for block in blocks)
    assert all(block.lastLine - block.firstLine + 1 == block.rows for block in blocks)


def test_the_same_rows_give_the_same_bytes() -> None:
    blocks = [block(number) for number in range(3)]
    assert part_bytes(HEADER, blocks) == part_bytes(HEADER, blocks)
    assert part_bytes(HEADER, blocks)[4:8] == b"\0\0\0\0"  # the gzip header's time


def test_a_part_holds_ten_thousand_rows_or_so_and_the_index_lists_the_parts_in_order() -> None:
    objects, index, order = write([block(number) for number in range(21)])
    assert order == [f"{PREFIX}part-{number:05d}.csv.gz" for number in range(3)] + [f"{PREFIX}index.json"]
    assert index["version"] == 1
    assert (index["runId"], index["attempt"], index["rows"]) == (CLAIM.run_id, 2, 21_000)
    assert [(part["rows"], part["firstRow"], part["firstLine"], part["lastLine"]) for part in index["parts"]] == [
        (10_000, 0, 2, 10_001),
        (10_000, 10_000, 10_002, 20_001),
        (1_000, 20_000, 20_002, 21_001),
    ]
    for part in index["parts"]:
        body = objects[part["key"]]
        assert part["bytes"] == len(body)
        assert part["sha256"] == hashlib.sha256(body).hexdigest()
        assert len(unpacked(body)) == part["rows"] + 1


def test_long_rows_make_smaller_parts() -> None:
    long = "y" * (text_parts.TEXT_BYTES_A_PART // 3 - 2) + "\r\n"
    _, index, _ = write([block(number, 1, long) for number in range(7)])
    assert [part["rows"] for part in index["parts"]] == [3, 3, 1]


def test_a_block_longer_than_a_part_still_gets_one() -> None:
    _, index, _ = write([block(0), block(1, 1, "y" * (text_parts.TEXT_BYTES_A_PART + 1)), block(2)])
    assert [part["rows"] for part in index["parts"]] == [1_000, 1, 1_000]


@given(st.integers(0, 10**12), st.integers(0, 10**9))
def test_stretches_are_few_for_few_rows_and_bounded_for_many(file_bytes: int, rows: int) -> None:
    stretches = stretches_of(file_bytes, rows)
    assert file_bytes / stretches <= 512 * 1024 * 1024
    assert file_bytes / stretches <= 64 * 1024 * 1024 or rows / stretches <= 10_000
    assert stretches <= 1 + file_bytes / (512 * 1024 * 1024) or stretches <= 1 + rows / 10_000
