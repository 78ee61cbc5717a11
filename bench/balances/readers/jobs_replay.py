"""The way our job replays. Usage: jobs_replay.py ACCOUNTS TRANSFERS FOLDER DECLARATION, under spark-submit with jars.

Session, declaration, reading, replay and files are the job's own; only the places of the files are others.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from local_file import LocalFile

from countinghouse.balances.outcome import REJECTED_HEADER
from countinghouse.balances.replay import read_batch
from countinghouse.declaration import parse_declaration
from countinghouse.reading import CsvFile
from countinghouse.session import start_session
from countinghouse.text_parts import part_bytes, parts_of


def main(accounts: str, transfers: str, folder: str, declaration_file: str) -> None:
    """Replay the batch as a run does and write its files."""
    begun = time.monotonic()

    def tell(step: str) -> None:
        sys.stderr.write(f"{time.monotonic() - begun:.2f} s: {step}\n")

    spark = start_session()
    tell("session")
    declaration = parse_declaration(Path(declaration_file).read_bytes())
    files = [
        CsvFile(spark, declaration.source(role).columns, declaration.max_row_bytes, LocalFile(Path(path).resolve()))
        for role, path in (("accounts", accounts), ("transactions", transfers))
    ]
    batch = read_batch(*files)
    tell("read")
    replay = batch.replay()
    tell("replayed")
    replay.write_balances(f"file:{folder}/")
    tell("balances written")
    for number, blocks in enumerate(parts_of(replay.rejected_rows())):
        Path(folder, f"rejected-{number:05d}.csv.gz").write_bytes(part_bytes(REJECTED_HEADER, blocks))
    tell("rejected transfers written")
    batch.close()
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
