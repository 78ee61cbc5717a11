"""Reads the trap files: `corpus/<name>.csv` or `.csv.gz` beside `corpus/<name>.json`, which says what must come of it.

The JSON holds `columns`, optionally `maxRowBytes`, and either `error`, the code and a part of the message, or `rows`,
each `[line, offset, length, reason, column, raw, value…]` (the values as `reference.py` writes them).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reference import Column, Row, row_of

FOLDER = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Trap:
    name: str
    file: Path
    columns: list[Column]
    max_row_bytes: int
    error: list[str] | None
    rows: list[Row]

    @property
    def gzip(self) -> bool:
        return self.file.suffix == ".gz"


def traps() -> list[Trap]:
    return [read_trap(file) for file in sorted(FOLDER.glob("*.json"))]


def read_trap(file: Path) -> Trap:
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    rows = [row_of(row[:6], row[6:]) for row in told.get("rows", [])]
    packed = file.with_suffix(".csv.gz")
    data = packed if packed.exists() else file.with_suffix(".csv")
    return Trap(file.stem, data, told["columns"], told.get("maxRowBytes", 1 << 20), told.get("error"), rows)
