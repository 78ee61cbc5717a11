"""Spark joins and sorts, a dictionary on the driver replays. Usage: spark_replay.py ACCOUNTS TRANSFERS FOLDER."""

import sys

from loop import replay, write
from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

accounts_file, transfers_file, folder = sys.argv[1:]
FIRST_LINE = 2

spark = SparkSession.builder.getOrCreate()
reader = spark.read.option("header", "true").option("mode", "FAILFAST")
read = reader.schema("accountNumber string, country string, balance decimal(17,2)").csv(accounts_file)
accounts = read.select("accountNumber", "country", (F.col("balance") * 100).cast("long").alias("cents"))
rows = (
    reader.option("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss")
    .schema("date timestamp, fromAccountNumber string, transferAmount decimal(17,2), toAccountNumber string")
    .csv(transfers_file)
    # Numbers of rows that grow with the file, though with gaps: lines are counted from them below.
    .withColumn("position", F.monotonically_increasing_id())
)
# The join tells who is known; the driver would have to hold the accounts otherwise, which it does anyhow.
known = accounts.select("accountNumber", F.lit(1).alias("known"))
joined = (
    rows.join(
        known.withColumnsRenamed({"accountNumber": "fromAccountNumber", "known": "senderKnown"}),
        "fromAccountNumber",
        "left",
    )
    .join(
        known.withColumnsRenamed({"accountNumber": "toAccountNumber", "known": "receiverKnown"}),
        "toAccountNumber",
        "left",
    )
    .orderBy("date", "position")
    .select("position", "fromAccountNumber", (F.col("transferAmount") * 100).cast("long"), "toAccountNumber")
)
balances = {}
countries = {}
for number, country, cents in accounts.toLocalIterator(prefetchPartitions=True):
    balances[number] = cents
    countries[number] = country
sizes = rows.groupBy(F.spark_partition_id().alias("part")).count().collect()
before = {}
seen = FIRST_LINE
for part, size in sorted(sizes):
    before[part] = seen
    seen += size
PART_BITS = 33


def line(position: int) -> int:
    """Give the line of a row by its position: partition above, row in it below."""
    return before[position >> PART_BITS] + (position & (1 << PART_BITS) - 1)


transfers = ((line(row[0]), row[1], row[2], row[3]) for row in joined.toLocalIterator(prefetchPartitions=True))
write(folder, balances, countries, replay(balances, countries, transfers))
spark.stop()
