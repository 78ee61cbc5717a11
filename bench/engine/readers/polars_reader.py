"""Polars, streaming. Usage: polars_reader.py FILE ANSWER VARIANT.

A reader leaves out columns that no result needs; the latest timestamp of each branch makes this one parse them all.
"""

import sys

import polars as pl
from answer import write_answer

file, answer, variant = sys.argv[1:]
AMOUNT = pl.Decimal(17, 2)


def typed_rows() -> pl.LazyFrame:
    """Have the scan itself parse the three types; a value that is not of its type is an error."""
    return pl.scan_csv(file, schema={"timestamp": pl.Datetime("us"), "branch_code": pl.String, "amount": AMOUNT})


def checked_rows() -> pl.LazyFrame:
    """Parse after the scan, where Polars can turn a bad value into null instead of ending."""
    text = pl.scan_csv(file, schema=dict.fromkeys(("timestamp", "branch_code", "amount"), pl.String))
    return text.with_columns(
        pl.col("timestamp").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", strict=False),
        pl.col("amount").cast(AMOUNT, strict=False),
    )


rows = checked_rows() if variant == "bad-rows" else typed_rows()
amount = pl.col("amount")
good = pl.all_horizontal(pl.col("timestamp", "branch_code", "amount").is_not_null())
grouped = (
    rows.group_by(pl.when(good).then("branch_code").alias("code"))
    .agg(
        pl.len(),
        amount.min().alias("min"),
        amount.max().alias("max"),
        amount.sum().alias("sum"),
        pl.col("timestamp").max().alias("latest"),
    )
    .collect(engine="streaming")
    .rows()
)
rejected = sum(row[1] for row in grouped if row[0] is None)
write_answer(answer, [row[:5] for row in grouped if row[0] is not None], rejected)
