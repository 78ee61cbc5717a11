"""Staging figures: rows of results go up in chunks under the Data API's limit, invisible until they are published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from countinghouse.database import Database, Value
    from countinghouse.report import Report
    from countinghouse.run_queue import Claim

# The Data API takes no request over 4 MiB and gets slow long before; statement and names need a few hundred bytes.
CHUNK_BYTES = 1024 * 1024 - 16 * 1024


class FigureError(RuntimeError):
    """A figure is not what exact arithmetic must give."""


class Stager:
    """Collects figures and sends every full chunk. Repeating a chunk does no harm."""

    def __init__(self, database: Database, report: Report, claim: Claim, worker_id: str) -> None:
        """Stage under the claim's run and attempt."""
        self._database = database
        self._report = report
        self._claim = claim
        self._worker_id = worker_id
        self._sql = staging_sql(report)
        self._chunk: list[str] = []
        self._bytes = 0
        self.sent_chunks = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """Take one group's figures; sends the chunk before when this one would not fit any more."""
        text = figure_json(self._report, row)
        size = request_bytes(text)
        if self._chunk and self._bytes + size > CHUNK_BYTES:
            self.flush()
        self._chunk.append(text)
        self._bytes += size

    def flush(self) -> None:
        """Send what has been collected."""
        if not self._chunk:
            return
        rows = f"[{','.join(self._chunk)}]"
        held: dict[str, Value] = {
            "run_id": self._claim.run_id,
            "attempt": self._claim.attempt,
            "worker_id": self._worker_id,
        }
        self._database.value(self._sql, {**held, "rows": rows})
        self.sent_chunks += 1
        self._chunk = []
        self._bytes = 0


def request_bytes(text: str) -> int:
    """Give the bytes that a part of a string parameter takes in a request: the JSON text is escaped once more."""
    return len(json.dumps(text)) - 1  # without its two quotes, with the comma


def figure_json(report: Report, row: Mapping[str, Any]) -> str:
    """Write one group's figures as JSON, amounts as strings; raises `FigureError` when one is missing."""
    document: dict[str, str | int] = {"count": row["count"]}
    for name in (report.group_by, *(figure.name for figure in report.figures)):
        value = row[name]
        if not isinstance(value, str):
            raise FigureError(f"{name} of a group with {row['count']} rows is {type(value).__name__}, not text")
        document[name] = value
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def staging_sql(report: Report) -> str:
    """Give the statement that stages a chunk. A worker that no longer holds the run leaves nothing behind."""
    names = ", ".join([report.group_by, "count", *(figure.name for figure in report.figures)])
    types = ", ".join(f"{figure.name} {figure.column_type}" for figure in report.figures)
    return (
        f"insert into {report.table} (run_id, attempt, {names})"  # noqa: S608 - names from the report's own script
        f" select :run_id::uuid, :attempt::integer, {names}"
        f" from jsonb_to_recordset(:rows::jsonb) as figure ({report.group_by} text, count bigint, {types})"
        " where exists (select from run where run_id = :run_id::uuid and attempts = :attempt::integer"
        " and worker_id = :worker_id::uuid and state = 'IN_PROGRESS')"
        " on conflict do nothing"
    )
