"""Talks to the data source's own reader in a JVM of its own, one small file at a time."""

from __future__ import annotations

import base64
import json
import subprocess
from typing import Any

from reference import Column, FileError, Row, row_of


class Parser:
    """A running `ParseFiles`."""

    def __init__(self, classpath: str) -> None:
        command = ["java", "-Xmx512m", "-cp", classpath, "dev.countinghouse.strictcsv.ParseFiles"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def parse(  # noqa: PLR0913 - one for each thing that may differ
        self,
        data: bytes,
        columns: list[Column],
        max_row_bytes: int,
        *,
        gzip: bool = False,
        drip: int = 1 << 20,
        spare_bytes: int = 1 << 16,
    ) -> list[Row]:
        """Give the rows of a file, or raise FileError with the message."""
        request = {
            "bytes": base64.b64encode(data).decode(),
            "columns": columns,
            "maxRowBytes": max_row_bytes,
            "gzip": gzip,
            "drip": drip,
            "spareBytes": spare_bytes,
        }
        answer = self._ask(json.dumps(request))
        if "error" in answer:
            raise FileError(answer["error"])
        return [row_of(values[len(columns) :], values[: len(columns)]) for values in answer["rows"]]

    def _ask(self, request: str) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(request + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        """End the JVM."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()
