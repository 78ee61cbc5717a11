"""The promise of the whole project: every figure to the cent, every row accounted for, whatever the file holds."""

from __future__ import annotations

import gzip
import uuid
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from transactions import TransactionFile, money, transaction_files

if TYPE_CHECKING:
    from countingfloor import CountingFloor

# A batch is done by one worker, as files that are dropped together are.
batches = st.lists(st.tuples(transaction_files(), st.booleans(), st.booleans()), min_size=6, max_size=10)


@settings(
    max_examples=6,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # shrinking would run Spark for minutes; the file is printed instead
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
@given(batch=batches)
def test_figures_equal_integer_arithmetic_and_rows_are_conserved(
    floor: CountingFloor, batch: list[tuple[TransactionFile, bool, bool]]
) -> None:
    floor.clear()
    runs: list[tuple[str, TransactionFile]] = []
    for file, packed, with_checksum in batch:
        name = f"{uuid.uuid4()}.csv{'.gz' if packed else ''}"
        if any(file.body == known.body for _, known in runs):
            continue  # the same bytes again would be a DUPLICATE
        stored = gzip.compress(file.body) if packed else file.body
        runs.append((floor.land(name, stored, with_checksum=with_checksum), file))
    floor.work_off()
    for run_id, file in runs:
        check(floor, run_id, file)
    check_totals(floor, runs)


def check(floor: CountingFloor, run_id: str, file: TransactionFile) -> None:
    print(file.body)  # noqa: T201 - shown only when the test fails
    expected = file.expected
    run = floor.run(run_id)
    assert run["state"] == ("REJECTED" if expected.rejected else "SUCCEEDED"), run["error_message"]
    assert run["rows_counted"] == expected.good
    assert run["rows_quarantined"] == len(expected.rejects)
    assert run["rows_read"] == run["rows_counted"] + run["rows_quarantined"]
    published = {} if expected.rejected else amounts_of(expected.figures)
    assert floor.figures(run_id) == published
    found = floor.quarantined(run_id)
    assert [(int(line), int(offset), reason, column) for line, offset, _, reason, column, _ in found] == [
        reject[:4] for reject in expected.rejects
    ]
    assert [row[5] for row in found] == [escaped(text) for *_, text in expected.rejects]
    counted: dict[tuple[str, str], int] = {}
    for _, _, reason, column, _ in expected.rejects:
        counted[reason, column] = counted.get((reason, column), 0) + 1
    assert floor.rejects(run_id) == counted


def check_totals(floor: CountingFloor, runs: list[tuple[str, TransactionFile]]) -> None:
    merged: dict[str, tuple[int, int, int, int]] = {}
    for _, file in runs:
        if file.expected.rejected:
            continue
        for branch, (count, low, high, total) in file.expected.figures.items():
            known = merged.get(branch, (0, low, high, 0))
            merged[branch] = (known[0] + count, min(known[1], low), max(known[2], high), known[3] + total)
    assert floor.totals() == amounts_of(merged)


def amounts_of(figures: dict[str, tuple[int, int, int, int]]) -> dict[str, tuple[int, str, str, str]]:
    return {
        branch: (count, money(low), money(high), money(total)) for branch, (count, low, high, total) in figures.items()
    }


def escaped(text: bytes) -> str:
    """Write bytes that are not UTF-8 as the quarantine does."""
    return text.decode("utf-8", errors="backslashreplace")
