"""What the real worker says to the database, word for word: the simulation's model of a worker must say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from countinghouse.database import Database
from countinghouse.worker import work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from countingfloor import CountingFloor
    from countinghouse.database import Value

CONVERSATIONS = json.loads(
    (Path(__file__).parents[1] / "simulation" / "worker" / "conversations.json").read_text(encoding="utf-8")
)
HEADER = "timestamp,branch_code,amount\n"
GOOD = "2026-01-01T00:00:00Z,B1,1.00\n"
BAD = "2026-01-01T00:00:00Z,B1,x\n"


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[list[str | None]]:
    """Give what is said to the database from now on: statements, and the steps that heartbeats tell."""
    sentences: list[list[str | None]] = []
    send = Database._send  # noqa: SLF001 - the one place that every statement passes

    def listen(self: Database, sql: str, parameters: Mapping[str, Value], *, goes_on: bool) -> list[list[Value]]:
        step = parameters.get("step")
        # The pulse tells the same step again every ten seconds, or when rows were read.
        if step is None or not sentences or sentences[-1][1] != step:
            sentences.append([sql, None if step is None else str(step)])
        return send(self, sql, parameters, goes_on=goes_on)

    monkeypatch.setattr(Database, "_send", listen)
    return sentences


def conversation(floor: CountingFloor, said: list[list[str | None]]) -> list[list[str | None]]:
    """Let a worker do what is pending; give what it said from its first claim on."""
    place = floor.hire()
    said.clear()
    work(place, linger_seconds=0, time_budget_seconds=600)
    return said


def text(*rows: str) -> bytes:
    """Give a file of these rows."""
    return (HEADER + "".join(rows)).encode()


def same(scene: str, heard: list[list[str | None]]) -> Any:  # noqa: ANN401 - pytest shows how they differ
    """Compare with what the model says."""
    assert heard == CONVERSATIONS[scene]


@pytest.mark.parametrize(
    ("scene", "body"),
    [
        ("success", text(GOOD, GOOD)),
        ("quarantine", text(*[GOOD] * 40, BAD)),
        ("wrong header", b"other\n1\n"),
        ("too many bad rows", text(GOOD, BAD)),
    ],
)
def test_the_model_of_a_worker_says_the_same(
    floor: CountingFloor, said: list[list[str | None]], scene: str, body: bytes
) -> None:
    floor.land(f"conversation-{scene.replace(' ', '-')}.csv", body)
    same(scene, conversation(floor, said))


def test_the_model_says_the_same_of_a_repeat(floor: CountingFloor, said: list[list[str | None]]) -> None:
    floor.land("conversation-first.csv", text(GOOD))
    floor.work_off()
    floor.land("conversation-again.csv", text(GOOD))
    same("duplicate", conversation(floor, said))


def test_the_model_says_the_same_of_a_correction(floor: CountingFloor, said: list[list[str | None]]) -> None:
    target = floor.land("conversation-target.csv", text(*[GOOD] * 60, BAD, BAD))
    floor.work_off()
    first = f"_line,{HEADER}63,{GOOD}".encode()
    floor.correct(target, "first.csv", first)
    floor.work_off()
    floor.correct(target, "fixed.csv", f"_line,{HEADER}62,{GOOD}".encode())
    same("correction", conversation(floor, said))


def test_the_model_says_the_same_of_an_attempt_that_fails(
    floor: CountingFloor, said: list[list[str | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    listening = Database._send  # noqa: SLF001 - as above

    def refuse(self: Database, sql: str, parameters: Mapping[str, Value], *, goes_on: bool) -> list[list[Value]]:
        if not sql.startswith("insert into branch_stats_figure"):
            return listening(self, sql, parameters, goes_on=goes_on)
        said.append([sql, None])
        raise RuntimeError("no")

    monkeypatch.setattr(Database, "_send", refuse)
    floor.land("conversation-failure.csv", text(GOOD))
    same("failure", conversation(floor, said))
