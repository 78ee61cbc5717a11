"""Structured log lines: one JSON object a line on standard error, never with a row's contents."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Log:
    """Writes log lines that carry the given fields (worker), and those of the run that goes on."""

    def __init__(self, **fields: str | int | None) -> None:
        """Keep the fields for every line."""
        self._fields = fields
        self._run: dict[str, str | int] = {}

    @contextmanager
    def of_run(self, run_id: str, attempt: int) -> Iterator[None]:
        """Let every line carry the run, whoever of the worker writes it, until its attempt is over."""
        self._run = {"runId": run_id, "attempt": attempt}
        try:
            yield
        finally:
            self._run = {}

    def info(self, message: str, **fields: object) -> None:
        """Note something that is as it should be."""
        self._write("INFO", message, fields)

    def warning(self, message: str, **fields: object) -> None:
        """Note something that the worker can cope with."""
        self._write("WARN", message, fields)

    def failure(self, message: str, **fields: object) -> None:
        """Note something that ends an attempt or the worker."""
        self._write("ERROR", message, fields)

    def _write(self, level: str, message: str, fields: dict[str, object]) -> None:
        at = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = {"timestamp": at, "level": level, "message": message, **self._fields, **self._run, **fields}
        sys.stderr.write(json.dumps(line, default=str) + "\n")
        sys.stderr.flush()
