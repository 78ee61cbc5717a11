"""The way our jobs read. Usage: jobs_reader.py FILE ANSWER DECLARATION, under spark-submit with the jobs' jars.

Session, data source, declaration, report and grouping are the jobs' own; only the file's place is another one.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, cast

from answer import write_answer

from branch_stats import REPORT
from countinghouse.declaration import parse_declaration
from countinghouse.reading import Tally, open_rows, summarise
from countinghouse.run_queue import Source
from countinghouse.session import start_session
from countinghouse.sources import ObjectVersion

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, DataFrameReader, SparkSession

S3_PLACE = frozenset({"bucket", "key", "versionId"})


class LocalReader:
    """A reader that is told an object's version and takes a local file instead."""

    def __init__(self, reader: DataFrameReader, path: Path) -> None:
        """Wrap Spark's own reader."""
        self._reader = reader.option("path", str(path))

    def format(self, name: str) -> LocalReader:
        """Choose the data source."""
        self._reader.format(name)
        return self

    def option(self, name: str, value: str | int) -> LocalReader:
        """Set an option, unless it says where in S3 the object is."""
        if name not in S3_PLACE:
            self._reader.option(name, value)
        return self

    def load(self) -> DataFrame:
        """Give the rows; nothing is read yet."""
        return self._reader.load()


class LocalSession:
    """A session as `open_rows` uses it, whose reader takes a local file."""

    def __init__(self, spark: SparkSession, path: Path) -> None:
        """Wrap a session."""
        self.read = LocalReader(spark.read, path)


def main(file: str, answer: str, declaration_file: str) -> None:
    """Read the file as a run does and write its figures."""
    spark = start_session()
    path = Path(file).resolve()
    declaration = parse_declaration(Path(declaration_file).read_bytes())
    source = Source(role=REPORT.role, bucket="", key=path.name, version_id="")
    version = ObjectVersion(source, path.stat().st_size, None)
    rows = open_rows(cast("SparkSession", LocalSession(spark, path)), declaration, version)
    tally = Tally()
    figures = [
        (row["branch_code"], row["count"], *(Decimal(row[name]) for name in ("min", "max", "sum")))
        for row in summarise(spark, REPORT, rows, version, tally)
    ]
    write_answer(answer, figures, tally.quarantined)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
