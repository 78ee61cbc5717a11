"""DuckDB's and Spark's own CSV readers, told to be strict, with the values as `reference.py` writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

from agreed_files import COLUMNS, NAMES

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    from pyspark.sql import DataFrame, SparkSession

DUCKDB_TYPES = {"timestamp": "TIMESTAMP", "string": "VARCHAR", "decimal": "DECIMAL(17,2)", "integer": "BIGINT",
                "date": "DATE"}  # fmt: skip
SPARK_TYPES = {"timestamp": "timestamp", "string": "string", "decimal": "decimal(17,2)", "integer": "bigint",
               "date": "date"}  # fmt: skip
TYPE_OF = {str(column["name"]): str(column["type"]) for column in COLUMNS}


def typed(layout: list[str], types: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, types[TYPE_OF.get(name, "string")]) for name in layout]


def duckdb_table(layout: list[str], *, rejects: bool = False) -> str:
    """Give the table function over the file that is the statement's first parameter."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in typed(layout, DUCKDB_TYPES))
    # The kind of line end is left to DuckDB: where it is named, DuckDB 2.0 reads no row at all.
    strict = "header = true, auto_detect = false, strict_mode = true, delim = ',', quote = '\"', escape = '\"'"
    more = ", store_rejects = true, rejects_limit = 0" if rejects else ""
    return f"read_csv(?, {strict}, columns = {{{columns}}}{more})"


def duckdb_rows(connection: duckdb.DuckDBPyConnection, table: str, file: Path) -> list[tuple[Any, ...]]:
    values = "epoch_us(moment), branch, cast(amount as varchar), number, day - date '1970-01-01', note"
    return connection.execute(f"select {values} from {table}", [str(file)]).fetchall()  # noqa: S608 - this file's words


def spark_frame(spark: SparkSession, folder: Path, layout: list[str], *, rejects: bool = False) -> DataFrame:
    """Give the files of a folder, each with its name in `file`; with `rejects`, bad rows have a text in `bad`."""
    schema = ", ".join(f"{name} {kind}" for name, kind in typed(layout, SPARK_TYPES))
    reader = spark.read.option("header", "true").option("multiLine", "true").option("escape", '"')
    reader = reader.option("timestampFormat", "yyyy-MM-dd'T'HH:mm:ssX").option("dateFormat", "yyyy-MM-dd")
    if rejects:
        reader = reader.option("columnNameOfCorruptRecord", "bad").schema(f"{schema}, bad string")
    else:
        reader = reader.option("mode", "FAILFAST").schema(schema)
    frame = reader.csv(str(folder)).withColumn("file", F.col("_metadata.file_name"))
    return frame.select("file", *NAMES, *(["bad"] if rejects else []))


def spark_rows(frame: DataFrame) -> dict[str, list[tuple[Any, ...]]]:
    """Collect the rows of each file, in order; a file is one task's, so its rows stay together."""
    values = ["unix_micros(moment)", "branch", "cast(amount as string)", "number", "unix_date(day)", "note"]
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for file, *row in frame.selectExpr("file", *values).collect():
        rows.setdefault(file, []).append(tuple(row))
    return rows
