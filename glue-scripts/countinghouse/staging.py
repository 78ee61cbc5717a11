"""Staging figures: rows of results go up in chunks under the Data API's limit, invisible until they are published."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from countinghouse.database import Database, Value
    from countinghouse.run_queue import Claim

# The Data API takes no request over 4 MiB and gets slow long before; statement and names need a few hundred bytes.
CHUNK_BYTES = 1024 * 1024 - 16 * 1024


class FigureError(RuntimeError):
    """A figure is not what exact arithmetic must give."""


class Staging:
    """Sends rows of results under one attempt."""

    def __init__(self, database: Database, claim: Claim, worker_id: str) -> None:
        """Stage under the claim's run and attempt."""
        self._database = database
        self._held: dict[str, Value] = {
            "run_id": claim.run_id,
            "attempt": claim.attempt,
            "worker_id": worker_id,
        }

    def send(self, sql: str, rows: str) -> None:
        """Send a JSON array of rows, at most `CHUNK_BYTES` of it, with a statement of `insert_sql`; may be repeated."""
        self._database.value(sql, {**self._held, "rows": rows})


def insert_sql(table: str, columns: Mapping[str, str]) -> str:
    """Give the statement that stages rows in a table with run_id, attempt and these columns (name: PostgreSQL's type).

    A worker that no longer holds the run leaves nothing behind. A row that is there already stays, by the table's
    primary key: an attempt says the same when it says it again.
    """
    names = ", ".join(columns)
    types = ", ".join(f"{name} {type_}" for name, type_ in columns.items())
    return (
        f"insert into {table} (run_id, attempt, {names})"  # noqa: S608 - names from the report's own script
        f" select :run_id::uuid, :attempt::integer, {names}"
        f" from jsonb_to_recordset(:rows::jsonb) as figure ({types})"
        " where exists (select from run where run_id = :run_id::uuid and attempts = :attempt::integer"
        " and worker_id = :worker_id::uuid and state = 'IN_PROGRESS')"
        " on conflict do nothing"
    )


class Stager:
    """Collects rows and sends every full chunk. Repeating a chunk does no harm."""

    def __init__(self, staging: Staging, sql: str) -> None:
        """Send with this statement of `insert_sql`."""
        self._staging = staging
        self._sql = sql
        self._chunk: list[str] = []
        self._bytes = 0
        self.sent_chunks = 0

    def add(self, row: str) -> None:
        """Take a row as a JSON object; sends the chunk before when this one would not fit any more."""
        size = request_bytes(row)
        if self._chunk and self._bytes + size > CHUNK_BYTES:
            self.flush()
        self._chunk.append(row)
        self._bytes += size

    def flush(self) -> None:
        """Send what has been collected."""
        if not self._chunk:
            return
        self._staging.send(self._sql, f"[{','.join(self._chunk)}]")
        self.sent_chunks += 1
        self._chunk = []
        self._bytes = 0


def request_bytes(text: str) -> int:
    """Give the bytes that a part of a string parameter takes in a request: the JSON text is escaped once more."""
    return len(json.dumps(text)) - 1  # without its two quotes, with the comma
