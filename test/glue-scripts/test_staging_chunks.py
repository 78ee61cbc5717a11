from __future__ import annotations

import json
from typing import Any
from unittest.mock import create_autospec

import pytest
from botocore.session import Session
from hypothesis import given, settings
from hypothesis import strategies as st

from branch_stats import REPORT
from countinghouse.database import Database
from countinghouse.groups import figure_json, staging_sql
from countinghouse.run_queue import Claim
from countinghouse.staging import CHUNK_BYTES, FigureError, Stager, Staging, request_bytes

CLAIM = Claim("0c5a1de3-8f5c-4f0e-9d4e-2f6f3f7a9a01", 1, ())
WORKER = "3d3a1a56-3a5e-4c0b-9a3e-0f8f6f3f1f11"
MEBIBYTE = 1024 * 1024


def group(branch: str, total: str | None = "2.00") -> dict[str, Any]:
    return {"branch_code": branch, "count": 2, "min": "-1.00", "max": "3.00", "sum": total}


def staged(branches: list[str]) -> list[dict[str, Any]]:
    """Give the parameters of every statement that staging these branches sends."""
    database = create_autospec(Database, instance=True)
    stager = Stager(Staging(database, CLAIM, WORKER), staging_sql(REPORT))
    for branch in branches:
        stager.add(figure_json(REPORT, group(branch)))
    stager.flush()
    return [call.args[1] for call in database.value.call_args_list]


def body_bytes(parameters: dict[str, Any]) -> int:
    """Give the size of the whole request as the SDK would write it."""
    model = Session().get_service_model("rds-data").operation_model("ExecuteStatement")
    assert model.http["requestUri"] == "/Execute"
    fields = [{"name": name, "value": {"stringValue": str(value)}} for name, value in parameters.items()]
    return len(json.dumps({"sql": "x" * 2000, "resourceArn": "a" * 200, "secretArn": "b" * 200, "parameters": fields}))


def test_every_group_is_staged_once_in_chunks_under_the_limit() -> None:
    branches = [f"B{number:06d}" for number in range(30_000)]
    chunks = staged(branches)
    assert len(chunks) > 2
    assert [row["branch_code"] for chunk in chunks for row in json.loads(chunk["rows"])] == branches
    assert all(body_bytes(chunk) < MEBIBYTE for chunk in chunks)
    assert all(body_bytes(chunk) > MEBIBYTE * 3 // 4 for chunk in chunks[:-1])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=256), max_size=5))
def test_names_of_any_characters_stay_under_the_limit(names: list[str]) -> None:
    wide = [name + "\U0001f3e6" * 256 for name in names] * 200
    chunks = staged(wide)
    assert all(body_bytes(chunk) < MEBIBYTE for chunk in chunks)
    assert [row["branch_code"] for chunk in chunks for row in json.loads(chunk["rows"])] == wide


def test_no_groups_send_nothing() -> None:
    assert staged([]) == []


def test_amounts_travel_as_text() -> None:
    assert json.loads(figure_json(REPORT, group("B1")))["sum"] == "2.00"


def test_a_missing_sum_is_an_error_and_never_staged() -> None:
    with pytest.raises(FigureError, match="sum"):
        figure_json(REPORT, group("B1", None))


def test_a_chunk_leaves_room_for_the_rest_of_the_request() -> None:
    assert CHUNK_BYTES < MEBIBYTE
    assert request_bytes('{"a":"ü"}') == len(json.dumps('{"a":"ü"}')) - 1
