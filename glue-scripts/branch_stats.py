"""Transactions per branch: how many, the least, the greatest and the total amount."""

import sys

from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

from countinghouse.groups import Figure, GroupedReport
from countinghouse.worker import run_worker

REPORT = GroupedReport(
    job_type="branch-stats",
    role="transactions",
    group_by="branch_code",
    table="branch_stats_figure",
    figures=(
        Figure("min", F.min, "amount", "numeric"),
        Figure("max", F.max, "amount", "numeric"),
        # A sum of decimal(17,2) has 10 digits to spare: under ANSI rules an overflow is an error, never null.
        Figure("sum", F.sum, "amount", "numeric"),
    ),
)

if __name__ == "__main__":
    sys.exit(run_worker(REPORT, sys.argv[1:]))
