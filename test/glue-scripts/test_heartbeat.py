from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from countinghouse import heartbeat
from countinghouse.heartbeat import Pulse
from countinghouse.log import Log
from countinghouse.progress import Seen
from countinghouse.run_queue import Claim, Fenced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLAIM = Claim("0c5a1de3-8f5c-4f0e-9d4e-2f6f3f7a9a01", 1, ())
OTHER = Claim("0c5a1de3-8f5c-4f0e-9d4e-2f6f3f7a9a02", 1, ())


class HeardBeats:
    """Stands in for the run table: remembers the beats, and may say that the run is lost."""

    def __init__(self) -> None:
        self.beats: list[tuple[Claim | None, str | None, Seen | None]] = []
        self.holds = True

    def heartbeat(self, claim: Claim | None, step: str | None, seen: Seen | None) -> bool:
        self.beats.append((claim, step, seen))
        return self.holds


class Bench:
    """A pulse and what it works on."""

    def __init__(self) -> None:
        self.queue = HeardBeats()
        self.seen: Seen | None = None
        self.cancelled: list[Claim] = []
        queue: Any = self.queue
        self.pulse = Pulse(queue, lambda: self.seen, self.cancelled.append, Log())

    def wait_until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + 5
        while not true():
            assert time.monotonic() < end, "it never came true"
            time.sleep(0.005)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr(heartbeat, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.05)
    bench = Bench()
    bench.pulse.start()
    yield bench
    bench.pulse.stop()


def test_beats_for_its_run_while_nothing_moves(bench: Bench) -> None:
    bench.pulse.begin(CLAIM)
    bench.wait_until(lambda: len(bench.queue.beats) >= 3)
    assert set(bench.queue.beats) == {(CLAIM, "claimed", None)}


def test_tells_every_step_at_once_and_rows_and_bytes_as_they_are_read(bench: Bench) -> None:
    bench.pulse.begin(CLAIM)
    bench.pulse.step("reading")
    assert bench.queue.beats[-1] == (CLAIM, "reading", None)
    bench.seen = Seen(7, 70)
    bench.wait_until(lambda: (CLAIM, "reading", (7, 70)) in bench.queue.beats)


def test_what_was_seen_stays_seen_when_a_step_reads_again(bench: Bench) -> None:
    bench.pulse.begin(CLAIM)
    bench.seen = Seen(7, 70)
    bench.wait_until(lambda: (CLAIM, "claimed", (7, 70)) in bench.queue.beats)
    bench.seen = Seen(2, 90)
    bench.pulse.step("quarantining")
    assert bench.queue.beats[-1] == (CLAIM, "quarantining", (7, 70))


def test_cancels_the_work_of_a_lost_run_once(bench: Bench) -> None:
    bench.pulse.begin(CLAIM)
    bench.queue.holds = False
    bench.wait_until(lambda: bench.cancelled == [CLAIM])
    assert bench.pulse.lost
    with pytest.raises(Fenced):
        bench.pulse.step("publishing")
    time.sleep(0.1)
    assert bench.cancelled == [CLAIM]


def test_losing_one_run_says_nothing_about_the_next(bench: Bench) -> None:
    bench.pulse.begin(CLAIM)
    bench.queue.holds = False
    bench.wait_until(lambda: bench.pulse.lost)
    bench.queue.holds = True
    bench.pulse.end()
    bench.pulse.begin(OTHER)
    bench.pulse.step("reading")
    assert not bench.pulse.lost


def test_an_idle_worker_does_not_beat(bench: Bench) -> None:
    bench.pulse.begin(CLAIM)
    bench.wait_until(lambda: len(bench.queue.beats) > 0)
    bench.pulse.end()
    heard = len(bench.queue.beats)
    time.sleep(0.15)
    assert len(bench.queue.beats) == heard


def test_the_thread_ends_with_the_pulse(bench: Bench) -> None:
    bench.pulse.stop()
    bench.wait_until(lambda: all(thread.name != "pulse" for thread in threading.enumerate()))
