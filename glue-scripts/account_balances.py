"""Account balances: transfers replayed over opening balances, in the order of time."""

import sys

from countinghouse.balances.report import BalancesReport
from countinghouse.worker import run_worker

REPORT = BalancesReport()

if __name__ == "__main__":
    sys.exit(run_worker(REPORT, sys.argv[1:]))
