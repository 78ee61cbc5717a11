"""Random batches of accounts and transfers whose outcome is known by replaying them one after the other.

The oracle never parses: each row is made with what it stands for, amounts in cents, instants in nanoseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
DAY = 1_638_164_846
"""Seconds since the epoch: 2021-11-29T05:47:26."""
NANOS = 10**9
MOST = 10**17 - 1


@dataclass
class Account:
    """An account as the replay goes on, in cents."""

    number: str
    country: str
    opening: int
    incoming: int = 0
    outgoing: int = 0
    sent: int = 0
    received: int = 0
    rejected: int = 0

    @property
    def balance(self) -> int:
        return self.opening + self.incoming - self.outgoing


@dataclass(frozen=True)
class Transfer:
    """A transfer and the row that says it."""

    instant: int
    sender: str
    cents: int
    receiver: str
    text: str


@dataclass
class Outcome:
    """What must come of a batch."""

    accounts: dict[str, Account]
    rejected: list[tuple[int, str, str]] = field(default_factory=list)
    """Line, reason and the row's text, in file order."""
    transferred: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class RandomBatch:
    """The bytes of two files, and what must come of them."""

    accounts: str
    transfers: str
    outcome: Outcome
    in_order: list[str]
    bad: int


def decimal(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(one in text for one in ',"\r\n') else text


def random_batch(chance: Random) -> RandomBatch:
    """Make a batch of any shape: one component or many, few countries or many, any order of time, hard ties."""
    numeric = chance.random() < 0.6
    quotes = not numeric and chance.random() < 0.3
    numbers = _numbers(chance, numeric=numeric, quotes=quotes)
    countries = chance.choice([["44"], ["0", "44"], [f"c{one}" for one in range(12)]])
    accounts = [Account(one, chance.choice(countries), _opening(chance)) for one in numbers]
    transfers = _transfers(chance, accounts)
    rows, bad = _rows(chance, transfers)
    outcome = replayed(accounts, rows)
    head = "date,fromAccountNumber,transferAmount,toAccountNumber\n"
    order = sorted(numbers, key=lambda one: (int(one), one.encode()) if numeric else one.encode())  # type: ignore[return-value]
    listed = [f"{quoted(one.number)},{one.country},{decimal(one.opening)}\n" for one in accounts]
    body = "".join(f"{row.text if isinstance(row, Transfer) else row}\n" for row in rows)
    return RandomBatch("accountNumber,country,balance\n" + "".join(listed), head + body, outcome, order, bad)


def _numbers(chance: Random, *, numeric: bool, quotes: bool) -> list[str]:
    count = chance.choice([1, 2, 5, 30, 120])
    if numeric:
        shape = chance.choice(["dense", "sparse", "zeros"])
        most = {"dense": count, "sparse": 10**17, "zeros": 99}[shape]
        found = {str(chance.randrange(most + 1)) for _ in range(count)}
        found |= {f"00{one}" for one in found} if shape == "zeros" else set()
    else:
        found = {f"ACCOUNT-{chance.randrange(10 * count):05d}" for _ in range(count)} | {"ü", "7", "🏦"}
        found |= {'a"b', "a,b"} if quotes else set()
    return chance.sample(sorted(found), len(found))


def _opening(chance: Random) -> int:
    return chance.choice([0, chance.randrange(10_000), chance.randrange(10_000), -chance.randrange(500), MOST])


def _transfers(chance: Random, accounts: list[Account]) -> list[Transfer]:
    knots = chance.choice([1, 2, 12, len(accounts)])
    seconds = chance.choice([1, 3, 10_000])
    fine = chance.random() < 0.4
    made = []
    for _ in range(chance.choice([0, 3, 60, 400])):
        knot = chance.randrange(knots)
        near = [one.number for place, one in enumerate(accounts) if place % knots == knot] or ["nobody"]
        sender = chance.choice([*near[:40], *near[:40], *near[:40], "nobody", accounts[0].number])
        receiver = chance.choice([*near[:40], *near[:40], *near[:40], "nowhere", sender])
        cents = chance.choice([0, -100, 1, MOST, *(chance.randrange(5_000) for _ in range(12))])
        instant = (DAY + chance.randrange(seconds)) * NANOS + (chance.choice([0, 1, 999, 1_000, 10**8]) if fine else 0)
        made.append(Transfer(instant, sender, cents, receiver, _text(chance, instant, sender, cents, receiver)))
    return sorted(made, key=lambda one: one.instant) if chance.random() < 0.3 else made


def _text(chance: Random, instant: int, sender: str, cents: int, receiver: str) -> str:
    hours = chance.choice([0, 0, 0, 5, -11])
    local = EPOCH + timedelta(seconds=instant // NANOS, hours=hours)
    fraction = f".{instant % NANOS:09d}" if instant % NANOS or chance.random() < 0.1 else ""
    zone = f"{'-' if hours < 0 else '+'}{abs(hours):02d}:00" if hours else chance.choice(["", "Z"])
    date = local.strftime(chance.choice(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S"])) + fraction + zone
    return f"{date},{quoted(sender)},{decimal(cents)},{quoted(receiver)}"


def _rows(chance: Random, transfers: list[Transfer]) -> tuple[list[Transfer | str], int]:
    """Put bad rows and blank lines between."""
    rows: list[Transfer | str] = []
    bad = 0
    for one in transfers:
        if chance.random() < 0.03:
            rows.append("")
        if chance.random() < 0.03:
            rows.append("yesterday,1,1.00,2")
            bad += 1
        rows.append(one)
    return rows, bad


def replayed(accounts: list[Account], rows: list[Transfer | str]) -> Outcome:
    """Replay, one transfer after the other."""
    outcome = Outcome({one.number: one for one in accounts})
    lined = [(line, row) for line, row in enumerate(rows, start=2) if isinstance(row, Transfer)]
    for line, row in sorted(lined, key=lambda one: (one[1].instant, one[0])):
        reason = _refusal(outcome.accounts, row)
        sender = outcome.accounts.get(row.sender)
        if reason is not None:
            outcome.rejected.append((line, reason, row.text))
            if sender is not None:
                sender.rejected += 1
            continue
        receiver = outcome.accounts[row.receiver]
        assert sender is not None
        sender.outgoing += row.cents
        sender.sent += 1
        receiver.incoming += row.cents
        receiver.received += 1
        outcome.transferred[sender.country] = outcome.transferred.get(sender.country, 0) + row.cents
    outcome.rejected.sort()
    return outcome


def _refusal(accounts: dict[str, Account], row: Transfer) -> str | None:
    sender, receiver = accounts.get(row.sender), accounts.get(row.receiver)
    if sender is None or receiver is None:
        return "unknown-account"
    if sender is receiver:
        return "same-account"
    if row.cents <= 0:
        return "amount-not-positive"
    if sender.country != receiver.country:
        return "different-countries"
    return None if sender.balance >= row.cents else "insufficient-funds"
