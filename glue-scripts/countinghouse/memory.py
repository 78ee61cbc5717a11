"""The most memory that the worker's processes held, where the platform tells."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

PROCESSES = Path("/proc")
RESET_PEAK = "5"


class PeakMemory:
    """Watches the resident memory of some processes (VmHWM on Linux)."""

    def __init__(self, process_ids: list[int]) -> None:
        """Watch these processes."""
        self._process_ids = process_ids

    def reset(self) -> None:
        """Begin anew, so that a run's peak is not that of the run before. Not every platform allows it."""
        for process_id in self._process_ids:
            with suppress(OSError):
                (PROCESSES / str(process_id) / "clear_refs").write_text(RESET_PEAK)

    def peak_bytes(self) -> int | None:
        """Give the sum of the peaks in bytes, or None where the platform does not tell."""
        peaks = [_peak_bytes(process_id) for process_id in self._process_ids]
        known = [peak for peak in peaks if peak is not None]
        return sum(known) if known else None


def _peak_bytes(process_id: int) -> int | None:
    with suppress(OSError):
        match = re.search(r"^VmHWM:\s+(\d+) kB$", (PROCESSES / str(process_id) / "status").read_text(), re.MULTILINE)
        if match:
            return int(match.group(1)) * 1024
    return None
