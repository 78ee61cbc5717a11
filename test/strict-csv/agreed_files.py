"""Files that every strict reader must read alike: RFC 4180 to the letter, values in their plainest form.

The generator knows what it writes, so each file comes with its rows: their values as `reference.py` writes them, or
None for a row that no reader may take.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from files import quoted, quoted_where_needed
from reference import BOM, Column, Value, exact

if TYPE_CHECKING:
    import random

COLUMNS: list[Column] = [
    {"name": "moment", "type": "timestamp", "required": True},
    {"name": "branch", "type": "string", "required": True},
    {"name": "amount", "type": "decimal", "precision": 17, "scale": 2, "required": True},
    {"name": "number", "type": "integer", "required": False},
    {"name": "day", "type": "date", "required": False},
    {"name": "note", "type": "string", "required": False},
]
NAMES = [str(column["name"]) for column in COLUMNS]
LAYOUTS = [NAMES, ["note", "day", "extra", "amount", "moment", "number", "branch"], [*reversed(NAMES), "extra"]]
"""Orders of the columns. Other readers take them by place, so each of them is told the order; ours never is."""

EPOCH = dt.date(1970, 1, 1).toordinal()
LAST_DAY = dt.date.max.toordinal()
PIECES = ["a", "B7", "é", "😀", " ", "\t", ",", '"', ";", "'", "#", "\\", "|", "0", "null", "\xa0", "\n", "\r"]
BAD_TEXTS = {
    "moment": ["yesterday", "2024-13-01T00:00:00Z", "2024-01-01T25:00:00Z"],
    "amount": ["x", "12a", "1.2.3", "--1", "1000000000000000.00"],
    "number": ["1x", "9223372036854775808", "--1"],
    "day": ["soon", "2024-02-30", "2024-13-01"],
}
Values = tuple[Value, ...]


@dataclass(frozen=True)
class AgreedFile:
    layout: list[str]
    data: bytes
    rows: list[Values | None]

    @property
    def good(self) -> list[Values]:
        return [row for row in self.rows if row is not None]


@dataclass(frozen=True)
class Maker:
    """Makes random files. Most branches come again and again, so that groups have more than one row."""

    chance: random.Random
    cr_beside_crlf: bool
    """Whether fields may hold a CR in files whose lines end with CRLF: Spark would give CRLF in quotes as LF."""

    def file(self, layout: list[str], most_rows: int, fewest_rows: int = 0, bad_rows: float = 0) -> AgreedFile:
        line_end = self.chance.choice([b"\n", b"\r\n"])
        lines = [b",".join(self._quoted_at_will(name.encode()) for name in layout)]
        rows: list[Values | None] = []
        for _ in range(self.chance.randint(fewest_rows, most_rows)):
            fields, values = self._row(line_end)
            texts = [self._quoted_at_will(fields.get(name, "extra").encode()) for name in layout]
            bad = self.chance.random() < bad_rows
            if bad:
                self._spoil(texts, layout)
            rows.append(None if bad else values)
            lines.append(b",".join(texts))
        start = self.chance.choice([b"", b"", BOM])
        end = self.chance.choice([b"", line_end])
        return AgreedFile(layout, start + line_end.join(lines) + end, rows)

    def _quoted_at_will(self, text: bytes) -> bytes:
        return quoted(text) if self.chance.randrange(4) == 0 else quoted_where_needed(text)

    def _spoil(self, texts: list[bytes], layout: list[str]) -> None:
        kind = self.chance.randrange(4)
        if kind == 0:
            texts.append(b"1")
        elif kind == 1:
            texts.pop()
        else:
            name = self.chance.choice([name for name in layout if name in BAD_TEXTS])
            texts[layout.index(name)] = self.chance.choice(BAD_TEXTS[name]).encode()

    def _row(self, line_end: bytes) -> tuple[dict[str, str], Values]:
        fields, values = {}, []
        for name, make in [
            ("moment", self._moment),
            ("branch", self._branch),
            ("amount", self._amount),
            ("number", self._number),
            ("day", self._day),
        ]:
            optional = name in {"number", "day"} and self.chance.randrange(3) == 0
            fields[name], value = ("", None) if optional else make()
            values.append(value)
        note = "" if self.chance.randrange(3) == 0 else self._note(line_end)
        fields["note"] = note
        return fields, (*values, note or None)

    def _moment(self) -> tuple[str, Value]:
        day, second = self.chance.randint(1, LAST_DAY), self.chance.randrange(86_400)
        time = dt.datetime.combine(dt.date.fromordinal(day), dt.time()) + dt.timedelta(seconds=second)
        return time.isoformat() + "Z", 1_000_000 * (86_400 * (day - EPOCH) + second)

    def _branch(self) -> tuple[str, Value]:
        text = self.chance.choice(["B1", "B2", 'B"3', "B,4", "Ü" * self.chance.randint(1, 12)])
        return text, text

    def _amount(self) -> tuple[str, Value]:
        whole = "".join(self.chance.choices("0123456789", k=self.chance.choice([1, 2, 3, 15, self._up_to(15)])))
        cents = "".join(self.chance.choices("0123456789", k=self._up_to(3) - 1))
        sign = self.chance.choice(["", "", "-", "+"])
        unscaled = int(whole + cents.ljust(2, "0")) * (-1 if sign == "-" else 1)
        return sign + whole + ("." + cents if cents else ""), exact(unscaled, 2)

    def _up_to(self, most: int) -> int:
        return self.chance.randint(1, most)

    def _number(self) -> tuple[str, Value]:
        number = self.chance.choice([0, 7, -7, 2**63 - 1, -(2**63), self.chance.randint(-(10**12), 10**12)])
        return self.chance.choice(["", "+"] if number >= 0 else [""]) + str(number), number

    def _day(self) -> tuple[str, Value]:
        day = self.chance.choice([1, EPOCH, LAST_DAY, self.chance.randint(EPOCH, EPOCH + 40)])
        return dt.date.fromordinal(day).isoformat(), day - EPOCH

    def _note(self, line_end: bytes) -> str:
        note = "".join(self.chance.choices(PIECES, k=self._up_to(9)))
        return note if line_end == b"\n" or self.cr_beside_crlf else note.replace("\r", "")
