from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from countinghouse.declaration import DeclarationError, parse_declaration

BRANCH_STATS = Path(__file__).parents[2] / "job-types" / "branch-stats.json"


def document() -> dict[str, Any]:
    parsed = json.loads(BRANCH_STATS.read_text())
    assert isinstance(parsed, dict)
    return parsed


def test_reads_the_declaration_of_branch_stats() -> None:
    declaration = parse_declaration(BRANCH_STATS.read_bytes())
    assert declaration.name == "branch-stats"
    assert declaration.version == document()["version"]
    assert declaration.bad_row_tolerance == Fraction(1, 20)
    assert declaration.max_row_bytes == 1_048_576
    assert json.loads(declaration.source("transactions").columns) == document()["sources"][0]["columns"]


def test_knows_only_the_declared_roles() -> None:
    with pytest.raises(DeclarationError, match="'accounts'"):
        parse_declaration(BRANCH_STATS.read_bytes()).source("accounts")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 7),
        ("version", "1"),
        ("version", True),
        ("version", 0),
        ("sources", []),
        ("sources", ["transactions"]),
        ("maxRowBytes", None),
        ("badRowTolerance", 0.05),
        ("badRowTolerance", "five"),
        ("badRowTolerance", "1.01"),
        ("badRowTolerance", "1/0"),
    ],
)
def test_refuses_a_field_of_the_wrong_shape(field: str, value: object) -> None:
    with pytest.raises(DeclarationError):
        parse_declaration(json.dumps(document() | {field: value}))


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_refuses_what_is_no_json_object(text: str) -> None:
    with pytest.raises(DeclarationError):
        parse_declaration(text)
