"""The worker as a process of its own, started by spark-submit as Glue starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from countingfloor import CountingFloor, arguments_for
from test_runs import ONE, ONE_FIGURES, transactions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCRIPTS = Path(__file__).parents[2] / "glue-scripts"
# Starting Spark takes 5 s alone, and much longer on a machine that does other things as well.
PATIENCE_SECONDS = 240


class Submitted:
    """A worker in its own process group."""

    def __init__(self, floor: CountingFloor, folder: Path, *more: str) -> None:
        self.worker_id = floor.hire().worker_id
        package = folder / "countinghouse.zip"
        with zipfile.ZipFile(package, "w") as packed:
            for file in sorted((SCRIPTS / "countinghouse").rglob("*.py")):
                packed.write(file, file.relative_to(SCRIPTS))
        given = arguments_for(self.worker_id)
        words = [
            *(Path(sys.executable).with_name("spark-submit"), *os.environ["PYSPARK_SUBMIT_ARGS"].split()[:-1]),
            *("--py-files", package, SCRIPTS / "branch_stats.py", "--JOB_NAME", "branch-stats"),
            *("--worker_id", self.worker_id, "--job_type", given.job_type, "--declaration_uri", given.declaration_uri),
            *("--cluster_arn", given.cluster_arn, "--secret_arn", given.secret_arn, "--database", given.database),
            *("--results_bucket", given.results_bucket, "--code_version", "test", "--dpus", "2"),
            *("--usd_per_dpu_hour", "0", *more),
        ]
        # Spark's own variables of this process would make the new one join its gateway.
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYSPARK", "SPARK"))}
        self.log = folder / "worker.log"
        self.process = subprocess.Popen(
            [str(word) for word in words],
            env={**kept, "PYSPARK_PYTHON": sys.executable},
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def wait_until(self, true: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not true():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    def told_to_stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=PATIENCE_SECONDS)


@pytest.fixture
def submit(floor: CountingFloor, tmp_path: Path) -> Iterator[Callable[..., Submitted]]:
    started: list[Submitted] = []

    def start(*more: str) -> Submitted:
        started.append(Submitted(floor, tmp_path, *more))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            os.killpg(one.process.pid, signal.SIGKILL)
            one.process.wait()


def test_a_worker_that_is_told_to_stop_gives_its_run_back_at_once(
    floor: CountingFloor, submit: Callable[..., Submitted]
) -> None:
    run_id = floor.land("stopped.csv", transactions(*[("B1", "1.00")] * 200_000), with_checksum=False)
    worker = submit()
    worker.wait_until(lambda: floor.run(run_id)["state"] == "IN_PROGRESS")
    worker.told_to_stop()
    assert worker.process.returncode != 0
    run = floor.run(run_id)
    assert (run["state"], run["error_code"], run["attempts"]) == ("PENDING", "worker-stopped", 1)
    assert floor.worker_state(worker.worker_id) == "GONE"


def test_a_lingering_worker_does_what_comes_later_and_a_rejected_file_is_no_failure(
    floor: CountingFloor, submit: Callable[..., Submitted]
) -> None:
    worker = submit("--linger_seconds", "3")
    worker.wait_until(lambda: floor.worker_state(worker.worker_id) == "AWAKE")
    rejected = floor.land("rejected.csv", b"not,a,header\n")
    run_id = floor.land("later.csv", ONE)
    worker.wait_until(lambda: floor.run(run_id)["state"] == "SUCCEEDED")
    assert worker.process.wait(timeout=PATIENCE_SECONDS) == 0
    assert floor.run(rejected)["error_code"] == "wrong-header"
    assert floor.totals() == ONE_FIGURES
    assert floor.worker_state(worker.worker_id) == "GONE"
    assert "not,a,header" not in worker.log.read_text()
