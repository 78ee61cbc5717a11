"""The receipt of a run: what was read, with what, and what it cost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """What reading the files of a run brought to light; there is none when a header is wrong."""

    tallies: Mapping[str, Tally]
    """Of each file, by role."""
    bytes_read: int
    """Uncompressed bytes."""
    quarantine_prefix: str | None
    results_prefix: str | None = None
    """Where the files of the results lie, once all of them do."""


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
    tallies = reading.tallies.values()
    return {
        "rowsRead": sum(tally.read for tally in tallies),
        "rowsCounted": sum(tally.counted for tally in tallies),
        "rowsQuarantined": sum(tally.quarantined for tally in tallies),
        "bytesRead": reading.bytes_read,
        "groups": sum(tally.groups for tally in tallies),
        "quarantinePrefix": reading.quarantine_prefix,
        "resultsPrefix": reading.results_prefix,
        "rejects": [
            {**_of_role(reading, role), "reason": reason, "column": column, "count": count}
            for role, tally in reading.tallies.items()
            for (reason, column), count in sorted(tally.rejects.items())
        ],
    }


def _of_role(reading: Reading, role: str) -> dict[str, str]:
    """Of a run with one file there is nothing to tell apart."""
    return {"role": role} if len(reading.tallies) > 1 else {}
