"""The way our jobs read. Usage: jobs_reader.py FILE ANSWER DECLARATION, under spark-submit with the jobs' jars.

Session, data source, declaration, report and grouping are the jobs' own; only the file's place is another one.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from answer import write_answer

from branch_stats import REPORT
from countinghouse.declaration import parse_declaration
from countinghouse.groups import summarise
from countinghouse.reading import CsvFile, Tally
from countinghouse.session import start_session


@dataclass(frozen=True)
class LocalFile:
    """A local file in the place of an object's version."""

    path: Path
    compression: str = "none"

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    @property
    def location(self) -> dict[str, str | int]:
        """The option of the data source that names it."""
        return {"path": str(self.path)}


def main(file: str, answer: str, declaration_file: str) -> None:
    """Read the file as a run does and write its figures."""
    spark = start_session()
    declaration = parse_declaration(Path(declaration_file).read_bytes())
    csv_file = CsvFile(
        spark, declaration.source(REPORT.role).columns, declaration.max_row_bytes, LocalFile(Path(file).resolve())
    )
    tally = Tally()
    figures = [
        (row["branch_code"], row["count"], *(Decimal(row[name]) for name in ("min", "max", "sum")))
        for row in summarise(csv_file, REPORT, tally)
    ]
    write_answer(answer, figures, tally.quarantined)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
