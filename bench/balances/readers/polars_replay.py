"""Polars reads and sorts, Python replays. Usage: polars_replay.py ACCOUNTS TRANSFERS FOLDER."""

import sys

import polars as pl
from loop import replay, write

accounts_file, transfers_file, folder = sys.argv[1:]
AMOUNT = pl.Decimal(17, 2)
CENTS = pl.Int64
FIRST_LINE = 2


def cents(column: str) -> pl.Expr:
    """Give whole cents."""
    return (pl.col(column) * 100).cast(CENTS)


accounts = pl.read_csv(
    accounts_file, schema={"accountNumber": pl.String, "country": pl.String, "balance": AMOUNT}
).with_columns(cents("balance"))
numbers = accounts["accountNumber"].to_list()
balances = dict(zip(numbers, accounts["balance"].to_list(), strict=True))
countries = dict(zip(numbers, accounts["country"].to_list(), strict=True))
transfers = (
    pl.scan_csv(
        transfers_file,
        schema={
            "date": pl.Datetime("us"),
            "fromAccountNumber": pl.String,
            "transferAmount": AMOUNT,
            "toAccountNumber": pl.String,
        },
    )
    .with_row_index("line", offset=FIRST_LINE)
    .sort("date", maintain_order=True)
    .select("line", "fromAccountNumber", cents("transferAmount"), "toAccountNumber")
    .collect()
)
rejected = replay(balances, countries, transfers.iter_rows(buffer_size=1 << 16))
write(folder, balances, countries, rejected)
