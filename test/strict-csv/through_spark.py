"""Reads files with the data source as a script does."""

from __future__ import annotations

import json
import uuid
from functools import reduce
from typing import TYPE_CHECKING

from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

from reference import Column, Row, row_of

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import DataFrame, DataFrameReader, GroupedData, SparkSession

FRAMES_A_JOB = 6
EXTRAS = ["_line", "_offset", "_length", "_reason", "_column", "_raw"]


def reader(spark: SparkSession, columns: list[Column], max_row_bytes: int = 1 << 20) -> DataFrameReader:
    """Give a reader that needs only the file's name."""
    strict = spark.read.format("strict-csv").option("columns", json.dumps(columns))
    return strict.option("maxRowBytes", max_row_bytes)


def load(spark: SparkSession, file: Path, columns: list[Column], max_row_bytes: int = 1 << 20) -> DataFrame:
    """Give a local file as a frame; its compression goes by its name."""
    compression = "gzip" if file.suffix == ".gz" else "none"
    return reader(spark, columns, max_row_bytes).option("path", str(file)).option("compression", compression).load()


def comparable(frame: DataFrame, columns: list[Column]) -> DataFrame:
    """Give the extra columns and all values as one array of texts, so that frames can be united."""
    plain = {"timestamp": F.unix_micros, "date": F.unix_date}
    values = [
        plain.get(column["type"], lambda kept: kept)(F.col(f"`{column['name']}`")).cast("string") for column in columns
    ]
    return frame.select(*EXTRAS, F.array(*values))


def collect(frame: DataFrame) -> list[Row]:
    """Collect what `comparable` gave."""
    return [row_of(row[:6], row[6]) for row in frame.collect()]


def collect_all(frames: list[DataFrame]) -> list[Row]:
    """Collect what `comparable` gave, a few at a time: each task of a job carries the plans of all the job's frames."""
    batches = [frames[at : at + FRAMES_A_JOB] for at in range(0, len(frames), FRAMES_A_JOB)]
    return [row for batch in batches for row in collect(reduce(lambda one, other: one.union(other), batch))]


def rows(frame: DataFrame, columns: list[Column]) -> list[Row]:
    """Collect a frame as the rows that the reference gives, all values in text."""
    return collect(comparable(frame, columns))


def in_text(row: Row) -> Row:
    """Write a row of the reference as `rows` does."""
    values = tuple(None if value is None else str(value) for value in row.values)
    return Row(row.line, row.offset, row.length, row.reason, row.column, row.raw, values)


def bytes_read(grouped: GroupedData) -> int:
    """Count the rows of each group and give the input bytes of the stage that read them, as Spark knows them."""
    frame = grouped.count()
    context = frame.sparkSession.sparkContext
    group = f"bytes read {uuid.uuid4()}"
    context.setJobGroup(group, "counts what is read")
    frame.collect()
    context.setLocalProperty("spark.jobGroup.id", None)  # type: ignore[arg-type] - how PySpark takes a property away
    tracker = context.statusTracker()
    jobs = [tracker.getJobInfo(job) for job in tracker.getJobIdsForGroup(group)]
    stages = {stage for job in jobs if job is not None for stage in job.stageIds}
    scala = context._jsc.sc()  # noqa: SLF001 - only there are the metrics
    scala.listenerBus().waitUntilEmpty()
    return max(int(scala.statusStore().lastStageAttempt(stage).inputBytes()) for stage in stages)
