"""The replay that both peers do in Python: whole cents in dictionaries, which is quicker than decimals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    Transfer = tuple[int, str, int, str]
    """Line, sender, cents, receiver."""


def replay(balances: dict[str, int], countries: dict[str, str], transfers: Iterable[Transfer]) -> dict[int, str]:
    """Apply transfers that come in order; gives the reason for each line that is rejected."""
    rejected: dict[int, str] = {}
    for line, sender, cents, receiver in transfers:
        if sender not in balances or receiver not in balances:
            rejected[line] = "unknown-account"
        elif sender == receiver:
            rejected[line] = "same-account"
        elif cents <= 0:
            rejected[line] = "amount-not-positive"
        elif countries[sender] != countries[receiver]:
            rejected[line] = "different-countries"
        elif balances[sender] < cents:
            rejected[line] = "insufficient-funds"
        else:
            balances[sender] -= cents
            balances[receiver] += cents
    return rejected


def write(folder: str, balances: dict[str, int], countries: dict[str, str], rejected: dict[int, str]) -> None:
    """Write balances in the order of the numbers, and rejected transfers in the order of the file."""
    with Path(folder, "balances-00000.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("accountNumber,country,balance\r\n")
        for number in sorted(balances, key=int):
            cents = balances[number]
            sign = "-" if cents < 0 else ""
            file.write(f"{number},{countries[number]},{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}\r\n")
    with Path(folder, "rejected-00000.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("line,reason\r\n")
        file.writelines(f"{line},{rejected[line]}\r\n" for line in sorted(rejected))
