"""The worker's pulse: a thread that says how far the run is, and learns when the run was given to someone else."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from countinghouse.run_queue import Fenced

if TYPE_CHECKING:
    from collections.abc import Callable

    from countinghouse.log import Log
    from countinghouse.progress import Seen
    from countinghouse.run_queue import Claim, RunQueue

LOOK_SECONDS = 1.0
BEAT_SECONDS = 10.0


class Pulse:
    """Beats for one run at a time: at every step, whenever rows were read, and at least every ten seconds."""

    def __init__(
        self, queue: RunQueue, seen: Callable[[], Seen | None], cancel: Callable[[Claim], None], log: Log
    ) -> None:
        """Take where rows and bytes are counted, and what stops a run's work when the run is lost."""
        self._queue = queue
        self._look_at_spark = seen
        self._cancel = cancel
        self._log = log
        # Held while a beat is under way, so that an old step never overtakes a new one.
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._claim: Claim | None = None
        self._step = "claimed"
        self._seen: Seen | None = None
        self._told_at = 0.0
        self.lost = False
        """The run that is being done is no longer this worker's."""
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def stop(self) -> None:
        """Stop beating; the thread ends with its beat that may be under way."""
        self._stopped.set()

    def begin(self, claim: Claim) -> None:
        """Beat for this run from now on."""
        with self._lock:
            self._claim, self._step, self._seen, self.lost = claim, "claimed", None, False
            self._told_at = time.monotonic()

    def end(self) -> None:
        """Beat for no run; an idle worker is heard by its claims."""
        with self._lock:
            self._claim = None

    def step(self, words: str) -> None:
        """Note what the worker does now; raises `Fenced` when the run is no longer its own."""
        with self._lock:
            self._step = words
            if self.lost or not self._beat():
                raise Fenced

    def _run(self) -> None:
        while not self._stopped.wait(LOOK_SECONDS):
            try:
                self._look()
            except (ClientError, BotoCoreError) as error:
                self._log.warning("a heartbeat was not heard", error=type(error).__name__)

    def _look(self) -> None:
        seen = self._look_at_spark()
        with self._lock:
            claim = self._claim
            if claim is None or self.lost:
                return
            # A step that reads again begins to count anew; what was seen stays seen.
            moved = seen is not None and (self._seen is None or seen.rows > self._seen.rows)
            if moved:
                self._seen = seen
            if not moved and time.monotonic() - self._told_at < BEAT_SECONDS:
                return
            self.lost = not self._beat()
        if self.lost:
            self._log.warning("the run was given to another attempt", runId=claim.run_id, attempt=claim.attempt)
            self._cancel(claim)

    def _beat(self) -> bool:
        self._told_at = time.monotonic()
        return self._queue.heartbeat(self._claim, self._step, self._seen)
