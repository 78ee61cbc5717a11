from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countinghouse.balances.replay import read_batch
from countinghouse.failure import FileRejected
from countinghouse.reading import CsvFile
from transfers import decimal, random_batch

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

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
    split_bytes: int = 0

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    @property
    def compression(self) -> str:
        return "gzip" if self.path.suffix == ".gz" else "none"

    @property
    def location(self) -> dict[str, str | int]:
        return {"path": str(self.path), "splitBytes": self.split_bytes}


def batch_of(spark: SparkSession, folder: Path, accounts: list[str], transfers: list[str]) -> Batch:
    return read_texts(
        spark,
        folder,
        "\n".join(["accountNumber,country,balance", *accounts, ""]),
        "\n".join(["date,fromAccountNumber,transferAmount,toAccountNumber", *transfers, ""]),
    )


def read_texts(  # noqa: PLR0913, PLR0917 - two files and how to read them
    spark: SparkSession, folder: Path, accounts: str, transfers: str, parts: int = 0, split_bytes: int = 0
) -> Batch:
    accounts_path, transfers_path = folder / "accounts.csv", folder / "transactions.csv"
    accounts_path.write_bytes(accounts.encode())
    transfers_path.write_bytes(transfers.encode())
    return read_batch(
        CsvFile(spark, ACCOUNTS, 1 << 20, LocalFile(accounts_path, split_bytes)),
        CsvFile(spark, TRANSFERS, 1 << 20, LocalFile(transfers_path, split_bytes)),
        parts,
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


@given(
    st.randoms(use_true_random=False),
    st.sampled_from([1, 2, 8, 64]),
    st.sampled_from([0, 700, 5_000]),
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_number_of_kernels_gives_what_one_transfer_after_the_other_gives(
    spark: SparkSession, tmp_path: Path, chance: Random, parts: int, split_bytes: int
) -> None:
    made = random_batch(chance)
    batch = read_texts(spark, tmp_path, made.accounts, made.transfers, parts, split_bytes)
    expected = made.outcome
    assert batch.accounts_tally.counted == len(expected.accounts)
    assert batch.transfers_tally.quarantined == made.bad
    replay = batch.replay()
    assert [row["account_number"] for row in rows_of(replay)] == made.in_order
    assert [row["place"] for row in rows_of(replay)] == list(range(len(made.in_order)))
    assert {row["account_number"]: figures_of(row) for row in rows_of(replay)} == {
        one.number: (
            one.country,
            *map(decimal, (one.opening, one.incoming, one.outgoing, one.balance)),
            one.sent,
            one.received,
            one.rejected,
        )
        for one in expected.accounts.values()
    }
    rejected = "".join(block.text for block in replay.rejected_rows())
    assert rejected == "".join(f"{line},{reason},{text}\r\n" for line, reason, text in expected.rejected)
    assert replay.rejections == Counter(reason for _, reason, _ in expected.rejected)
    moved = {one.country: one.transferred for one in replay.countries if one.applied}
    assert moved == {country: decimal(cents) for country, cents in expected.transferred.items()}
    assert all(one.opening == one.final for one in replay.countries)
    batch.close()


def figures_of(row: dict[str, Any]) -> tuple[Any, ...]:
    names = ("country", "opening", "incoming", "outgoing", "final", "sent", "received", "rejected")
    return tuple(row[name] for name in names)


def test_balances_are_written_in_order_as_csv_and_parquet(spark: SparkSession, tmp_path: Path) -> None:
    accounts = ["10,44,5", '2,"a, b",-1', "1,44,99999999999999.99", "3,44,0.5"]
    batch = batch_of(spark, tmp_path, accounts, day(("1", "99999999999999.99", "10"), ("10", "0.01", "3")))
    (written, parquet) = batch.replay().write_balances(f"file:{tmp_path}/results/")
    body = (tmp_path / "results" / written.name).read_bytes()
    expected = ["accountNumber,country,balance", "1,44,0.00", '2,"a, b",-1.00', "3,44,0.51", "10,44,100000000000004.98"]
    assert body.decode().split("\r\n") == [*expected, ""]
    assert (written.kind, written.rows, written.first_row, written.bytes) == ("balances-csv", 4, 0, len(body))
    assert written.sha256 == hashlib.sha256(body).hexdigest()
    assert parquet.sha256 == hashlib.sha256((tmp_path / "results" / parquet.name).read_bytes()).hexdigest()
    frame = spark.read.parquet(f"file:{tmp_path}/results/{parquet.name}")
    assert [kind for _, kind in frame.dtypes] == ["string", "string", *["decimal(38,2)"] * 4]
    figures = [[str(one) for one in row] for row in frame.collect()]
    assert figures[3] == ["10", "44", "100000000000004.98", "5.00", "99999999999999.99", "0.01"]
    assert [row[0] for row in figures] == ["1", "2", "3", "10"]
    batch.close()


def test_a_balance_may_outgrow_64_bits(spark: SparkSession, tmp_path: Path) -> None:
    most = "999999999999999.99"
    accounts = ["0,44,0", *(f"{number},44,{most}" for number in range(1, 200)), "200,44,0"]
    transfers = [f"2021-11-29T05:47:26,{number},{most},0" for number in range(1, 200)]
    later = [f"2021-11-29T05:47:27,0,{most},200"] * 200
    batch = batch_of(spark, tmp_path, accounts, transfers + later)
    replay = batch.replay()
    rows = rows_of(replay)
    assert rows[0]["incoming"] == rows[0]["outgoing"] == rows[200]["final"] == str(199 * Decimal(most))
    assert replay.rejections == {"insufficient-funds": 1}
    batch.close()
