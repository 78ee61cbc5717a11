from __future__ import annotations

import json
from decimal import Decimal

from countinghouse.reading import Tally
from countinghouse.receipt import Circumstances, Reading, write_receipt

CIRCUMSTANCES = Circumstances(1, "abc", "4.1.1", "/log/jr_1", Decimal(2), Decimal("0.44"))
NINETY_SECONDS = 90 * 10**9


def test_costs_are_dpu_seconds_times_the_price_exactly() -> None:
    receipt = json.loads(write_receipt(CIRCUMSTANCES, None, NINETY_SECONDS, None))
    assert receipt["dpuSeconds"] == "180.000"
    assert receipt["costUsd"] == "0.02200000"


def test_costs_nothing_where_nobody_is_paid() -> None:
    free = Circumstances(1, "abc", "4.1.1", "/log", Decimal(2), Decimal(0))
    assert json.loads(write_receipt(free, None, NINETY_SECONDS, None))["costUsd"] == "0.00000000"


def test_a_file_that_could_not_be_read_has_no_counts() -> None:
    receipt = json.loads(write_receipt(CIRCUMSTANCES, None, NINETY_SECONDS, 5))
    assert "rowsRead" not in receipt
    assert (receipt["peakMemoryBytes"], receipt["codeVersion"], receipt["sparkVersion"]) == (5, "abc", "4.1.1")


def test_every_row_that_was_read_is_counted_or_quarantined() -> None:
    tally = Tally(counted=7, groups=2)
    tally.add_rejects("missing", "amount", 2)
    tally.add_rejects("field-count", None, 1)
    receipt = json.loads(
        write_receipt(CIRCUMSTANCES, Reading({"transactions": tally}, 123, "quarantine/x/1/"), NINETY_SECONDS, None)
    )
    assert receipt["rowsRead"] == 10
    assert receipt["rowsCounted"] + receipt["rowsQuarantined"] == receipt["rowsRead"]
    assert receipt["rejects"] == [
        {"reason": "field-count", "column": "", "count": 1},
        {"reason": "missing", "column": "amount", "count": 2},
    ]
    assert (receipt["bytesRead"], receipt["groups"], receipt["quarantinePrefix"]) == (123, 2, "quarantine/x/1/")
