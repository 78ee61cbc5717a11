"""Account balances: transfers replayed over opening balances, in the order of time."""

import sys

if __name__ == "__main__":
    sys.exit("The job type account-balances is declared, but this release has no report for it yet.")
