"""A worker: starts Spark once, then claims and does runs until none is left."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from countinghouse.arguments import Arguments, parse_arguments, split_s3_uri
from countinghouse.attempt import Attempt
from countinghouse.database import connect
from countinghouse.declaration import Declaration, DeclarationError, parse_declaration
from countinghouse.failure import worker_broke
from countinghouse.heartbeat import Pulse
from countinghouse.log import Log
from countinghouse.log_location import log_location
from countinghouse.memory import PeakMemory
from countinghouse.nudge import ReplyNudge
from countinghouse.progress import is_alive, process_id, seen
from countinghouse.receipt import Circumstances
from countinghouse.run_queue import RunError, RunQueue, WorkerReleased
from countinghouse.session import start_session
from countinghouse.workplace import Workplace

if TYPE_CHECKING:
    from types import FrameType
    from typing import NoReturn

    from mypy_boto3_s3 import S3Client
    from pyspark.sql import SparkSession

    from countinghouse.report import Report
    from countinghouse.run_queue import Claim

POLL_SECONDS = 0.5
EXIT_BROKEN = 1
EXIT_TOLD_TO_STOP = 128 + signal.SIGTERM


class ToldToStop(BaseException):
    """The platform wants the process to end (SIGTERM)."""


class SparkBroken(Exception):  # noqa: N818 - reads as what it is
    """Spark takes no more jobs."""


def run_worker(report: Report, argv: list[str]) -> int:
    """Be a worker for this report; gives the exit status: 0 even when files were rejected, else the worker broke."""
    arguments = parse_arguments(argv)
    log = Log(service="worker", workerId=arguments.worker_id, jobRunId=arguments.job_run_id or None)
    begun = time.monotonic()
    try:
        return _be_worker(report, arguments, log)
    finally:
        # What the dashboard of CloudWatch adds up: time, so no exact numbers are needed.
        seconds = round(time.monotonic() - begun, 3)
        log.info("worker gone", jobType=arguments.job_type, seconds=seconds, dpuSeconds=seconds * float(arguments.dpus))


def _be_worker(report: Report, arguments: Arguments, log: Log) -> int:
    queue = RunQueue(connect(arguments, log), arguments.worker_id)
    glue = boto3.client("glue", config=Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 2}))
    location = log_location(glue, arguments)
    signal.signal(signal.SIGTERM, _told_to_stop)
    try:
        spark = start_session()
        log.info("worker started", sparkVersion=spark.version, codeVersion=arguments.code_version)
        place = furnish(report, arguments, spark, log, location)
        work(place, arguments.linger_seconds, arguments.time_budget_seconds)
    except WorkerReleased:
        log.warning("worker was declared dead")
    except ToldToStop:
        log.warning("worker told to stop")
        leave(queue, location, RunError("worker-stopped", "The worker was told to stop before it had finished."))
        return EXIT_TOLD_TO_STOP
    except Exception as error:  # noqa: BLE001 - the last place that can give runs back
        reason = worker_broke(error, location)
        log.failure("worker broke", error=reason.message)
        leave(queue, location, reason)
        return EXIT_BROKEN
    spark.stop()
    return 0


def furnish(report: Report, arguments: Arguments, spark: SparkSession, log: Log, location: str) -> Workplace:
    """Gather what every run needs. Raises `DeclarationError` when script, job type and declaration do not match."""
    s3 = boto3.client("s3", config=Config(retries={"mode": "standard", "max_attempts": 5}))
    declaration = fetch_declaration(s3, arguments.declaration_uri)
    if not report.job_type == arguments.job_type == declaration.name:
        raise DeclarationError(f"asked for {arguments.job_type}, declared {declaration.name}, script {report.job_type}")
    if {source.role for source in declaration.sources} != set(report.roles):
        raise DeclarationError(f"the script of {report.job_type} reads {', '.join(report.roles)}, not what is declared")
    database = connect(arguments, log)
    queue = RunQueue(database, arguments.worker_id, ReplyNudge(arguments, log))

    def cancel(claim: Claim) -> None:
        spark.sparkContext.cancelJobGroup(claim.run_id)

    return Workplace(
        spark=spark,
        s3=s3,
        database=database,
        queue=queue,
        pulse=Pulse(queue, lambda: seen(spark), cancel, log),
        memory=PeakMemory([os.getpid(), process_id(spark)]),
        report=report,
        declaration=declaration,
        circumstances=Circumstances(
            declaration_version=declaration.version,
            code_version=arguments.code_version,
            spark_version=spark.version,
            log_location=location,
            dpus=arguments.dpus,
            usd_per_dpu_hour=arguments.usd_per_dpu_hour,
        ),
        worker_id=arguments.worker_id,
        results_bucket=arguments.results_bucket,
        log=log,
    )


def fetch_declaration(s3: S3Client, uri: str) -> Declaration:
    """Read the declaration from S3."""
    bucket, key = split_s3_uri(uri)
    return parse_declaration(s3.get_object(Bucket=bucket, Key=key)["Body"].read())


def work(place: Workplace, linger_seconds: float, time_budget_seconds: float) -> None:
    """Do runs until none is left for `linger_seconds`, or the time budget is spent.

    Raises `WorkerReleased` when the worker was declared dead, `SparkBroken` when Spark takes no more jobs.
    """
    place.pulse.start()
    begun = idle_since = time.monotonic()
    try:
        while True:
            if time.monotonic() - begun >= time_budget_seconds:
                place.log.info("time budget spent")
                reason = RunError("worker-stopped", "The worker's time budget is spent; another one goes on.")
                place.queue.release(reason, place.circumstances.log_location)
                return
            claim = place.queue.claim()
            if claim is not None:
                _do(place, claim)
                idle_since = time.monotonic()
            elif time.monotonic() - idle_since >= linger_seconds and place.queue.retire():
                return
            else:
                time.sleep(POLL_SECONDS)
            if not is_alive(place.spark):
                raise SparkBroken
    finally:
        place.pulse.stop()


def _do(place: Workplace, claim: Claim) -> None:
    # The group lets the pulse cancel this run's jobs from its own thread.
    place.spark.sparkContext.setJobGroup(claim.run_id, f"attempt {claim.attempt}", interruptOnCancel=True)
    Attempt(place, claim).do()


def leave(queue: RunQueue, location: str, reason: RunError) -> None:
    """Give back what the worker holds; when even that fails, its heartbeat's silence tells the rest."""
    try:
        queue.release(reason, location)
    except Exception as error:  # noqa: BLE001 - the process ends either way
        sys.stderr.write(f"could not leave in order: {type(error).__name__}\n")


def _told_to_stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise ToldToStop
