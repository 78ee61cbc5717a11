"""One attempt at one run: identify, read, quarantine, stage, publish."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from countinghouse.corrected_lines import fetch_corrected, stage_corrected
from countinghouse.corrections import CorrectionFile, Target, check_corrections, lines_in_quarantine, lines_of
from countinghouse.failure import FileRejected, about_file, rejection_of, worker_error
from countinghouse.header import header_names
from countinghouse.quarantine import bad_rows, quarantine_prefix, read_index, write_quarantine
from countinghouse.reading import CsvFile, bytes_read_of, compute_checksum
from countinghouse.receipt import Reading, write_receipt
from countinghouse.report import Bench
from countinghouse.results import ResultFolder
from countinghouse.run_queue import Fenced
from countinghouse.sources import find_version, identify, source_gone
from countinghouse.staging import FigureError, Staging
from countinghouse.tolerance import check_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from countinghouse.reading import ReadFile
    from countinghouse.report import Making
    from countinghouse.run_queue import Claim
    from countinghouse.sources import ObjectVersion
    from countinghouse.workplace import Workplace


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
        place, claim = self._place, self._claim
        place.pulse.step("identifying")
        versions = {source.role: find_version(place.s3, source) for source in claim.sources}
        identities = [
            identify(place.s3, version, lambda one: compute_checksum(place.spark, one)) for version in versions.values()
        ]
        outcome = place.queue.identify(claim, identities)
        if outcome == "source-gone":
            raise source_gone(claim.sources[0])
        if outcome == "duplicate":
            return outcome
        target = self._target()
        files = {role: self._file(role, version, target) for role, version in versions.items()}
        results = ResultFolder(place.results_bucket, claim, self._put)
        making = place.report.begin(Bench(Staging(place.database, claim, place.worker_id), results, place.pulse.step))
        try:
            self._reading = self._read(files, making)
            # Bad rows can be looked at whether the file is accepted or not.
            self._quarantine(files, versions, self._reading)
            self._check(self._reading, target)
            making.stage()
        finally:
            making.close()
        for file in files.values():
            if isinstance(file, CorrectionFile):
                stage_corrected(place.database, claim, place.worker_id, file.blocks())
        self._reading = replace(self._reading, results_prefix=results.close())
        place.pulse.step("publishing")
        return place.queue.publish(claim, self._receipt())

    def _target(self) -> Target | None:
        """Tell what is corrected, if anything is; raises `FileRejected` when that cannot be corrected."""
        if self._claim.corrects is None:
            return None
        told = self._place.queue.correction_target(self._claim)
        if told["error"] is not None:
            raise FileRejected(told["error"]["code"], told["error"]["message"])
        return Target(self._claim.corrects, told["quarantinePrefix"], told["rowsQuarantined"], told["lineage"])

    def _file(self, role: str, version: ObjectVersion, target: Target | None) -> CsvFile | CorrectionFile:
        place = self._place
        columns = place.declaration.source(role).columns
        file = CsvFile(place.spark, columns, place.declaration.max_row_bytes, version)
        if target is None:
            return file
        parts = read_index(place.s3, place.results_bucket, target.quarantine_prefix)
        quarantined = lines_in_quarantine(place.spark, place.results_bucket, parts, place.declaration.max_row_bytes)
        corrected = lines_of(place.spark, fetch_corrected(place.database, target))
        return CorrectionFile(file, target, quarantined, corrected)

    def _read(self, files: Mapping[str, ReadFile], making: Making) -> Reading:
        self._place.pulse.step("reading")
        # Should the run be rejected, closing it discards what was staged meanwhile.
        tallies = making.read(files)
        bytes_read = sum(bytes_read_of(files[role], tally) for role, tally in tallies.items())
        bad = sum(tally.quarantined for tally in tallies.values())
        reading = Reading(tallies, bytes_read, quarantine_prefix(self._claim) if bad else None)
        rows, groups = (sum(getattr(tally, name) for tally in tallies.values()) for name in ("read", "groups"))
        self._log.info("file read", rowsRead=rows, rowsQuarantined=bad, groups=groups)
        return reading

    def _quarantine(self, files: Mapping[str, ReadFile], versions: Mapping[str, ObjectVersion], of: Reading) -> None:
        if of.quarantine_prefix is None:
            return
        self._place.pulse.step("quarantining")
        for role, tally in of.tallies.items():
            expected = tally.quarantined
            # A file without a bad row has an index that says so beside those of the others.
            blocks = bad_rows(files[role].rejects(), bytes_read_of(files[role], tally), expected) if expected else []
            header = header_names(self._place.s3, versions[role])
            written = write_quarantine(self._claim, role, blocks, header, self._put)
            if written != expected:
                raise FigureError(f"{expected} rows were found bad, but {written} when they were read again")

    def _check(self, reading: Reading, target: Target | None) -> None:
        place = self._place
        for role, tally in reading.tallies.items():
            # What is found while a file is read names it already.
            with about_file(role if len(reading.tallies) > 1 else None):
                if target is None:
                    may_be_empty = role in place.report.may_be_empty
                    check_rows(tally, place.declaration.bad_row_tolerance, may_be_empty=may_be_empty)
                else:
                    check_corrections(tally, target)

    def _put(self, key: str, body: bytes) -> None:
        kind = "application/json" if key.endswith(".json") else "application/gzip"
        self._place.s3.put_object(Bucket=self._place.results_bucket, Key=key, Body=body, ContentType=kind)

    def _receipt(self) -> str:
        elapsed = time.monotonic_ns() - self._started_ns
        return write_receipt(self._place.circumstances, self._reading, elapsed, self._place.memory.peak_bytes())
