"""Transactions per branch: how many, the least, the greatest and the total amount."""

import sys

from countinghouse.report import Figure, Report
from countinghouse.worker import run_worker

REPORT = Report(
    job_type="branch-stats",
    role="transactions",
    group_by="branch_code",
    table="branch_stats_figure",
    figures=(
        Figure("min", "cast(min(amount) as string)", "numeric"),
        Figure("max", "cast(max(amount) as string)", "numeric"),
        # A sum of decimal(17,2) has 10 digits to spare: under ANSI rules an overflow is an error, never null.
        Figure("sum", "cast(sum(amount) as string)", "numeric"),
    ),
)

if __name__ == "__main__":
    sys.exit(run_worker(REPORT, sys.argv[1:]))
