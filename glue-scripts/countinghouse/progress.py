"""How much Spark has read so far, and whether Spark is still there."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from py4j.protocol import Py4JError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Seen(NamedTuple):
    """How much of a file was read."""

    rows: int
    bytes: int
    """Stored bytes, compressed as they lie there."""


def seen(spark: SparkSession) -> Seen | None:
    """Give the input of the stages that are running, or None when Spark tells of none."""
    with suppress(Py4JError, OSError):
        stages = _context(spark).statusStore().activeStages().iterator()
        rows = stored = 0
        while stages.hasNext():
            stage = stages.next()
            rows += stage.inputRecords()
            stored += stage.inputBytes()
        return Seen(rows, stored) if rows else None
    return None


def is_alive(spark: SparkSession) -> bool:
    """Tell whether Spark can take another job."""
    with suppress(Py4JError, OSError):
        return not _context(spark).isStopped()
    return False


def process_id(spark: SparkSession) -> int:
    """Give the process id of Spark's driver."""
    jvm: Any = spark.sparkContext._jvm  # noqa: SLF001 - PySpark has no public way
    return int(jvm.java.lang.ProcessHandle.current().pid())


def _context(spark: SparkSession) -> Any:  # noqa: ANN401 - py4j's objects have no types
    return spark.sparkContext._jsc.sc()  # noqa: SLF001 - PySpark has no public way
