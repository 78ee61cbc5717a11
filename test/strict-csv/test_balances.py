from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from countinghouse.balances.replay import read_batch
from countinghouse.failure import FileRejected
from countinghouse.reading import CsvFile

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import SparkSession

    from countinghouse.balances.replay import Batch, Replay

ACCOUNTS = json.dumps(
    [
        {"name": "accountNumber", "type": "string", "required": True, "maxLength": 64},
        {"name": "country", "type": "string", "required": True, "maxLength": 64},
        {"name": "balance", "type": "decimal", "required": True, "precision": 17, "scale": 2},
    ]
)
TRANSFERS = json.dumps(
    [
        {"name": "date", "type": "timestamp", "required": True},
        {"name": "fromAccountNumber", "type": "string", "required": True, "maxLength": 64},
        {"name": "transferAmount", "type": "decimal", "required": True, "precision": 17, "scale": 2},
        {"name": "toAccountNumber", "type": "string", "required": True, "maxLength": 64},
    ]
)


@dataclass(frozen=True)
class LocalFile:
    """A local file in the place of an object's version."""

    path: Path

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    @property
    def compression(self) -> str:
        return "gzip" if self.path.suffix == ".gz" else "none"

    @property
    def location(self) -> dict[str, str | int]:
        return {"path": str(self.path)}


def batch_of(spark: SparkSession, folder: Path, accounts: list[str], transfers: list[str]) -> Batch:
    accounts_path, transfers_path = folder / "accounts.csv", folder / "transactions.csv"
    accounts_path.write_text("\n".join(["accountNumber,country,balance", *accounts, ""]))
    transfers_path.write_text("\n".join(["date,fromAccountNumber,transferAmount,toAccountNumber", *transfers, ""]))
    return read_batch(
        CsvFile(spark, ACCOUNTS, 1 << 20, LocalFile(accounts_path)),
        CsvFile(spark, TRANSFERS, 1 << 20, LocalFile(transfers_path)),
    )


def day(*transfers: tuple[str, str, str]) -> list[str]:
    return [f"2021-11-29T05:{minute:02}:26,{one},{amount},{two}" for minute, (one, amount, two) in enumerate(transfers)]


SITUATIONS = {
    "1-1 all covered": (["0,44,70", "1,44,5", "2,44,0"], day(("0", "30", "1"), ("0", "40", "2")), [0, 35, 40], {}),
    "1-2 until the balance is spent": (
        ["0,44,70", "1,44,0"],
        day(("0", "30", "1"), ("0", "30", "1"), ("0", "30", "1"), ("0", "30", "1")),
        [10, 60],
        {4: "insufficient-funds", 5: "insufficient-funds"},
    ),
    "1-3 several senders": (
        ["0,44,70", "1,44,5", "2,44,7", "3,44,0"],
        day(("0", "70", "2"), ("1", "5", "3"), ("2", "77", "1")),
        [0, 77, 0, 5],
        {},
    ),
    "2-1 nothing to send": (
        ["0,44,0", "1,44,9"],
        day(("0", "1", "1"), ("0", "0.01", "1")),
        [0, 9],
        {2: "insufficient-funds", 3: "insufficient-funds"},
    ),
    "2-2 a smaller one passes": (
        ["0,44,10", "1,44,0"],
        day(("0", "11", "1"), ("0", "10", "1")),
        [0, 10],
        {2: "insufficient-funds"},
    ),
    "3-1 funds arrive": (
        ["0,44,0", "1,44,9"],
        day(("0", "9", "1"), ("1", "9", "0"), ("0", "9", "1")),
        [0, 9],
        {2: "insufficient-funds"},
    ),
    "3-2 funds arrive for several": (
        ["1,44,10", "2,44,20", "5,44,0"],
        day(("1", "11", "2"), ("2", "20", "1"), ("1", "30", "5"), ("5", "30", "2"), ("5", "1", "2")),
        [0, 30, 0],
        {2: "insufficient-funds", 6: "insufficient-funds"},
    ),
    "4-1 between countries": (["0,44,70", "1,0,5"], day(("0", "1", "1")), [70, 5], {2: "different-countries"}),
}


@pytest.mark.parametrize("name", SITUATIONS)
def test_the_situations_of_a_replay(spark: SparkSession, tmp_path: Path, name: str) -> None:
    accounts, transfers, balances, rejected = SITUATIONS[name]
    replay = batch_of(spark, tmp_path, accounts, transfers).replay()
    assert [row["final"] for row in rows_of(replay)] == [f"{units}.00" for units in balances]
    assert {int(line): reason for line, reason, *_ in rejected_of(replay)} == rejected


def test_an_account_that_stands_there_twice_is_named(spark: SparkSession, tmp_path: Path) -> None:
    batch = batch_of(spark, tmp_path, ["7,44,1", "8,44,1", "7,44,2"], [])
    assert batch.accounts_tally.counted == 3
    with pytest.raises(FileRejected, match=r"account 7 .* line 2 .* line 4") as caught:
        batch.replay()
    assert caught.value.error.code == "duplicate-account"


def rows_of(replay: Replay) -> list[dict[str, Any]]:
    return [row for chunk in replay.balance_chunks() for row in json.loads(chunk)]


def rejected_of(replay: Replay) -> list[list[str]]:
    text = "".join(block.text for block in replay.rejected_rows())
    return [line.split(",") for line in text.splitlines()]
