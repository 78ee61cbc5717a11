"""The answer that every engine writes: JSON with whole numbers as strings, amounts in cents, branches in byte order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

Branch = tuple[str, int, "Decimal", "Decimal", "Decimal"]
"""Code, count, min, max, sum."""


def write_answer(path: str, branches: Iterable[Branch], rejected: int) -> None:
    """Write what was counted and how many rows were not."""
    rows = [[code, str(count), *(cents(one) for one in amounts)] for code, count, *amounts in branches]
    rows.sort(key=lambda row: row[0].encode())
    Path(path).write_text(json.dumps({"rejected": str(rejected), "branches": rows}))


def cents(amount: Decimal) -> str:
    """Give an amount with two decimals as a whole number of cents."""
    scaled = amount.scaleb(2)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} has more than two decimals")
    return str(int(scaled))
