"""The stored pattern cases are what the job's reader says of them. `STRICT_CSV_WRITE_CASES=1` writes them anew."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pattern_cases

if TYPE_CHECKING:
    from parse_files import Parser


def test_the_stored_patterns_match_what_the_reader_lets_pass(parser: Parser) -> None:
    made = pattern_cases.make(parser)
    if os.environ.get("STRICT_CSV_WRITE_CASES"):
        pattern_cases.FILE.write_text(made, encoding="utf-8")
    assert pattern_cases.FILE.read_text(encoding="utf-8") == made
