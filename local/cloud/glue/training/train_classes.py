"""Does a small job of every kind that our jobs do, so that Java meets the classes that it shall archive.

Usage: train_classes.py … --declaration FILE …, under spark-submit with the jobs' jars and packages.
"""

from __future__ import annotations

import os
import re
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from branch_stats import REPORT
from countinghouse.declaration import parse_declaration
from countinghouse.groups import summarise
from countinghouse.progress import is_alive, process_id, seen
from countinghouse.quarantine import bad_rows
from countinghouse.reading import CsvFile, Tally, compute_checksum
from countinghouse.run_queue import Source
from countinghouse.session import start_session
from countinghouse.sources import ObjectVersion

GOOD_ROWS = 2_000
CONTENT = "".join(
    [
        "timestamp,branch_code,amount\n",
        *(f'2026-01-01T00:00:{row % 60:02}Z,"BR{row % 7}",{row}.{row % 100:02}\n' for row in range(GOOD_ROWS)),
        "yesterday,BR0,1.00\n",
    ]
).encode()


class OneObject(BaseHTTPRequestHandler):
    """An S3 that has one object, whatever it is asked for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the range that was asked for."""
        wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers["Range"])
        if wanted is None:
            raise ValueError(self.headers["Range"])
        first, last = int(wanted[1]), min(int(wanted[2]), len(CONTENT) - 1)
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(CONTENT)}")
        self.send_header("Content-Length", str(last + 1 - first))
        self.send_header("ETag", '"one"')
        self.end_headers()
        self.wfile.write(CONTENT[first : last + 1])

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


def serve() -> str:
    """Serve until the process ends; gives the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), OneObject)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def main(declaration_file: str) -> None:
    """Do what a run does; raises `ValueError` when the figures are wrong."""
    os.environ |= {"AWS_ENDPOINT_URL": serve(), "AWS_REGION": "us-east-1"}
    spark = start_session()
    spark.sparkContext.setJobGroup("training", "training", interruptOnCancel=True)
    declaration = parse_declaration(Path(declaration_file).read_bytes())
    version = ObjectVersion(Source(REPORT.role, "training", "training.csv", "1"), len(CONTENT), None)
    compute_checksum(spark, version)
    file = CsvFile(spark, declaration.source(REPORT.role).columns, declaration.max_row_bytes, version)
    tally = Tally()
    groups = list(summarise(file, REPORT, tally))
    bad = sum(block.rows for block in bad_rows(file.rejects(), version.size, 1))
    seen(spark)
    process_id(spark)
    spark.sparkContext.cancelJobGroup("training")
    if (tally.counted, len(groups), bad, is_alive(spark)) != (GOOD_ROWS, 7, 1, True):
        raise ValueError((tally, len(groups), bad))
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[sys.argv.index("--declaration") + 1])
