"""When too many rows of a file are bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from countinghouse.failure import FileRejected

if TYPE_CHECKING:
    from fractions import Fraction

    from countinghouse.reading import Tally


def check_rows(tally: Tally, tolerance: Fraction, *, may_be_empty: bool = False) -> None:
    """Raise `FileRejected` when the file has no row, or more bad rows than the tolerance allows (compared exactly)."""
    if tally.read == 0 and not may_be_empty:
        raise FileRejected("no-rows", "The file has a header but not a single row. Send the file again with its rows.")
    if tally.quarantined > tolerance * tally.read:
        raise FileRejected("too-many-bad-rows", _too_many(tally, tolerance))


def _too_many(tally: Tally, tolerance: Fraction) -> str:
    reason, column = max(tally.rejects, key=lambda at: (tally.rejects[at], at))
    most = f"{tally.rejects[reason, column]} of them {reason}" + (f" in the column {column}" if column else "")
    allowed = f"{float(tolerance * 100):g}"
    return (
        f"{tally.quarantined} of {tally.read} rows are bad, more than the {allowed} % that are allowed ({most}). "
        "Look at the quarantined rows, correct the file and send it again."
    )
