"""Patterns with texts that they match and others, by Java's own judgement: a column's pattern is Java's by declaration.

`pattern_cases.jsonl` has one pattern a line: `pattern`, `matched`, `refused`. The dashboard's pre-flight check, which
has another language's matcher, must judge them alike or say that it does not judge.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from files import quoted

if TYPE_CHECKING:
    from parse_files import Parser
    from reference import Column

FILE = Path(__file__).parent / "pattern_cases.jsonl"
SEED = 7
RANDOM_PATTERNS = 150

WRITTEN = [
    # What people declare.
    r"[A-Z]{3}-\d{4}", r"\d{5}(-\d{4})?", r"[\w.-]+@[\w-]+(\.[\w-]+)+", r"^[A-Z]\d+$", r"(GB|DE|FR)\d{2}", r"\S+",
    r".*", r"[^;|]{1,9}", r"(?:yes|no)?", r"\+?[0-9 ()-]{2,}", r"[a-zA-Z_][a-zA-Z0-9_]*", r"a|b|", r"x{2}", r"x{2,}",
    r"\x41\u00c4",
    # Where the two languages differ, or may be thought to.
    r"\s", r"\S", r"\w+", r"\W", r"\d", r"\D", r".", r"[\s]", r"[\S]", r"[\D]", r"\h", r"\v", r"\R", r"a$", r"^a",
    r"a$\n?", r"(a$)", r"\ba", r"a\b", r"\p{L}", r"\p{Lu}+", r"\X", r"\Qa.b\E", r"(?i)ab", r"(?i:a)B", r"(?=a)a",
    r"(?<!b)a", r"(a)\1", r"(?<x>a)\k<x>", r"a++", r"a*+a", r"a?+", r"(?>a|ab)b", r"[a-c&&[b-d]]", r"[a[bc]]",
    r"[a-]", r"[-a]", r"[a^]", r"[&]", r"[.]", r"[\]\[]", r"[\w-]", r"[+--]", r"a??", r"a*?b", r"(a|b)*?", r"a{1,2}?",
    r"]", r"}", r"\}", r"\-", r"\/", r"\ä", r"[\t\n]", r"\cA", r"\07", r"\x{1F600}", r"😀", r"[😀é]", r"[^a]",
    r"[😀-😂]", "é", "\\u0065\\u0301", r"(|a)*", r"(a?)*b", r"(a?){3}", r"(?:a|ab)(?:c|bcd)", r"((a|b)+,)*", r"\_",
    r"\ ", r"[ -~]*", r"#a", r"a #",
]  # fmt: skip

ATOMS = [
    "a", "b", "A", "1", "_", "é", "😀", ".", r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", r"\.", r"\-", r"\n", "[ab]",
    "[^a]", "[a-c1]", r"[\w-]", r"[^\s]", r"[\d.]", "[é-ü]", " ", "-", ",",
]  # fmt: skip
QUANTIFIERS = ["", "", "", "", "?", "*", "+", "{2}", "{1,2}", "{0,3}", "*?", "+?", "??", "{2,}"]
CHARACTERS = [
    "a", "a", "b", "c", "A", "1", "7", "_", "-", ".", " ", ",", "\t", "\n", "\r", "\x0b", "\x1c", "\xa0", "é", "É",
    "e\u0301", "😀", "😁", "٣", "\x85", "\u2028", "\u2003", "\u017f", "\u212a", "$", "\\",
]  # fmt: skip
TEXTS = [
    "a", "ab", "aa", "\n", "a\n", " ", "ABC-1234", "12345-6789", "x.y@b.co", "A12", "DE01", "yes", "+44 (0)", "xx",
    "xxx", "AÄ", "a.b", "aB", "Ab", "abcd", "abc", "a,b,", "aab", "b", "c", "]", "[", "}", "/", "ä", "😀", "😁", "é",
    "e\u0301", "\x01", "\x07", "\r\n", "#a", "a #", "^", "&", "+", ",", ".", "-",
]  # fmt: skip


@dataclass(frozen=True)
class Maker:
    """Draws patterns and texts from one seeded source."""

    chance: random.Random

    def pattern(self, depth: int = 2) -> str:
        parts = [self._part(depth) for _ in range(self.chance.randint(1, 4))]
        joined = "".join(parts)
        return f"{joined}|{self.pattern(depth - 1)}" if depth and self.chance.randrange(4) == 0 else joined

    def _part(self, depth: int) -> str:
        if depth and self.chance.randrange(5) == 0:
            atom = f"{self.chance.choice(['(', '(?:'])}{self.pattern(depth - 1)})"
        else:
            atom = self.chance.choice(ATOMS)
        return atom + self.chance.choice(QUANTIFIERS)

    def texts(self) -> list[str]:
        return ["".join(self.chance.choices(CHARACTERS, k=self.chance.choice([1, 1, 2, 3, 5]))) for _ in range(12)]


def make(parser: Parser) -> str:
    """Give the text that the file of cases must have."""
    maker = Maker(random.Random(SEED))
    patterns = [*WRITTEN, *(maker.pattern() for _ in range(RANDOM_PATTERNS))]
    cases = [judged(parser, pattern, sorted({*TEXTS, *maker.texts()})) for pattern in patterns]
    return "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)


def judged(parser: Parser, pattern: str, texts: list[str]) -> dict[str, Any]:
    """Let the job's reader judge texts, each a row of a file."""
    columns: list[Column] = [{"name": "a", "type": "string", "required": True, "pattern": pattern}]
    data = b"\n".join([b"a", *(quoted(text.encode()) for text in texts)])
    rows = parser.parse(data, columns, 1 << 20)
    assert [row.reason for row in rows if row.reason not in {None, "pattern-mismatch"}] == []
    matched = [text for text, row in zip(texts, rows, strict=True) if row.reason is None]
    return {"pattern": pattern, "matched": matched, "refused": [text for text in texts if text not in matched]}
