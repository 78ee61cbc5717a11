"""Transfers replayed over opening balances: the way into the Java kernel, which reads, replays and writes by Spark."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from countinghouse.balances.outcome import BalancesFile, Country, RejectedBlock
from countinghouse.failure import FileRejected, quotes_found
from countinghouse.reading import Tally
from countinghouse.staging import CHUNK_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from countinghouse.reading import CsvFile

AS_MANY_AS_HELP = 0


def read_batch(accounts: CsvFile, transfers: CsvFile, parts: int = AS_MANY_AS_HELP) -> Batch:
    """Read both files whole; every row of theirs is then in a tally. `parts` is how many kernels replay.

    Reads as if there were no quotes, as in most files; where one is found, reads again with care.
    """
    try:
        return _read(accounts, transfers, parts, "absent")
    except Exception as error:
        if not quotes_found(error):
            raise
        return _read(accounts, transfers, parts, "possible")


def _read(accounts: CsvFile, transfers: CsvFile, parts: int, quotes: Literal["possible", "absent"]) -> Batch:
    jvm: Any = accounts.spark._jvm  # noqa: SLF001 - PySpark has no other way to classes of one's own
    java = jvm.dev.countinghouse.balances.Batch
    return Batch(java.read(accounts.options(quotes=quotes), transfers.options(quotes=quotes), parts))


class Batch:
    """Two files that were read, and not replayed yet."""

    def __init__(self, java: Any) -> None:  # noqa: ANN401 - py4j's objects have no types
        """Take what Java has read."""
        self._java = java
        self.accounts_tally = _tally(java.accountsTally())
        self.transfers_tally = _tally(java.transfersTally())

    def replay(self) -> Replay:
        """Apply the transfers; raises `FileRejected` (duplicate-account) when an account stands there twice."""
        twice = self._java.duplicate()
        if twice is not None:
            raise FileRejected(
                "duplicate-account",
                f"The account {twice.number()} stands in line {twice.line()} and again in line {twice.again()}. "
                "Keep one of the two rows and send the file again.",
            )
        return Replay(self._java.replay())

    def close(self) -> None:
        """Give back what the rows took; what was replayed is gone with them."""
        self._java.close()


def _tally(java: Any) -> Tally:  # noqa: ANN401 - py4j's objects have no types
    tally = Tally(counted=java.counted(), end=java.end())
    for why, rows in dict(java.rejects()).items():
        reason, column = why.split("\t")
        tally.add_rejects(reason, column, rows)
    return tally


class Replay:
    """What came of a batch."""

    def __init__(self, java: Any) -> None:  # noqa: ANN401 - py4j's objects have no types
        """Take what Java has replayed."""
        self._java = java
        self.accounts: int = java.accounts()
        """How many accounts there are."""
        self.rejections: dict[str, int] = json.loads(java.rejections())
        """How many transfers were rejected, for each reason that occurred."""
        self.countries = [Country(*one) for one in json.loads(java.countries())]
        """The countries in the order of their bytes."""

    def balance_chunks(self) -> Iterator[str]:
        """Give JSON arrays of accounts in order of place, each small enough for one statement."""
        yield from _each(self._java.balanceChunks(CHUNK_BYTES))

    def rejected_rows(self) -> Iterator[RejectedBlock]:
        """Read the rejected transfers once more and give them in file order."""
        for one in _each(self._java.rejectedRows()):
            head, text = one.split("\n", 1)
            rows, first_line, last_line, reasons = json.loads(head)
            yield RejectedBlock(rows, first_line, last_line, reasons, text)

    def write_balances(self, folder: str) -> list[BalancesFile]:
        """Write the balances below a folder, a URI that ends with `/`; gives what was written."""
        return [
            BalancesFile(one.kind(), one.name(), one.rows(), one.firstRow(), one.bytes(), one.sha256())
            for one in _each(self._java.writeBalances(folder).iterator())
        ]


def _each(java: Any) -> Iterator[Any]:  # noqa: ANN401 - py4j's objects have no types
    while java.hasNext():
        yield java.next()
