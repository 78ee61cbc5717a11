"""The lines that corrections have put right, as the database keeps them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from countinghouse.staging import CHUNK_BYTES, request_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from countinghouse.corrections import Target
    from countinghouse.database import Database, Value
    from countinghouse.run_queue import Claim

PAGE = "select block, lines from corrected_lines(:target::uuid, :lineage::text, :after::bigint)"


def fetch_corrected(database: Database, target: Target) -> list[str]:
    """Give the lines of the target that other corrections have put right, a text like `7-9,12-12` for each block."""
    texts: list[str] = []
    after = -1
    while True:
        parameters: dict[str, Value] = {"target": target.run_id, "lineage": target.lineage, "after": after}
        page = database.rows(PAGE, parameters)
        if not page:
            return texts
        for block, lines in page:
            texts.append(str(lines))
            after = int(str(block))


def stage_corrected(database: Database, claim: Claim, worker_id: str, blocks: Iterable[str]) -> None:
    """Stage the lines that an attempt corrects, a text of numbers for each block; repeating it does no harm."""
    chunk: list[str] = []
    size = 0
    for block in blocks:
        text = json.dumps(block)
        more = request_bytes(text)
        if chunk and size + more > CHUNK_BYTES:
            _send(database, claim, worker_id, chunk)
            chunk, size = [], 0
        chunk.append(text)
        size += more
    if chunk:
        _send(database, claim, worker_id, chunk)


def _send(database: Database, claim: Claim, worker_id: str, chunk: list[str]) -> None:
    # The function gives void, which the Data API cannot carry.
    sql = "select stage_corrected_lines(:run_id::uuid, :worker_id::uuid, :attempt::integer, :blocks::jsonb)::text"
    held: dict[str, Value] = {"run_id": claim.run_id, "worker_id": worker_id, "attempt": claim.attempt}
    database.value(sql, {**held, "blocks": f"[{','.join(chunk)}]"})
