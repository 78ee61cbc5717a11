"""Makes the shared cases: random declarations and files for them, most a little broken, always the same ones.

`random_cases.jsonl` has one a line: `columns`, `maxRowBytes`, `data` (each byte as the character of its number),
`error`, the code of a file that is refused, else null, `rows`, how many there are, and `bad`, the bad ones, each
`[line, offset, length, reason, column, raw]`. What must come of a case is what `reference.py` says. The job's reader
and the dashboard's pre-flight check are both held to it.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import files
import reference
from reference import BOM, Column, FileError

FILE = Path(__file__).parent / "random_cases.jsonl"
SEED = 20_261_121
COUNT = 400

NAMES = ["a", "b", "amount", "Münze", "two words", "A", 'say "x"', "c,d", "e"]
OTHER_NAMES = ["", "_line", "x"]
MOST_ROW_BYTES = [50, 90, 150, 1 << 20]
LINE_ENDS = [b"\n", b"\n", b"\r\n", b"\r\n", b"\n\n", b"\r\n\r\n", b"\r\r\n"]
# Patterns that Java, Python and JavaScript understand alike.
PATTERNS = ["[a-z][0-9]?|Ü", "[A-Z]{2}[0-9]{1,3}", "(?:ab|c)+", "x*y?", "[^0-9,]+", "(a|b)*c", "B-?[0-9]+", "é😀?"]
WORDS = [
    "a",
    "b1",
    "Ü",
    "AB12",
    "abc",
    "c",
    "xxy",
    "B-7",
    "aabc",
    "é",
    "é😀",
    "7",
    "ab",
    "😀😀😀",
    'q"q',
    "x,y",
    "l\nm",
    " ",
]
INTEGER_LIMITS = ["-9223372036854775808", "-5", "0", "100", "9223372036854775807"]
DECIMAL_LIMITS = ["-5000", "-1.005", "0", "0.5", "12.50", "5000", "99999999999999999999.9"]
DAMAGES = [*(one for one in files.DAMAGES if one.count(b"\n") < 2), b'"z\nz\n"']
MUTATIONS = ["", "0", "9", ".", "-", "+", " ", ":", "T", "Z", "e", "٣", "é", '"', ",", "\n", "\0"]


@dataclass(frozen=True)
class Maker:
    """Draws everything from one seeded source."""

    chance: random.Random

    def case(self) -> dict[str, Any]:
        columns = self._columns()
        data = self._file(columns)
        max_row_bytes = self.chance.choice(MOST_ROW_BYTES)
        case = {"columns": columns, "maxRowBytes": max_row_bytes, "data": data.decode("latin-1")}
        try:
            rows = reference.parse(data, columns, max_row_bytes)
        except FileError as error:
            return {**case, "error": str(error), "rows": 0, "bad": []}
        bad = [[row.line, row.offset, row.length, row.reason, row.column, row.raw] for row in rows if row.reason]
        return {**case, "error": None, "rows": len(rows), "bad": bad}

    def _seldom(self, times: int = 10) -> bool:
        return self.chance.randrange(times) == 0

    def _columns(self) -> list[Column]:
        names = self.chance.sample(NAMES, self.chance.randint(1, 5))
        return [self._column(name) for name in names]

    def _column(self, name: str) -> Column:
        kind = self.chance.choice(["string", "integer", "decimal", "timestamp", "date"])
        column: Column = {"name": name, "type": kind, "required": self.chance.random() < 0.5}
        if kind == "string":
            column |= self._some(
                maxLength=self.chance.choice([1, 2, 4, 9]),
                pattern=self.chance.choice(PATTERNS),
                allowed=self.chance.sample(WORDS, 6),
            )
        if kind == "decimal":
            precision = self.chance.choice([1, 2, 5, 17, 18, 19, 38])
            scale = self.chance.choice([0, 1, 2, precision // 2, precision])
            column |= {"precision": precision, "scale": min(scale, precision)}
        if kind in {"integer", "decimal"}:
            limits = INTEGER_LIMITS if kind == "integer" else DECIMAL_LIMITS
            column |= self._some(minimum=self.chance.choice(limits[:3]), maximum=self.chance.choice(limits[2:]))
        return column

    def _some(self, **rules: object) -> dict[str, Any]:
        return {name: value for name, value in rules.items() if self.chance.randrange(3) == 0}

    def _file(self, columns: list[Column]) -> bytes:
        if self._seldom(40):
            return self.chance.choice([b"", BOM, b"\n\r\n", BOM[:2], b"\r"])
        header = self._header([str(column["name"]) for column in columns])
        by_name = {str(column["name"]): column for column in columns}
        line_end = self.chance.choice(LINE_ENDS)
        data = self.chance.choice([b"", b"", b"", BOM, BOM + b"\n", b"\r\n\n"])
        data += self._damaged(self._joined(header), 40)
        for _ in range(self.chance.choice([0, 1, 2, 3, 5, 9, 12])):
            data += self.chance.choice(LINE_ENDS) if self._seldom() else line_end
            row = [self._text(by_name[name]) if name in by_name else self.chance.choice(WORDS) for name in header]
            data += self._damaged(self._joined(row), 8)
        if self._seldom(12):
            data += line_end + self.chance.choice([b'"', b'"not\nclosed', b'x,"y""', b'"ends",""'])
        return data + self.chance.choice([b"", line_end, line_end, b"\r", b"\n\n"])

    def _header(self, names: list[str]) -> list[str]:
        more = self.chance.sample(
            [name for name in [*NAMES, ""] if name not in names], self.chance.choice([0, 0, 1, 2])
        )
        header = [*names, *more]
        self.chance.shuffle(header)
        if self._seldom(25):
            header.append(self.chance.choice(header))
        if self._seldom(25):
            header.pop()
        return header or [""]

    def _joined(self, texts: list[str]) -> bytes:
        return b",".join(self._quoted(text.encode()) for text in texts)

    def _quoted(self, text: bytes) -> bytes:
        return files.quoted(text) if self._seldom(4) else files.quoted_where_needed(text)

    def _damaged(self, data: bytes, times: int) -> bytes:
        if not self._seldom(times):
            return data
        at = self.chance.randint(0, len(data))
        return data[:at] + self.chance.choice(DAMAGES) + data[at + self.chance.randint(0, 2) :]

    def _text(self, column: Column) -> str:
        if self._seldom(15):
            return ""
        text = self._good(column)
        if not self._seldom(8):
            return text
        at = self.chance.randint(0, len(text))
        return text[:at] + self.chance.choice(MUTATIONS) + text[at + self.chance.randint(0, 1) :]

    def _good(self, column: Column) -> str:
        """Give a value of the column's type, which need not keep its other rules."""
        kind = column["type"]
        if kind == "string":
            return (
                self.chance.choice(column.get("allowed", WORDS)) if not self._seldom(6) else self.chance.choice(WORDS)
            )
        if kind == "integer":
            return str(self.chance.choice([0, 7, -7, 2**63 - 1, 2**63, -(2**63), self.chance.randint(-120, 120)]))
        if kind == "decimal":
            return self._decimal(column["precision"], column["scale"])
        day = f"{self.chance.choice([1, 1900, 2000, 2024, 9999]):04}-{self._two(1, 12)}-{self._two(1, 31)}"
        if kind == "date":
            return day
        time = f"{self._two(0, 23)}:{self._two(0, 59)}:{self._two(0, 59)}"
        fraction = "." + "123456789"[: self.chance.randint(1, 9)] if self._seldom(3) else ""
        return f"{day}{self.chance.choice('TT ')}{time}{fraction}{self._zone()}"

    def _zone(self) -> str:
        offset = f"{self.chance.choice('+-')}{self._two(0, 23)}:{self._two(0, 59)}"
        return self.chance.choice(["", "Z", "Z", offset])

    def _two(self, low: int, high: int) -> str:
        return f"{self.chance.choice([low, high, self.chance.randint(low, high)]):02}"

    def _decimal(self, precision: int, scale: int) -> str:
        most = max(precision - scale, 1)
        whole = "".join(self.chance.choices("0123456789", k=self.chance.choice([1, 1, most, min(3, most)])))
        decimals = "".join(self.chance.choices("05", k=self.chance.randint(0, scale)))
        sign = self.chance.choice(["", "", "", "-", "+"])
        return sign + (whole if precision > scale else "0") + ("." + decimals if decimals else "")


def make() -> str:
    """Give the text that the file of cases must have."""
    maker = Maker(random.Random(SEED))
    return "".join(json.dumps(maker.case(), ensure_ascii=False) + "\n" for _ in range(COUNT))


def read() -> list[dict[str, Any]]:
    """Give the cases as they are stored."""
    # Not by splitlines, which takes more characters for line ends than the file does.
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").split("\n") if line]


if __name__ == "__main__":
    FILE.write_text(make(), encoding="utf-8")
