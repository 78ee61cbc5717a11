"""A file that corrects quarantined rows of another run: which of its rows do, and why the others do not.

Everything about lines is done by Spark, since quarantines may hold millions of rows; only texts of line numbers, a
block of lines each, pass through the driver.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pyspark.sql import Window
from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

from countinghouse.failure import FileRejected
from countinghouse.reading import CsvFile, Tally, partitions_for, quarantined_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyspark.sql import DataFrame, SparkSession

    from countinghouse.quarantine import Part
    from countinghouse.reading import StoredBytes

LINE_HEADER = "_line"
LINE = "_corrected_line"
"""The column of a frame with the line that a row corrects; `_line` is where the row itself stands."""
LINE_COLUMN = {"name": LINE, "header": LINE_HEADER, "type": "integer", "required": True, "minimum": "1"}
LINES_A_BLOCK = 2_048
"""As in the database, which keeps corrected lines in blocks."""
LINES_A_PARTITION = 2_000_000

NOT_QUARANTINED = "line-not-quarantined"
ALREADY_CORRECTED = "line-already-corrected"
REPEATED = "line-repeated"


@dataclass(frozen=True)
class Target:
    """The run that is corrected."""

    run_id: str
    quarantine_prefix: str | None
    rows_quarantined: int
    lineage: str
    """Of the correction: its older versions do not stand in its way, since it will supersede them."""


@dataclass(frozen=True)
class CorrectionFile:
    """A correction as a file that a run reads: rows that correct no line of the target are bad rows."""

    file: CsvFile
    target: Target
    quarantined: DataFrame
    """`line`: all lines that the target has in quarantine."""
    corrected: DataFrame
    """`line`: those that other corrections have put right."""

    @property
    def spark(self) -> SparkSession:
        """Give the session that reads it."""
        return self.file.spark

    @property
    def stored(self) -> StoredBytes:
        """Tell where its bytes are."""
        return self.file.stored

    @property
    def partitions(self) -> int:
        """Give the number of shuffle partitions: lines of the target are shuffled as well."""
        return max(partitions_for(self.stored), 1 + self.target.rows_quarantined // LINES_A_PARTITION)

    def rows(self, *, quotes: Literal["possible", "absent"] = "possible") -> DataFrame:
        """Give every row with its verdict, by the declaration and then by the line that it names."""
        declared: list[dict[str, Any]] = json.loads(self.file.columns)
        if any(column["name"] == LINE_HEADER for column in declared):
            raise FileRejected("wrong-header", f"A column {LINE_HEADER} is declared, so nothing can be corrected.")
        read = self._with_columns([*declared, LINE_COLUMN]).rows(quotes=quotes)
        # Bad rows name no line. Each gets a number of its own, or they would all be sorted as one.
        key = F.coalesce(F.col(LINE), -1 - F.col("_offset"))
        return _judged(
            read.withColumn("key", key)
            .withColumn("nth", F.row_number().over(Window.partitionBy("key").orderBy("_offset")))
            .join(self.quarantined.select(F.col("line").alias("key"), F.lit(1).alias("held")), "key", "left")
            .join(self.corrected.select(F.col("line").alias("key"), F.lit(1).alias("done")), "key", "left"),
            [column["name"] for column in declared],
        )

    def rejects(self) -> DataFrame:
        """Give the bad rows, each with its text.

        The data source gives the text of bad rows only. So the file is read once more with a column that has no allowed
        value (a row with NUL is bad already), which makes every row a bad one.
        """
        first = json.loads(self.file.columns)[0]["name"]
        nothing = {"name": first, "type": "string", "required": True, "allowed": ["\0"]}
        texts = self._with_columns([nothing]).rows().select(F.col("_offset").alias("at"), F.col("_raw").alias("text"))
        bad = self.rows().where("_reason is not null")
        return bad.join(texts, bad["_offset"] == texts["at"]).withColumn("_raw", F.col("text"))

    def blocks(self) -> Iterator[str]:
        """Give the lines that it corrects: a text of numbers with commas between for each block of lines."""
        good = self.rows().where("_reason is null")
        self.spark.conf.set("spark.sql.shuffle.partitions", str(self.partitions))
        blocks = good.groupBy(F.expr(f"{LINE} div {LINES_A_BLOCK}")).agg(
            F.array_join(F.collect_list(F.col(LINE).cast("string")), ",").alias("lines")
        )
        return (row["lines"] for row in blocks.select("lines").toLocalIterator())

    def _with_columns(self, columns: Sequence[Mapping[str, Any]]) -> CsvFile:
        return self.file.having(json.dumps(list(columns), ensure_ascii=False))


def _judged(rows: DataFrame, declared: list[str]) -> DataFrame:
    by_line = (
        F.when(F.col("held").isNull(), NOT_QUARANTINED)
        .when(F.col("done").isNotNull(), ALREADY_CORRECTED)
        .when(F.col("nth") > 1, REPEATED)
    )
    is_read = F.col("_reason").isNull()
    reason = F.coalesce("_reason", by_line)
    column = F.when(is_read & by_line.isNotNull(), LINE_HEADER).otherwise(F.col("_column"))
    is_good = is_read & by_line.isNull()
    return rows.select(
        *(F.when(is_good, F.col(name)).alias(name) for name in [*declared, LINE]),
        *("_line", "_offset", "_length", "_raw"),
        reason.alias("_reason"),
        column.alias("_column"),
    )


def lines_of(spark: SparkSession, texts: Sequence[str]) -> DataFrame:
    """Give `line` for every line that the texts name, as `7-9,12-12`."""
    if not texts:
        return no_lines(spark)
    given = spark.createDataFrame([(text,) for text in texts], "lines string")
    ranges = given.select(F.explode(F.split("lines", ",")).alias("range")).select(F.split("range", "-").alias("ends"))
    first, last = (F.col("ends")[end].cast("long") for end in (0, 1))
    return ranges.select(F.explode(F.sequence(first, last)).alias("line"))


def no_lines(spark: SparkSession) -> DataFrame:
    """Give a frame without a line."""
    return spark.range(0).select(F.col("id").alias("line"))


def lines_in_quarantine(spark: SparkSession, bucket: str, parts: Sequence[Part], max_row_bytes: int) -> DataFrame:
    """Give `line` for every row of a quarantine, from its parts in S3."""
    files = [{"bucket": bucket, "key": part.key, "size": part.bytes, "compression": "gzip"} for part in parts]
    return quarantined_lines(spark, json.dumps(files), max_row_bytes) if files else no_lines(spark)


def check_corrections(tally: Tally, target: Target) -> None:
    """Raise `FileRejected` when not a single row corrects anything; what is still bad stays in quarantine."""
    if tally.read == 0:
        raise FileRejected("no-rows", "The file has a header but not a single row. Send the file again with its rows.")
    if tally.counted > 0:
        return
    reason, column = max(tally.rejects, key=lambda at: (tally.rejects[at], at))
    most = f"{tally.rejects[reason, column]} {reason}" + (f" in the column {column}" if column else "")
    raise FileRejected(
        "nothing-corrected",
        f"None of the {tally.read} rows corrects a quarantined row of run {target.run_id} ({most}). Download the rows "
        "that are still quarantined in that run, correct them, keep their _line, and send the file again.",
    )
