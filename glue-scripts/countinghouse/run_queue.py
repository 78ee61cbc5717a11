"""The run table as a queue: what a worker may do to a run, each as one call of one SQL function."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from countinghouse.database import Database, Value
    from countinghouse.progress import Seen


@dataclass(frozen=True)
class Source:
    """One object version that a run reads."""

    role: str
    bucket: str
    key: str
    version_id: str


@dataclass(frozen=True)
class Claim:
    """The right to do a run, until someone declares the worker dead."""

    run_id: str
    attempt: int
    sources: tuple[Source, ...]
    corrects: str | None = None
    """The run of which it corrects quarantined rows."""


@dataclass(frozen=True)
class RunError:
    """Why a run or an attempt ended: a code and a sentence that a person can act on."""

    code: str
    message: str

    def as_json(self) -> str:
        """Give it as the SQL functions take it."""
        return json.dumps({"code": self.code, "message": self.message})


@dataclass(frozen=True)
class Identity:
    """What tells a source's bytes and its place among the versions of its key."""

    checksum: str
    """`CRC64NVME:<base64>` over the whole object."""
    newest_first: tuple[str, ...]


class Fenced(Exception):  # noqa: N818 - it is no error: the run belongs to someone else by now
    """The worker no longer holds the run; nothing that it did for it may be kept."""


class WorkerReleased(Exception):  # noqa: N818 - it is no error of this worker
    """The worker was declared dead; it must stop."""


class RunQueue:
    """The functions of the run table, bound to one worker."""

    def __init__(self, database: Database, worker_id: str, on_replies_due: Callable[[str], None] | None = None) -> None:
        """Act as the worker with this id; `on_replies_due` is told each closed run that somebody has asked for."""
        self._database = database
        self._worker_id = worker_id
        self._on_replies_due = on_replies_due

    def claim(self) -> Claim | None:
        """Take the oldest run that can be done, or None; raises `WorkerReleased`."""
        answer = self._call("claim_run(:worker_id::uuid, true)", {"worker_id": self._worker_id})
        if not answer["alive"]:
            raise WorkerReleased
        run = answer["run"]
        if run is None:
            return None
        sources = tuple(
            Source(role=source["role"], bucket=source["bucket"], key=source["key"], version_id=source["versionId"])
            for source in run["sources"]
        )
        return Claim(run_id=run["runId"], attempt=run["attempt"], sources=sources, corrects=run["corrects"])

    def heartbeat(self, claim: Claim | None, step: str | None, seen: Seen | None) -> bool:
        """Say that the worker lives and how far it is; gives whether it still holds the run."""
        sql = (
            "select heartbeat(:worker_id::uuid, :run_id::uuid, :attempt::integer, :step::text, :rows::bigint, "
            ":bytes::bigint) as result"
        )
        held = self._database.value(
            sql,
            {
                "worker_id": self._worker_id,
                "run_id": claim.run_id if claim else None,
                "attempt": claim.attempt if claim else None,
                "step": step,
                "rows": seen.rows if seen else None,
                "bytes": seen.bytes if seen else None,
            },
        )
        return held is True

    def identify(self, claim: Claim, identities: list[Identity]) -> str:
        """Store what identifies the run's bytes; gives `proceed`, `duplicate` or `source-gone`; raises `Fenced`."""
        sources = [{"checksum": one.checksum, "newestFirst": list(one.newest_first)} for one in identities]
        return self._held("identify_run", claim, {"sources": json.dumps(sources)})

    def correction_target(self, claim: Claim) -> dict[str, Any]:
        """Tell what a correction has to know of the run that it corrects, or why (`error`) that cannot be."""
        return self._call("correction_target(:run_id::uuid)", {"run_id": claim.run_id})

    def publish(self, claim: Claim, summary: str) -> str:
        """Make the staged figures visible; gives `published` or `duplicate`; raises `Fenced`.

        A correction that other corrections have overtaken meanwhile gives `again`: it is back in the queue.
        """
        # With millions of figures it may take longer than a call of the Data API. Publications of one job type take
        # turns by a lock, so that the same call again waits for the one that goes on, and is told how that has ended.
        return self._held("publish_run", claim, {"summary": summary}, goes_on=True)

    def reject(self, claim: Claim, summary: str, error: RunError) -> str:
        """Close a run whose file broke its contract; raises `Fenced`."""
        return self._held("reject_run", claim, {"summary": summary, "error": error.as_json()})

    def fail_attempt(self, claim: Claim, error: RunError, log_location: str) -> str:
        """Give the attempt up; gives `PENDING` or `FAILED`; raises `Fenced`."""
        sql = "fail_attempt(:run_id::uuid, :worker_id::uuid, :attempt::integer, :error::jsonb, :log_location::text)"
        return self._outcome(sql, claim, {"error": error.as_json(), "log_location": log_location})

    def retire(self) -> bool:
        """Say good-bye; gives False when a run has come meanwhile, and then the worker must go on."""
        sql = "select retire_worker(:worker_id::uuid) as result"
        return self._database.value(sql, {"worker_id": self._worker_id}) is True

    def release(self, error: RunError, log_location: str) -> None:
        """Leave at once, giving back whatever the worker holds."""
        self._call(
            "release_worker(:worker_id::uuid, :error::jsonb, :log_location::text)",
            {"worker_id": self._worker_id, "error": error.as_json(), "log_location": log_location},
        )

    def _held(self, function: str, claim: Claim, documents: dict[str, Value], *, goes_on: bool = False) -> str:
        documents_sql = "".join(f", :{name}::jsonb" for name in documents)
        return self._outcome(
            f"{function}(:run_id::uuid, :worker_id::uuid, :attempt::integer{documents_sql})",
            claim,
            documents,
            goes_on=goes_on,
        )

    def _outcome(self, call: str, claim: Claim, parameters: dict[str, Value], *, goes_on: bool = False) -> str:
        held: dict[str, Value] = {"run_id": claim.run_id, "worker_id": self._worker_id, "attempt": claim.attempt}
        # Each of these calls may close the run; the same statement tells whether somebody waits for that.
        answer = self._call(f"with_replies(:run_id::uuid, {call})", {**held, **parameters}, goes_on=goes_on)
        if answer["repliesDue"] and self._on_replies_due is not None:
            self._on_replies_due(claim.run_id)
        outcome = str(answer["outcome"])
        if outcome == "fenced":
            raise Fenced
        return outcome

    def _call(self, call: str, parameters: dict[str, Value], *, goes_on: bool = False) -> dict[str, Any]:
        result = self._database.value(f"select {call} as result", parameters, goes_on=goes_on)
        document = json.loads(result) if isinstance(result, str) else None
        if not isinstance(document, dict):
            raise TypeError(f"{call} gave no JSON object")
        return document
