from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from typing import Any

import pytest

from countinghouse.balances.outcome import REJECTED_HEADER, RejectedBlock
from countinghouse.failure import FileRejected, about_file
from countinghouse.results import ResultFile, ResultFolder
from countinghouse.run_queue import Claim

CLAIM = Claim("0c5a1de3-8f5c-4f0e-9d4e-2f6f3f7a9a01", 2, ())
PREFIX = f"results/{CLAIM.run_id}/2/"
FUNDS, SAME = "insufficient-funds", "same-account"


def block(first_line: int, rows: int, reasons: dict[str, int]) -> RejectedBlock:
    text = "".join(f"{first_line + row},{FUNDS},t,1,2.00,3\r\n" for row in range(rows))
    return RejectedBlock(rows, first_line, first_line + rows - 1, reasons, text)


def written(*blocks: RejectedBlock) -> tuple[dict[str, bytes], list[dict[str, Any]]]:
    """Give the objects in the order in which they were put, and the files of the index."""
    objects: dict[str, bytes] = {}
    folder = ResultFolder("bucket", CLAIM, objects.__setitem__)
    assert folder.write_parts("rejected-transfers", "rejected", REJECTED_HEADER, blocks) == sum(b.rows for b in blocks)
    assert folder.close() == PREFIX
    index = json.loads(objects[f"{PREFIX}index.json"])
    assert (index["version"], index["runId"], index["attempt"]) == (1, CLAIM.run_id, 2)
    return objects, index["files"]


def test_rows_with_reasons_lie_in_numbered_parts_and_the_index_comes_last() -> None:
    blocks = [
        block(2, 6_000, {FUNDS: 5_999, SAME: 1}),
        block(6_002, 4_000, {FUNDS: 4_000}),
        block(10_002, 1, {SAME: 1}),
    ]
    objects, files = written(*blocks)
    assert list(objects) == [f"{PREFIX}rejected/part-{number:05d}.csv.gz" for number in range(2)] + [
        f"{PREFIX}index.json"
    ]
    assert [(file["rows"], file["firstRow"], file["reasons"]) for file in files] == [
        (10_000, 0, {FUNDS: 9_999, SAME: 1}),
        (1, 10_000, {SAME: 1}),
    ]
    for file in files:
        body = objects[file["key"]]
        assert (file["kind"], file["bytes"]) == ("rejected-transfers", len(body))
        assert file["sha256"] == hashlib.sha256(body).hexdigest()
        header, *rows = csv.reader(io.StringIO(gzip.decompress(body).decode(), newline=""))
        assert header == ["line", "reason", "date", "fromAccountNumber", "transferAmount", "toAccountNumber"]
        assert len(rows) == file["rows"]


def test_the_same_rows_give_the_same_bytes() -> None:
    assert written(block(2, 9, {FUNDS: 9}))[0] == written(block(2, 9, {FUNDS: 9}))[0]


def test_a_file_that_somebody_else_wrote_is_listed_without_reasons() -> None:
    objects: dict[str, bytes] = {}
    folder = ResultFolder("bucket", CLAIM, objects.__setitem__)
    folder.add(ResultFile("balances-csv", f"{PREFIX}balances-00000.csv", 3, 0, 60, "ab"))
    folder.close()
    [file] = json.loads(objects[f"{PREFIX}index.json"])["files"]
    assert file == {
        "kind": "balances-csv",
        "key": f"{PREFIX}balances-00000.csv",
        "rows": 3,
        "firstRow": 0,
        "bytes": 60,
        "sha256": "ab",
    }


def test_a_report_without_files_has_no_index() -> None:
    objects: dict[str, bytes] = {}
    assert ResultFolder("bucket", CLAIM, objects.__setitem__).close() is None
    assert objects == {}


def test_a_rejection_names_its_file_where_there_are_several() -> None:
    for name, said in ((None, "It is empty."), ("accounts", "accounts: It is empty.")):
        with pytest.raises(FileRejected) as caught, about_file(name):
            raise FileRejected("empty-file", "It is empty.")
        assert (caught.value.error.code, caught.value.error.message) == ("empty-file", said)


def test_an_error_of_the_machinery_stays_as_it_is() -> None:
    with pytest.raises(OSError, match="disk"), about_file("accounts"):
        raise OSError("disk")
