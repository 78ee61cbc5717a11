"""Where the tests land files, let workers do them, and read what came out: real S3, real database, real Spark."""

from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

from branch_stats import REPORT
from countinghouse.arguments import Arguments, parse_arguments
from countinghouse.database import Database, connect
from countinghouse.log import Log
from countinghouse.worker import furnish, work
from crc64 import crc64nvme

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from pyspark.sql import SparkSession

    from countinghouse.report import Report
    from countinghouse.workplace import Workplace

LANDING = "landing-bucket"
RESULTS = "results-bucket"
LOG_LOCATION = "/log/group/jr_test"
DECLARATIONS = Path(__file__).parents[2] / "job-types"
TABLES = (
    "request, batch_file, worker, run, run_source, run_event, run_reject_count, run_corrected_lines, source_version, "
    "branch_stats_figure, branch_stats_total, branch_stats_headline, "
    "account_balance, account_country, transfer_rejection"
)


@dataclass(frozen=True)
class Landed:
    """One object version in the landing bucket and the run that was recorded for it."""

    run_id: str
    key: str
    version_id: str
    size: int


def arguments_for(worker_id: str, **more: str) -> Arguments:
    """Give a worker's arguments, as Glue would pass them."""
    given = {
        "worker_id": worker_id,
        "job_type": "branch-stats",
        "declaration_uri": f"s3://{RESULTS}/branch-stats.json",
        "cluster_arn": "arn:aws:rds:us-east-1:000000000000:cluster:test",
        "secret_arn": "arn:aws:secretsmanager:us-east-1:000000000000:secret:test",
        "database": "countinghouse",
        "results_bucket": RESULTS,
        "code_version": "test",
        "dpus": "2",
        "usd_per_dpu_hour": "0.44",
        "JOB_RUN_ID": "jr_test",
        **more,
    }
    return parse_arguments([word for name, value in given.items() for word in (f"--{name}", value)])


class CountingFloor:
    """The whole path from a landed file to its figures, without the Lambdas."""

    def __init__(self, spark: SparkSession, s3: S3Client, database: Database) -> None:
        self.spark = spark
        self.s3 = s3
        self.database = database

    def clear(self) -> None:
        """Empty every table. Objects stay; tests name theirs apart or mean new versions."""
        self.database.value(f"truncate {TABLES}", {})

    def put(self, name: str, body: bytes, *, with_checksum: bool = True) -> Landed:
        """Upload a file and record its run, as intake does."""
        key = f"landing/branch-stats/{name}"
        if with_checksum:
            told = base64.b64encode(crc64nvme(body).to_bytes(8, "big")).decode()
            version = self.s3.put_object(Bucket=LANDING, Key=key, Body=body, ChecksumCRC64NVME=told)["VersionId"]
        else:
            version = self.s3.put_object(Bucket=LANDING, Key=key, Body=body)["VersionId"]
        return Landed(str(uuid.uuid4()), key, version, len(body))

    def record(self, landed: Landed, corrects: str | None = None) -> str:
        """Record the run of a landed file, which may correct another run; gives its id."""
        source = {"role": "transactions", "bucket": LANDING, "key": landed.key, "versionId": landed.version_id}
        run = {
            "runId": landed.run_id,
            "jobType": "branch-stats",
            "identity": _digest(f"{landed.key} {landed.version_id}"),
            "lineage": _digest(landed.key),
            **({} if corrects is None else {"corrects": corrects}),
            "sources": [{**source, "size": landed.size, "landedAt": datetime.now(timezone.utc).isoformat()}],
        }
        self.database.value("select record_run(:run::jsonb)", {"run": json.dumps(run)})
        return landed.run_id

    def land(self, name: str, body: bytes, *, with_checksum: bool = True) -> str:
        """Upload a file and record its run; gives the run's id."""
        return self.record(self.put(name, body, with_checksum=with_checksum))

    def correct(self, target: str, name: str, body: bytes) -> str:
        """Upload a correction of a run and record it, as intake does; gives its run's id."""
        return self.record(self.put(f"corrections/{target}/{name}", body), target)

    def hire(self, report: Report = REPORT, **more: str) -> Workplace:
        """Register a worker of a report and give it its place; it has done nothing yet."""
        worker_id = str(uuid.uuid4())
        sql = "insert into worker (worker_id, job_type) values (:worker_id::uuid, :job_type::text)"
        self.database.value(sql, {"worker_id": worker_id, "job_type": report.job_type})
        named = {"job_type": report.job_type, "declaration_uri": f"s3://{RESULTS}/{report.job_type}.json"}
        arguments = arguments_for(worker_id, **named, **more)
        return furnish(report, arguments, self.spark, Log(workerId=worker_id), LOG_LOCATION)

    def work_off(self, report: Report = REPORT, **more: str) -> None:
        """Let a worker of a report do everything that is pending, until it leaves."""
        work(self.hire(report, **more), linger_seconds=0, time_budget_seconds=600)

    def work_off_one(self, landed: Landed) -> None:
        """Record a landed file and let a worker do what is pending."""
        self.record(landed)
        self.work_off()

    def make_claimable(self, run_id: str) -> None:
        """Let the pause after a failed attempt be over."""
        self.database.value(
            "update run set not_before = clock_timestamp() where run_id = :run_id::uuid", {"run_id": run_id}
        )

    def worker_state(self, worker_id: str) -> str:
        """Give the state of a worker."""
        sql = "select state from worker where worker_id = :worker_id::uuid"
        return str(self.database.value(sql, {"worker_id": worker_id}))

    def run(self, run_id: str) -> dict[str, Any]:
        """Give the run's row; amounts and numerics as text, so that nothing is rounded on the way."""
        sql = (
            "select (to_jsonb(run) || jsonb_build_object('cost_usd', cost_usd::text, 'dpu_seconds', dpu_seconds::text))"
            "::text from run where run_id = :run_id::uuid"
        )
        document = self.json(sql, {"run_id": run_id})
        assert isinstance(document, dict)
        return document

    def figures(self, run_id: str) -> dict[str, tuple[int, str, str, str]]:
        """Give every staged or published row of a run: branch -> (count, min, max, sum)."""
        where = "from branch_stats_figure where run_id = :run_id::uuid"
        return self._figures(where, {"run_id": run_id})

    def totals(self) -> dict[str, tuple[int, str, str, str]]:
        """Give the figures of all runs that count."""
        return self._figures("from branch_stats_total", {})

    def corrected_lines(self, run_id: str) -> list[tuple[int, int]]:
        """Give the lines of a run that corrections which stand have put right, as ranges."""
        sql = "select block, lines from corrected_lines(:run_id::uuid, null, -1)"
        texts = [str(lines) for _, lines in self.database.rows(sql, {"run_id": run_id})]
        ends = [text.split("-") for text in ",".join(texts).split(",") if text]
        return [(int(first), int(last)) for first, last in ends]

    def rejects(self, run_id: str) -> dict[tuple[str, str], int]:
        """Give how many rows were quarantined for each (reason, column)."""
        sql = (
            "select coalesce(jsonb_agg(jsonb_build_array(reason, column_name, count)), '[]')::text"
            " from run_reject_count where run_id = :run_id::uuid"
        )
        return {(reason, column): count for reason, column, count in self.json(sql, {"run_id": run_id})}

    def steps(self, run_id: str) -> list[str]:
        """Give the steps that the run went through, in order."""
        sql = (
            "select coalesce(jsonb_agg(detail ->> 'step' order by event_id), '[]')::text"
            " from run_event where run_id = :run_id::uuid and event = 'step'"
        )
        return list(self.json(sql, {"run_id": run_id}))

    def quarantined(self, run_id: str, folder: str = "") -> list[list[str]]:
        """Give quarantined rows as they lie in S3, in a folder of the run's quarantine, in the order of the index."""
        prefix = self.run(run_id)["quarantine_prefix"]
        if prefix is None:
            return []
        index = json.loads(self.read_result(f"{prefix}{folder}index.json"))
        rows: list[list[str]] = []
        for part in index["parts"]:
            body = self.read_result(part["key"])
            assert hashlib.sha256(body).hexdigest() == part["sha256"]
            text = io.StringIO(gzip.decompress(body).decode(), newline="")
            lines = list(csv.reader(text))[1:]
            assert len(lines) == part["rows"]
            assert len(rows) == part["firstRow"]
            rows += lines
        assert len(rows) == index["rows"]
        return rows

    def read_result(self, key: str) -> bytes:
        """Give an object of the results bucket."""
        return self.s3.get_object(Bucket=RESULTS, Key=key)["Body"].read()

    def _figures(self, where: str, parameters: dict[str, str]) -> dict[str, tuple[int, str, str, str]]:
        sql = (
            "select coalesce(jsonb_agg(jsonb_build_array(branch_code, count, min::text, max::text, sum::text)), '[]')"
            f"::text {where}"
        )
        return {branch: (count, low, high, total) for branch, count, low, high, total in self.json(sql, parameters)}

    def json(self, sql: str, parameters: dict[str, str]) -> Any:  # noqa: ANN401 - each caller knows its shape
        """Give the JSON text that a statement gives, read."""
        text = self.database.value(sql, parameters)
        assert isinstance(text, str)
        return json.loads(text)


def open_floor(spark: SparkSession) -> CountingFloor:
    """Make the buckets and connect."""
    s3 = boto3.client("s3")
    for bucket in (LANDING, RESULTS):
        s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=LANDING, VersioningConfiguration={"Status": "Enabled"})
    for job_type in ("branch-stats", "account-balances"):
        s3.put_object(Bucket=RESULTS, Key=f"{job_type}.json", Body=(DECLARATIONS / f"{job_type}.json").read_bytes())
    return CountingFloor(spark, s3, connect(arguments_for(str(uuid.uuid4())), Log()))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
