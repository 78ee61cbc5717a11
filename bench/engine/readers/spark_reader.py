"""Spark's own CSV reader. Usage: spark_reader.py FILE ANSWER VARIANT, under spark-submit.

A reader leaves out columns that no result needs; the latest timestamp of each branch makes this one parse them all.
"""

import sys

from answer import write_answer
from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

file, answer, variant = sys.argv[1:]
has_bad_rows = variant == "bad-rows"
SCHEMA = "timestamp timestamp, branch_code string, amount decimal(17,2)"

spark = SparkSession.builder.getOrCreate()
spark.conf.set("spark.sql.shuffle.partitions", "2")
reader = spark.read.option("header", "true").option("timestampFormat", "yyyy-MM-dd'T'HH:mm:ssX")
if has_bad_rows:
    rows = reader.option("columnNameOfCorruptRecord", "_bad").schema(f"{SCHEMA}, _bad string").csv(file)
    key = F.when(F.col("_bad").isNull(), F.col("branch_code"))
else:
    rows = reader.option("mode", "FAILFAST").schema(SCHEMA).csv(file)
    key = F.col("branch_code")
grouped = (
    rows.groupBy(key.alias("code"))
    .agg(F.count("*"), F.min("amount"), F.max("amount"), F.sum("amount"), F.max("timestamp"))
    .collect()
)
rejected = sum(row[1] for row in grouped if row[0] is None)
write_answer(answer, [row[:5] for row in grouped if row[0] is not None], rejected)
spark.stop()
