"""The way our jobs read. Usage: jobs_reader.py FILE ANSWER DECLARATION, under spark-submit with the jobs' jars.

Session, data source, declaration, report and grouping are the jobs' own; only the file's place is another one.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

from answer import write_answer
from local_file import LocalFile

from branch_stats import REPORT
from countinghouse.declaration import parse_declaration
from countinghouse.groups import summarise
from countinghouse.reading import CsvFile, Tally
from countinghouse.session import start_session


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
