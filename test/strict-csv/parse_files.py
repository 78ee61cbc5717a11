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
        only: str = "both",
        split_bytes: int = 0,
        quotes: str = "possible",
    ) -> list[Row]:
        """Give the rows of a file (or only its `good` or `bad` ones), or raise FileError with the message.

        It is read in splits of `split_bytes`, in one for 0. Where `quotes` are said to be absent, each split finds its
        rows by itself and counts lines from nowhere.
        """
        request = self._request(
            data,
            columns,
            max_row_bytes,
            gzip=gzip,
            drip=drip,
            spare_bytes=spare_bytes,
            only=only,
            split_bytes=split_bytes,
            quotes=quotes,
        )
        return [row_of(values[len(columns) :], values[: len(columns)]) for values in self._rows(request)]

    def parse_list(
        self, listed: list[dict[str, str]], columns: list[Column], max_row_bytes: int, how: dict[str, Any]
    ) -> list[tuple[int, Row]]:
        """Give the rows of stored files, read one after the other by one task, each with its file's number."""
        rows = self._rows({"files": listed, "columns": columns, "maxRowBytes": max_row_bytes, **how})
        return [(row[len(columns)], row_of(row[len(columns) + 1 :], row[: len(columns)])) for row in rows]

    def aggregate_list(
        self, listed: list[dict[str, str]], columns: list[Column], max_row_bytes: int, how: dict[str, Any]
    ) -> list[list[Any]]:
        """Give partial aggregates of such files, as `aggregate` does."""
        return self._rows({"files": listed, "columns": columns, "maxRowBytes": max_row_bytes, **how})

    def batches(self, data: bytes, columns: list[Column], max_row_bytes: int, *, only: str = "both") -> list[int]:
        """Give how many rows each batch has in which a file's rows come."""
        request = self._request(
            data,
            columns,
            max_row_bytes,
            gzip=False,
            drip=1 << 20,
            spare_bytes=1 << 16,
            only=only,
            split_bytes=0,
            quotes="possible",
        )
        batches: list[int] = self._answer(request)["batches"]
        return batches

    def aggregate(  # noqa: PLR0913 - one for each thing that may differ
        self,
        data: bytes,
        columns: list[Column],
        max_row_bytes: int,
        *,
        keys: list[str],
        inputs: list[str],
        most_groups: int,
        drip: int = 1 << 20,
        spare_bytes: int = 1 << 16,
        split_bytes: int = 0,
        quotes: str = "possible",
    ) -> list[list[Any]]:
        """Give partial aggregates: the keys, the rows, then values, least, greatest and sum for each input."""
        request = self._request(
            data,
            columns,
            max_row_bytes,
            gzip=False,
            drip=drip,
            spare_bytes=spare_bytes,
            split_bytes=split_bytes,
            quotes=quotes,
        )
        asked = {"keys": keys, "inputs": inputs, "mostGroups": most_groups}
        return self._rows({**request, "aggregate": asked})

    def _request(  # noqa: PLR0913 - one for each thing that may differ
        self,
        data: bytes,
        columns: list[Column],
        max_row_bytes: int,
        *,
        gzip: bool,
        drip: int,
        spare_bytes: int,
        only: str = "both",
        split_bytes: int,
        quotes: str,
    ) -> dict[str, Any]:
        return {
            "bytes": base64.b64encode(data).decode(),
            "columns": columns,
            "maxRowBytes": max_row_bytes,
            "gzip": gzip,
            "drip": drip,
            "spareBytes": spare_bytes,
            "only": only,
            "splitBytes": split_bytes,
            "quotes": quotes,
        }

    def _rows(self, request: dict[str, Any]) -> list[list[Any]]:
        rows: list[list[Any]] = self._answer(request)["rows"]
        return rows

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        answer = self._ask(json.dumps(request))
        if "error" in answer:
            raise FileError(answer["error"])
        return answer

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
