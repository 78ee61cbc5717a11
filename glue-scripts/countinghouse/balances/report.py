"""The report of account balances: what of a replay goes where."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from countinghouse.balances.outcome import REJECTED_HEADER
from countinghouse.balances.replay import read_batch
from countinghouse.reading import CsvFile
from countinghouse.results import ResultFile
from countinghouse.staging import FigureError, Stager, insert_sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from countinghouse.balances.replay import Batch, Replay
    from countinghouse.reading import ReadFile, Tally
    from countinghouse.report import Bench

ACCOUNTS = "accounts"
TRANSFERS = "transactions"
AMOUNT = "numeric"
ACCOUNT_SQL = insert_sql(
    "account_balance",
    {
        "place": "bigint",
        "account_number": "text",
        "country": "text",
        **dict.fromkeys(("opening", "incoming", "outgoing", "final"), AMOUNT),
        **dict.fromkeys(("sent", "received", "rejected"), "bigint"),
    },
)
COUNTRY_SQL = insert_sql(
    "account_country",
    {
        "country": "text",
        "accounts": "bigint",
        **dict.fromkeys(("opening", "final", "transferred"), AMOUNT),
        "applied": "bigint",
    },
)
REJECTION_SQL = insert_sql("transfer_rejection", {"reason": "text", "count": "bigint"})


@dataclass(frozen=True)
class BalancesReport:
    """Each account's balance after the transfers of a batch."""

    job_type: str = "account-balances"
    roles: tuple[str, ...] = (ACCOUNTS, TRANSFERS)
    # A day may pass without a transfer.
    may_be_empty: frozenset[str] = frozenset({TRANSFERS})

    def begin(self, bench: Bench) -> BalancesMaking:
        """Begin to make the report of one batch."""
        return BalancesMaking(bench)


class BalancesMaking:
    """The balances of one batch on their way to tables and files."""

    def __init__(self, bench: Bench) -> None:
        """Stage and write on this bench."""
        self._bench = bench
        self._batch: Batch | None = None

    def read(self, files: Mapping[str, ReadFile]) -> dict[str, Tally]:
        """Read both files; transfers that will be rejected count, since they are results."""
        self._batch = read_batch(_whole(files[ACCOUNTS]), _whole(files[TRANSFERS]))
        accounts, transfers = self._batch.accounts_tally, self._batch.transfers_tally
        accounts.groups = accounts.counted
        return {ACCOUNTS: accounts, TRANSFERS: transfers}

    def stage(self) -> None:
        """Replay; then stage accounts, countries and counts of rejected transfers, and write the files."""
        if self._batch is None:
            raise RuntimeError("nothing was read")
        self._bench.step("replaying")
        replay = self._batch.replay()
        check_conserved(replay, self._batch)
        self._bench.step("staging")
        for chunk in replay.balance_chunks():
            self._bench.staging.send(ACCOUNT_SQL, chunk)
        self._stage_few(COUNTRY_SQL, (one._asdict() for one in replay.countries))
        rejections = sorted(replay.rejections.items())
        self._stage_few(REJECTION_SQL, ({"reason": reason, "count": count} for reason, count in rejections))
        self._bench.step("writing results")
        self._write(replay)

    def close(self) -> None:
        """Let go of the rows that were read."""
        if self._batch is not None:
            self._batch.close()

    def _stage_few(self, sql: str, rows: Iterable[Mapping[str, object]]) -> None:
        stager = Stager(self._bench.staging, sql)
        for row in rows:
            stager.add(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        stager.flush()

    def _write(self, replay: Replay) -> None:
        folder = self._bench.results
        # The index has the files of one kind together, as their rows follow each other.
        for file in sorted(replay.write_balances(folder.uri), key=lambda one: (one.kind, one.first_row)):
            key = f"{folder.prefix}{file.name}"
            folder.add(ResultFile(file.kind, key, file.rows, file.first_row, file.bytes, file.sha256))
        rejected = sum(replay.rejections.values())
        written = folder.write_parts("rejected-transfers", "rejected", REJECTED_HEADER, replay.rejected_rows())
        if written != rejected:
            raise FigureError(f"{rejected} transfers were rejected, but {written} when they were written down")


def check_conserved(replay: Replay, batch: Batch) -> None:
    """Raise `FigureError` unless every row is in the result and no country has more or less than before.

    The table has the second as a constraint as well.
    """
    applied = sum(one.applied for one in replay.countries)
    accounts, transfers = batch.accounts_tally.counted, batch.transfers_tally.counted
    if replay.accounts != accounts or sum(one.accounts for one in replay.countries) != accounts:
        raise FigureError(f"{accounts} accounts were read, but {replay.accounts} have a balance")
    if applied + sum(replay.rejections.values()) != transfers:
        raise FigureError(f"{transfers} transfers were read, but {applied} applied and {replay.rejections} rejected")
    for one in replay.countries:
        if one.opening != one.final:
            raise FigureError(f"the accounts of the country {one.country} had {one.opening}, and have {one.final}")


def _whole(file: ReadFile) -> CsvFile:
    """Give a file that is read as it lies there: no batch has corrections."""
    if not isinstance(file, CsvFile):
        raise TypeError(f"{type(file).__name__} is no file of a batch")
    return file
