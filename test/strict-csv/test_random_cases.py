"""The job's reader gives for every shared random case what is stored with it, which is what the reference says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import random_cases
from reference import FileError
from test_random_files import EVERY_REASON, code_of

if TYPE_CHECKING:
    from parse_files import Parser


def test_the_stored_cases_are_what_the_reference_says() -> None:
    # `python random_cases.py` writes them anew.
    assert random_cases.FILE.read_text(encoding="utf-8") == random_cases.make()


def test_the_cases_meet_every_reason_and_every_refusal() -> None:
    cases = random_cases.read()
    assert {row[3] for case in cases for row in case["bad"]} == EVERY_REASON - {None}
    assert {case["error"] for case in cases} == {None, "wrong-header", "empty-file"}
    assert sum(case["rows"] - len(case["bad"]) for case in cases) > random_cases.COUNT


def outcome(parser: Parser, case: dict[str, Any]) -> dict[str, Any]:
    try:
        rows = parser.parse(case["data"].encode("latin-1"), case["columns"], case["maxRowBytes"])
    except FileError as error:
        return {**case, "error": code_of(error), "rows": 0, "bad": []}
    bad = [[row.line, row.offset, row.length, row.reason, row.column, row.raw] for row in rows if row.reason]
    return {**case, "error": None, "rows": len(rows), "bad": bad}


def test_the_reader_gives_what_is_stored(parser: Parser) -> None:
    for case in random_cases.read():
        assert outcome(parser, case) == case
