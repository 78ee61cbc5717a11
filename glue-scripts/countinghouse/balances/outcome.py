"""What a replay gives: figures of countries, blocks of rejected transfers, files of balances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

REASONS = ("unknown-account", "same-account", "amount-not-positive", "different-countries", "insufficient-funds")
"""Why a transfer is rejected; the first one that holds counts."""


class Country(NamedTuple):
    """The accounts of one country together; amounts are decimals with two places, as text."""

    country: str
    accounts: int
    opening: str
    final: str
    """Equal to `opening`: what one account loses another one of the same country gets."""
    transferred: str
    applied: int
    """Transfers that moved money."""


class RejectedBlock(NamedTuple):
    """Rejected transfers that follow each other in the file. Lines are counted from 1."""

    rows: int
    first_line: int
    last_line: int
    reasons: dict[str, int]
    text: str
    """RFC 4180 without a header: line, reason, then the four fields as they stand in the file."""


REJECTED_HEADER = ("line", "reason", "date", "fromAccountNumber", "transferAmount", "toAccountNumber")


@dataclass(frozen=True)
class BalancesFile:
    """One file of final balances, in order of place."""

    kind: str
    """`balances-csv` or `balances-parquet`."""
    name: str
    """Below the folder that was asked for."""
    rows: int
    first_row: int
    """The place of its first account."""
    bytes: int
    sha256: str
