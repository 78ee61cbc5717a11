"""Transfers replayed over opening balances."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from countinghouse.balances.outcome import BalancesFile, Country, RejectedBlock
from countinghouse.failure import FileRejected
from countinghouse.reading import CsvFile, Tally
from countinghouse.staging import CHUNK_BYTES, request_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_batch(accounts: CsvFile, transfers: CsvFile) -> Batch:
    """Read both files whole; every row of theirs is then in a tally."""
    account_rows, accounts_tally = _good_rows(accounts)
    transfer_rows, transfers_tally = _good_rows(transfers)
    return Batch(accounts, accounts_tally, transfers_tally, account_rows, transfer_rows)


def _good_rows(file: CsvFile) -> tuple[list[Any], Tally]:
    tally = Tally()
    good = []
    for row in file.rows().collect():
        tally.end = max(tally.end, row["_offset"] + row["_length"])
        if row["_reason"] is None:
            tally.counted += 1
            good.append(row)
        else:
            tally.add_rejects(row["_reason"], row["_column"], 1)
    return good, tally


@dataclass
class Account:
    """One account as the replay goes on, in units of the second decimal."""

    number: str
    country: str
    opening: int
    line: int
    incoming: int = 0
    outgoing: int = 0
    sent: int = 0
    received: int = 0
    rejected: int = 0

    @property
    def balance(self) -> int:
        """Give what it holds now."""
        return self.opening + self.incoming - self.outgoing


@dataclass
class Batch:
    """Two files that were read, and not replayed yet."""

    accounts: CsvFile
    accounts_tally: Tally
    transfers_tally: Tally
    account_rows: list[Any]
    transfer_rows: list[Any]

    def replay(self) -> Replay:
        """Apply the transfers; raises `FileRejected` (duplicate-account) when an account stands there twice."""
        held: dict[str, Account] = {}
        for row in self.account_rows:
            number = row["accountNumber"]
            if number in held:
                raise FileRejected(
                    "duplicate-account",
                    f"The account {number} stands in line {held[number].line} and again in line {row['_line']}. "
                    "Keep one of the two rows and send the file again.",
                )
            held[number] = Account(number, row["country"], int(row["balance"] * 100), row["_line"])
        replay = Replay(self.accounts, _in_order(held))
        for row in sorted(self.transfer_rows, key=lambda one: (one["date"], one["_offset"])):
            replay.apply(row, held)
        return replay

    def close(self) -> None:
        """Give back what the rows took."""


def _in_order(held: dict[str, Account]) -> list[Account]:
    numeric = all(number.isascii() and number.isdigit() for number in held)
    if numeric:
        return sorted(held.values(), key=lambda one: (int(one.number), one.number))
    return sorted(held.values(), key=lambda one: one.number.encode())


@dataclass
class Replay:
    """What came of a batch."""

    file: CsvFile
    in_order: list[Account]
    rejected: list[tuple[int, str, Any]] = field(default_factory=list)
    transferred: Counter[str] = field(default_factory=Counter)
    applied: Counter[str] = field(default_factory=Counter)

    def apply(self, row: Any, held: dict[str, Account]) -> None:  # noqa: ANN401 - PySpark's rows have no types
        """Apply one transfer, whole or not at all."""
        sender, receiver = held.get(row["fromAccountNumber"]), held.get(row["toAccountNumber"])
        amount = int(row["transferAmount"] * 100)
        reason = _reason(sender, receiver, amount)
        if reason is not None:
            self.rejected.append((row["_line"], reason, row))
            if sender is not None:
                sender.rejected += 1
        elif sender is not None and receiver is not None:
            sender.outgoing += amount
            sender.sent += 1
            receiver.incoming += amount
            receiver.received += 1
            self.transferred[sender.country] += amount
            self.applied[sender.country] += 1

    @property
    def accounts(self) -> int:
        """How many accounts there are."""
        return len(self.in_order)

    @property
    def rejections(self) -> dict[str, int]:
        """How many transfers were rejected, for each reason that occurred."""
        return dict(Counter(reason for _, reason, _ in self.rejected))

    @property
    def countries(self) -> list[Country]:
        """The countries in the order of their bytes."""
        names = sorted({one.country for one in self.in_order}, key=str.encode)
        return [self._country(name) for name in names]

    def _country(self, name: str) -> Country:
        inside = [one for one in self.in_order if one.country == name]
        opening, final = sum(one.opening for one in inside), sum(one.balance for one in inside)
        moved = self.transferred[name]
        return Country(name, len(inside), _decimal(opening), _decimal(final), _decimal(moved), self.applied[name])

    def balance_chunks(self) -> Iterator[str]:
        """Give JSON arrays of accounts in order of place, each small enough for one statement."""
        chunk: list[str] = []
        size = 0
        for place, one in enumerate(self.in_order):
            text = json.dumps(_document(place, one), ensure_ascii=False, separators=(",", ":"))
            if chunk and size + request_bytes(text) > CHUNK_BYTES:
                yield f"[{','.join(chunk)}]"
                chunk, size = [], 0
            chunk.append(text)
            size += request_bytes(text)
        if chunk:
            yield f"[{','.join(chunk)}]"

    def rejected_rows(self) -> Iterator[RejectedBlock]:
        """Give the rejected transfers in file order."""
        for line, reason, row in sorted(self.rejected, key=lambda one: one[0]):
            fields = [row["date"].isoformat(), row["fromAccountNumber"], row["transferAmount"], row["toAccountNumber"]]
            text = ",".join([str(line), reason, *map(_field, map(str, fields))])
            yield RejectedBlock(1, line, line, {reason: 1}, f"{text}\r\n")

    def write_balances(self, folder: str) -> list[BalancesFile]:
        """Write the balances below a folder, a URI that ends with `/`; gives what was written."""
        lines = ["accountNumber,country,balance"]
        lines += [f"{_field(one.number)},{_field(one.country)},{_decimal(one.balance)}" for one in self.in_order]
        body = "".join(f"{line}\r\n" for line in lines).encode()
        jvm: Any = self.file.spark._jvm  # noqa: SLF001 - the only way to Hadoop's file systems
        path = jvm.org.apache.hadoop.fs.Path(f"{folder}balances-00000.csv")
        hadoop = self.file.spark._jsparkSession.sessionState().newHadoopConf()  # noqa: SLF001
        stream = path.getFileSystem(hadoop).create(path, True)  # noqa: FBT003 - Java has no names for parameters
        stream.write(body)
        stream.close()
        digest = hashlib.sha256(body).hexdigest()
        return [BalancesFile("balances-csv", "balances-00000.csv", len(self.in_order), 0, len(body), digest)]


def _reason(sender: Account | None, receiver: Account | None, amount: int) -> str | None:
    if sender is None or receiver is None:
        return "unknown-account"
    if sender is receiver:
        return "same-account"
    if amount <= 0:
        return "amount-not-positive"
    if sender.country != receiver.country:
        return "different-countries"
    return None if amount <= sender.balance else "insufficient-funds"


def _document(place: int, one: Account) -> dict[str, Any]:
    return {
        "place": place,
        "account_number": one.number,
        "country": one.country,
        "opening": _decimal(one.opening),
        "incoming": _decimal(one.incoming),
        "outgoing": _decimal(one.outgoing),
        "final": _decimal(one.balance),
        "sent": one.sent,
        "received": one.received,
        "rejected": one.rejected,
    }


def _decimal(units: int) -> str:
    sign = "-" if units < 0 else ""
    return f"{sign}{abs(units) // 100}.{abs(units) % 100:02d}"


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(one in text for one in ',"\r\n') else text
