"""What a worker has at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from pyspark.sql import SparkSession

    from countinghouse.database import Database
    from countinghouse.declaration import Declaration
    from countinghouse.heartbeat import Pulse
    from countinghouse.log import Log
    from countinghouse.memory import PeakMemory
    from countinghouse.receipt import Circumstances
    from countinghouse.report import Report
    from countinghouse.run_queue import RunQueue


@dataclass(frozen=True)
class Workplace:
    """What a worker has at hand for every run; nothing in it remembers a run."""

    spark: SparkSession
    s3: S3Client
    database: Database
    queue: RunQueue
    pulse: Pulse
    memory: PeakMemory
    report: Report
    declaration: Declaration
    circumstances: Circumstances
    worker_id: str
    results_bucket: str
    log: Log
