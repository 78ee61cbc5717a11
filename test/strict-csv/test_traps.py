"""Every trap file gives what is written beside it: by the reference, by the reader alone, and through Spark."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

import reference
import through_spark
from corpus import Trap, traps
from reference import FileError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from parse_files import Parser

INTERPRETED = {"spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN"}
every_trap = pytest.mark.parametrize("trap", traps(), ids=lambda trap: trap.name)


@every_trap
def test_the_reference_agrees_with_the_note_beside_the_file(trap: Trap) -> None:
    if trap.error and trap.error[0] == "corrupt-gzip":
        with pytest.raises((EOFError, gzip.BadGzipFile)):
            gzip.decompress(trap.file.read_bytes())
        return
    data = trap.file.read_bytes()
    data = gzip.decompress(data) if trap.gzip else data
    if trap.error:
        with pytest.raises(FileError, match=f"^{trap.error[0]}$"):
            reference.parse(data, trap.columns, trap.max_row_bytes)
    else:
        assert reference.parse(data, trap.columns, trap.max_row_bytes) == trap.rows


@every_trap
@pytest.mark.parametrize("drip", [1, 1 << 20])
def test_the_reader_gives_what_the_note_says(parser: Parser, trap: Trap, drip: int) -> None:
    how = {"gzip": trap.gzip, "drip": drip, "spare_bytes": 0}
    data = trap.file.read_bytes()
    if trap.error:
        with pytest.raises(FileError) as caught:
            parser.parse(data, trap.columns, trap.max_row_bytes, **how)  # type: ignore[arg-type]
        # The sentence goes on to a person with a capital letter, so it must not begin with an address or a path.
        assert str(caught.value).startswith(f"strict-csv:{trap.error[0]}: the ")
        assert not any(ord(character) < 0x20 for character in str(caught.value))
        assert trap.error[1] in str(caught.value)
    else:
        assert parser.parse(data, trap.columns, trap.max_row_bytes, **how) == trap.rows  # type: ignore[arg-type]


def test_spark_gives_what_the_notes_say(spark: SparkSession) -> None:
    good = [trap for trap in traps() if trap.error is None]
    frames = [
        through_spark.comparable(through_spark.load(spark, trap.file, trap.columns, trap.max_row_bytes), trap.columns)
        for trap in good
    ]
    # Compiling code for each file would be most of the suite's time.
    for setting, value in INTERPRETED.items():
        spark.conf.set(setting, value)
    rows = through_spark.collect_all(frames)
    for setting in INTERPRETED:
        spark.conf.unset(setting)
    assert rows == [through_spark.in_text(row) for trap in good for row in trap.rows]


@pytest.mark.parametrize("trap", [trap for trap in traps() if trap.error], ids=lambda trap: trap.name)
def test_spark_refuses_what_the_notes_refuse(spark: SparkSession, trap: Trap) -> None:
    assert trap.error is not None
    code, part = trap.error
    with pytest.raises(Exception, match=f"strict-csv:{code}: ") as caught:  # noqa: PT012 - either step may refuse
        frame = through_spark.load(spark, trap.file, trap.columns, trap.max_row_bytes)
        # The end of a compressed file is only seen when it is read.
        assert code == "corrupt-gzip"
        frame.count()
    assert part in str(caught.value)
    assert str(trap.file) in str(caught.value)
