"""Reports that group the rows of one file by one column: a row of exact figures a group."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

from countinghouse.failure import quotes_found
from countinghouse.reading import Tally
from countinghouse.staging import FigureError, Stager, insert_sql

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pyspark.sql import Column, Row

    from countinghouse.reading import ReadFile
    from countinghouse.report import Bench


@dataclass(frozen=True)
class Figure:
    """One exact figure of a group of rows."""

    name: str
    """Its column in the result table and its key in the staged rows."""
    aggregate: Callable[[str], Column]
    """Spark's function over the good rows of one group; exact, never a floating-point type."""
    column: str
    """The declared column that is aggregated."""
    column_type: str
    """PostgreSQL type of the column."""


@dataclass(frozen=True)
class GroupedReport:
    """A report that groups the rows of one source by one column."""

    job_type: str
    role: str
    """The source it reads."""
    group_by: str
    """The declared column that names a group; also the column of the result table (text)."""
    table: str
    """The result table with run_id, attempt, the group's column, count and the figures."""
    figures: tuple[Figure, ...]
    may_be_empty: frozenset[str] = frozenset()

    @property
    def roles(self) -> tuple[str, ...]:
        """Give the one source."""
        return (self.role,)

    def begin(self, bench: Bench) -> GroupsMaking:
        """Begin to make the report of one run."""
        return GroupsMaking(self, bench)


class GroupsMaking:
    """The groups of one file on their way to the table."""

    def __init__(self, report: GroupedReport, bench: Bench) -> None:
        """Stage on this bench."""
        self._report = report
        self._bench = bench
        self._stager = Stager(bench.staging, staging_sql(report))

    def read(self, files: Mapping[str, ReadFile]) -> dict[str, Tally]:
        """Read the file; a result over one chunk is staged while it arrives: none is too large for the driver."""
        tally = Tally()
        for row in summarise(files[self._report.role], self._report, tally):
            self._stager.add(figure_json(self._report, row.asDict()))
        return {self._report.role: tally}

    def stage(self) -> None:
        """Send what is left."""
        self._bench.step("staging")
        self._stager.flush()

    def close(self) -> None:
        """Nothing is held."""


def figure_json(report: GroupedReport, row: Mapping[str, Any]) -> str:
    """Write one group's figures as JSON, amounts as strings; raises `FigureError` when one is missing."""
    document: dict[str, str | int] = {"count": row["count"]}
    for name in (report.group_by, *(figure.name for figure in report.figures)):
        value = row[name]
        if not isinstance(value, str):
            raise FigureError(f"{name} of a group with {row['count']} rows is {type(value).__name__}, not text")
        document[name] = value
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def staging_sql(report: GroupedReport) -> str:
    """Give the statement that stages a chunk."""
    figures = {figure.name: figure.column_type for figure in report.figures}
    return insert_sql(report.table, {report.group_by: "text", "count": "bigint", **figures})


def summarise(file: ReadFile, report: GroupedReport, tally: Tally) -> Iterator[Row]:
    """Read the file once; give one row (group, `count`, figures) a group, and fill the tally on the way.

    The groups arrive partition by partition: however many there are, the driver holds one partition at a time.
    """
    for row in _grouped(file, report):
        if file.stored.compression != "none":
            tally.end = max(tally.end, row["_end"])
        if row["_reason"] is not None:
            tally.add_rejects(row["_reason"], row["_column"], row["count"])
            continue
        tally.counted += row["count"]
        tally.groups += 1
        yield row


def _grouped(file: ReadFile, report: GroupedReport) -> Iterator[Row]:
    """Read as if there were no quotes, as in most files; where one is found, read again with care.

    Every row of the file is read before the first group arrives, so nothing has been given when a quote is found.
    """
    groups = _groups(file, report, "absent")
    try:
        first = next(groups, None)
    except Exception as error:
        if not quotes_found(error):
            raise
        yield from _groups(file, report, "possible")
        return
    if first is not None:
        yield first
        yield from groups


def _groups(file: ReadFile, report: GroupedReport, quotes: Literal["possible", "absent"]) -> Iterator[Row]:
    """Bad rows have null columns, so they make one group a reason beside the groups of the good rows."""
    partitions = file.partitions
    file.spark.conf.set("spark.sql.shuffle.partitions", str(partitions))
    # Each partition costs a job on its way to the driver, so few groups are put together in few partitions once Spark
    # has seen how few they are. A small file has but one, and would only pay for the planning.
    file.spark.conf.set("spark.sql.adaptive.enabled", str(partitions > 1).lower())
    figures = [one.aggregate(one.column).cast("string").alias(one.name) for one in report.figures]
    measures = [F.count(F.lit(1)).alias("count"), *figures]
    if file.stored.compression != "none":
        measures.append(F.max(F.col("_offset") + F.col("_length")).alias("_end"))
    grouped = file.rows(quotes=quotes).groupBy("_reason", "_column", report.group_by).agg(*measures)
    yield from grouped.toLocalIterator()
