"""The receipt of a run: what was read, with what, and what it cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from countinghouse.reading import Tally

MILLISECOND = Decimal("0.001")
HUNDRED_MILLIONTH = Decimal("0.00000001")
SECONDS_AN_HOUR = 3600


@dataclass(frozen=True)
class Circumstances:
    """What holds for every run of a worker."""

    declaration_version: int
    code_version: str
    spark_version: str
    log_location: str
    dpus: Decimal
    usd_per_dpu_hour: Decimal


@dataclass(frozen=True)
class Reading:
    """What reading a file brought to light; there is none when its header is wrong."""

    tally: Tally
    bytes_read: int
    """Uncompressed bytes."""
    quarantine_prefix: str | None


def write_receipt(of: Circumstances, reading: Reading | None, elapsed_ns: int, peak_memory_bytes: int | None) -> str:
    """Give the summary that closes a run as JSON, money and DPU-seconds as decimal strings."""
    dpu_seconds = (of.dpus * elapsed_ns / 1_000_000_000).quantize(MILLISECOND, ROUND_HALF_EVEN)
    cost = (dpu_seconds * of.usd_per_dpu_hour / SECONDS_AN_HOUR).quantize(HUNDRED_MILLIONTH, ROUND_HALF_EVEN)
    summary: dict[str, object] = {
        "peakMemoryBytes": peak_memory_bytes,
        "dpuSeconds": f"{dpu_seconds:f}",
        "costUsd": f"{cost:f}",
        "declarationVersion": of.declaration_version,
        "codeVersion": of.code_version,
        "sparkVersion": of.spark_version,
        "logLocation": of.log_location,
    }
    if reading is not None:
        summary |= _counts(reading)
    return json.dumps(summary)


def _counts(reading: Reading) -> dict[str, object]:
    tally = reading.tally
    return {
        "rowsRead": tally.read,
        "rowsCounted": tally.counted,
        "rowsQuarantined": tally.quarantined,
        "bytesRead": reading.bytes_read,
        "groups": tally.groups,
        "quarantinePrefix": reading.quarantine_prefix,
        "rejects": [
            {"reason": reason, "column": column, "count": count}
            for (reason, column), count in sorted(tally.rejects.items())
        ],
    }
