"""One attempt at one run: identify, read, quarantine, stage, publish."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from countinghouse.corrected_lines import fetch_corrected, stage_corrected
from countinghouse.corrections import CorrectionFile, Target, check_corrections, lines_in_quarantine, lines_of
from countinghouse.failure import FileRejected, rejection_of, worker_error
from countinghouse.header import header_names
from countinghouse.quarantine import bad_rows, quarantine_prefix, read_index, write_quarantine
from countinghouse.reading import CsvFile, Tally, compute_checksum, summarise
from countinghouse.receipt import Circumstances, Reading, write_receipt
from countinghouse.run_queue import Fenced
from countinghouse.sources import find_version, identify, source_gone
from countinghouse.staging import FigureError, Stager
from countinghouse.tolerance import check_rows

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from pyspark.sql import SparkSession

    from countinghouse.database import Database
    from countinghouse.declaration import Declaration
    from countinghouse.heartbeat import Pulse
    from countinghouse.log import Log
    from countinghouse.memory import PeakMemory
    from countinghouse.reading import ReadFile
    from countinghouse.report import Report
    from countinghouse.run_queue import Claim, RunQueue, Source
    from countinghouse.sources import ObjectVersion


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


class Attempt:
    """Does one claimed run and closes it, whatever comes."""

    def __init__(self, place: Workplace, claim: Claim) -> None:
        """Prepare the attempt that the claim stands for."""
        self._place = place
        self._claim = claim
        self._log = place.log
        self._started_ns = time.monotonic_ns()
        self._reading: Reading | None = None

    def do(self) -> str:
        """Do the run; gives its outcome in a word. Only errors of the database's own come out of here."""
        with self._log.of_run(self._claim.run_id, self._claim.attempt):
            return self._do()

    def _do(self) -> str:
        self._log.info("run claimed")
        self._place.memory.reset()
        self._place.pulse.begin(self._claim)
        try:
            outcome = self._close()
        except Fenced:
            outcome = "fenced"
        finally:
            self._place.pulse.end()
        self._log.info("run closed", outcome=outcome, seconds=(time.monotonic_ns() - self._started_ns) / 1e9)
        return outcome

    def _close(self) -> str:
        place = self._place
        try:
            return self._work()
        except Fenced:
            raise
        except Exception as error:
            # Losing the run cancels Spark's jobs, and that is what such an error tells.
            if place.pulse.lost:
                raise Fenced from error
            rejection = rejection_of(error)
            if rejection is not None:
                self._log.info("file rejected", code=rejection.code)
                return place.queue.reject(self._claim, self._receipt(), rejection)
            failure = worker_error(error, place.circumstances.log_location)
            self._log.failure("attempt failed", error=failure.message)
            return place.queue.fail_attempt(self._claim, failure, place.circumstances.log_location)

    def _work(self) -> str:
        place = self._place
        place.pulse.step("identifying")
        version = find_version(place.s3, self._source())
        identity = identify(place.s3, version, lambda one: compute_checksum(place.spark, one))
        outcome = place.queue.identify(self._claim, [identity])
        if outcome == "source-gone":
            raise source_gone(version.source)
        if outcome == "duplicate":
            return outcome
        target = self._target()
        file = self._file(version, target)
        stager = Stager(place.database, place.report, self._claim, place.worker_id)
        self._reading = self._read(file, stager)
        # Bad rows can be looked at whether the file is accepted or not.
        self._quarantine(file, version, self._reading)
        if target is None:
            check_rows(self._reading.tally, place.declaration.bad_row_tolerance)
        else:
            check_corrections(self._reading.tally, target)
        place.pulse.step("staging")
        stager.flush()
        if isinstance(file, CorrectionFile):
            stage_corrected(place.database, self._claim, place.worker_id, file.blocks())
        place.pulse.step("publishing")
        return place.queue.publish(self._claim, self._receipt())

    def _source(self) -> Source:
        role = self._place.report.role
        return next(source for source in self._claim.sources if source.role == role)

    def _target(self) -> Target | None:
        """Tell what is corrected, if anything is; raises `FileRejected` when that cannot be corrected."""
        if self._claim.corrects is None:
            return None
        told = self._place.queue.correction_target(self._claim)
        if told["error"] is not None:
            raise FileRejected(told["error"]["code"], told["error"]["message"])
        return Target(self._claim.corrects, told["quarantinePrefix"], told["rowsQuarantined"], told["lineage"])

    def _file(self, version: ObjectVersion, target: Target | None) -> CsvFile | CorrectionFile:
        place = self._place
        columns = place.declaration.source(place.report.role).columns
        file = CsvFile(place.spark, columns, place.declaration.max_row_bytes, version)
        if target is None:
            return file
        parts = read_index(place.s3, place.results_bucket, target.quarantine_prefix)
        quarantined = lines_in_quarantine(place.spark, place.results_bucket, parts, place.declaration.max_row_bytes)
        corrected = lines_of(place.spark, fetch_corrected(place.database, target))
        return CorrectionFile(file, target, quarantined, corrected)

    def _read(self, file: ReadFile, stager: Stager) -> Reading:
        self._place.pulse.step("reading")
        tally = Tally()
        # A result over one chunk is staged while it arrives, so that no result is too large for the driver. Should the
        # file be rejected, closing the run discards what was staged.
        for row in summarise(file, self._place.report, tally):
            stager.add(row.asDict())
        bytes_read = file.stored.size if file.stored.compression == "none" else tally.end
        prefix = quarantine_prefix(self._claim) if tally.quarantined else None
        self._log.info("file read", rowsRead=tally.read, rowsQuarantined=tally.quarantined, groups=tally.groups)
        return Reading(tally, bytes_read, prefix)

    def _quarantine(self, file: ReadFile, version: ObjectVersion, reading: Reading) -> None:
        expected = reading.tally.quarantined
        if expected == 0:
            return
        self._place.pulse.step("quarantining")
        blocks = bad_rows(file.rejects(), reading.bytes_read, expected)
        written = write_quarantine(self._claim, blocks, header_names(self._place.s3, version), self._put)
        if written != expected:
            raise FigureError(f"{expected} rows were found bad, but {written} when they were read again")

    def _put(self, key: str, body: bytes) -> None:
        kind = "application/json" if key.endswith(".json") else "application/gzip"
        self._place.s3.put_object(Bucket=self._place.results_bucket, Key=key, Body=body, ContentType=kind)

    def _receipt(self) -> str:
        elapsed = time.monotonic_ns() - self._started_ns
        return write_receipt(self._place.circumstances, self._reading, elapsed, self._place.memory.peak_bytes())
