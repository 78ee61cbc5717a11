"""Many files in one frame: everything as if each were read alone, and few tasks."""

from __future__ import annotations

import gzip
import json
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyspark.sql import functions as F  # noqa: N812 - the name that PySpark's own manual uses

import files
import reference
import through_spark
from reference import FileError, Row
from test_aggregates import INPUTS, Groups, add, almost_typical, expected, plan_of, whole

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, DataFrameReader, SparkSession

    from parse_files import Parser
    from reference import Column

quickly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
MAX_ROW_BYTES = 150
KEYS = st.lists(st.sampled_from(["_file", "_reason", "_column", "branch", "count", "day"]), unique=True, max_size=4)
CONTENTS = st.lists(st.tuples(st.one_of(files.tables(), almost_typical()), st.booleans()), min_size=1, max_size=5)
Contents = list[tuple[bytes, bool]]
Listed = list[dict[str, Any]]


def store(folder: Path, contents: Contents) -> Listed:
    """Write files, some of them in gzip, and give them as the option wants them."""
    listed: Listed = []
    for number, (content, packed) in enumerate(contents):
        file = folder / (f"{number}.csv.gz" if packed else f"{number}.csv")
        file.write_bytes(gzip.compress(content) if packed else content)
        listed.append({"path": str(file), "compression": "gzip"} if packed else {"path": str(file)})
    return listed


def first_error(contents: Contents) -> tuple[int, str] | None:
    for number, (content, _) in enumerate(contents):
        try:
            reference.parse(content, files.COLUMNS, MAX_ROW_BYTES)
        except FileError as error:
            return number, str(error)
    return None


def parsed(contents: Contents) -> list[list[Row]]:
    return [reference.parse(content, files.COLUMNS, MAX_ROW_BYTES) for content, _ in contents]


@given(CONTENTS, st.sampled_from([0, 1, 9, 60]), st.sampled_from(["both", "good", "bad"]))
@settings(quickly, max_examples=250)
def test_a_task_gives_the_rows_of_each_file_with_its_number(
    parser: Parser, contents: Contents, split_bytes: int, only: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        listed = store(Path(folder), contents)
        how: dict[str, Any] = {"splitBytes": split_bytes, "only": only}
        wrong = first_error(contents)
        if wrong is not None:
            with pytest.raises(FileError) as caught:
                parser.parse_list(listed, files.COLUMNS, MAX_ROW_BYTES, how)
            assert f" {listed[wrong[0]]['path']} " in str(caught.value)
            assert str(caught.value).startswith(f"strict-csv:{wrong[1].split(':')[0]}")
            return
        assert parser.parse_list(listed, files.COLUMNS, MAX_ROW_BYTES, how) == [
            (number, row)
            for number, rows in enumerate(parsed(contents))
            for row in rows
            if only in {"both", "good" if row.reason is None else "bad"}
        ]


def united(rows_of_files: list[list[Row]], keys: list[str], inputs: list[str]) -> Groups:
    groups: Groups = {}
    others = [key for key in keys if key != "_file"]
    for number, rows in enumerate(rows_of_files):
        for key, (count, measured) in expected(rows, others, inputs).items():
            at = keys.index("_file") if "_file" in keys else 0
            placed = (*key[:at], number, *key[at:]) if "_file" in keys else key
            if count or not keys:
                add(groups, placed, count, list(measured))
    return groups


@given(CONTENTS, KEYS, INPUTS, st.sampled_from([0, 9, 60]), st.sampled_from([1, 3, 1000]))
@settings(quickly, max_examples=250)
def test_aggregates_of_a_task_are_those_of_its_files_together(  # noqa: PLR0913, PLR0917 - one for each thing that may differ
    parser: Parser, contents: Contents, keys: list[str], inputs: list[str], split_bytes: int, most_groups: int
) -> None:
    if first_error(contents) is not None:
        return
    with tempfile.TemporaryDirectory() as folder:
        how = {
            "splitBytes": split_bytes,
            "aggregate": {"keys": keys, "inputs": inputs, "mostGroups": most_groups},
        }
        partials = parser.aggregate_list(store(Path(folder), contents), files.COLUMNS, MAX_ROW_BYTES, how)
    assert whole(partials, keys, inputs) == united(parsed(contents), keys, inputs)


def test_a_group_of_many_files_comes_once_from_a_task(parser: Parser, tmp_path: Path) -> None:
    listed = store(tmp_path, [(b"b,a\n1,x\n0.5,y\n", False)] * 7)
    asked = {"keys": ["a"], "inputs": ["b"], "mostGroups": 9}
    partials = parser.aggregate_list(listed, files.TWO_COLUMNS, MAX_ROW_BYTES, {"aggregate": asked})
    assert sorted(partials) == [["x", 7, 7, "1.00", "1.00", "7.00"], ["y", 7, 7, "0.50", "0.50", "3.50"]]


def reader(spark: SparkSession, listed: Listed, columns: list[Column]) -> DataFrameReader:
    return through_spark.reader(spark, columns, MAX_ROW_BYTES).option("files", json.dumps(listed))


def random_contents(chance: random.Random, count: int) -> Contents:
    """Give files with an order of columns each, most of them with a quote somewhere."""
    contents: Contents = []
    for number in range(count):
        names = chance.sample([*files.NAMES, "x"], len(files.NAMES) + 1)
        lines = [",".join(names).encode()]
        for _ in range(chance.randrange(40)):
            texts = [chance.choice(files.TEXTS.get(name, [""])[: chance.choice([1, 1, 99])]) for name in names]
            lines.append(b",".join(files.quoted_where_needed(text.encode()) for text in texts))
        contents.append((b"\n".join(lines) + chance.choice([b"", b"\n", b'\n"open']), number % 3 == 0))
    return contents


def figures(frame: DataFrame, *keys: str) -> set[tuple[str, ...]]:
    measures = [F.count("*"), F.sum("amount"), F.min("count"), F.max("count"), F.max("_line"), F.sum("_offset")]
    return {tuple(map(str, row)) for row in frame.groupBy("_reason", *keys).agg(*measures).collect()}


@pytest.mark.parametrize(("count", "split_bytes"), [(3, 0), (14, 0), (14, 200)])
def test_the_frame_of_many_files_is_the_union_of_their_frames(
    spark: SparkSession, tmp_path: Path, count: int, split_bytes: int
) -> None:
    contents = random_contents(random.Random(count), count)
    listed = store(tmp_path, contents)
    frame = reader(spark, listed, files.COLUMNS).option("splitBytes", split_bytes).load()
    alone = [through_spark.load(spark, Path(one["path"]), files.COLUMNS, MAX_ROW_BYTES) for one in listed]
    wanted = [[through_spark.in_text(row) for row in rows] for rows in parsed(contents)]
    assert sum(map(len, wanted)) > 10 * count
    # The rows come in the order of the files.
    assert through_spark.rows(frame, files.COLUMNS) == [row for rows in wanted for row in rows]
    assert [row[0] for row in frame.select("_file").collect()] == [
        number for number, rows in enumerate(wanted) for _ in rows
    ]
    for number in (0, count // 2, count - 1):
        only = frame.filter(F.col("_file") == number)
        assert through_spark.rows(only, files.COLUMNS) == wanted[number]
        assert through_spark.rows(only, files.COLUMNS) == through_spark.rows(alone[number], files.COLUMNS)
    assert figures(frame, "_file", "_column") == {
        (group[0], str(number), *group[1:]) for number, one in enumerate(alone) for group in figures(one, "_column")
    }
    union = alone[0]
    for one in alone[1:]:
        union = union.union(one)
    assert figures(frame, "branch") == figures(union, "branch")


def test_the_number_of_the_file_is_an_extra_column_of_lists_alone(spark: SparkSession, tmp_path: Path) -> None:
    listed = store(tmp_path, [(b"a,b,_file\nx,1,y\n", False)])
    frame = reader(spark, listed, files.TWO_COLUMNS).load()
    field = frame.schema["_file"]
    assert (field.dataType.simpleString(), field.nullable) == ("int", False)
    assert [name for name in frame.columns if name != "_file"] == [
        column["name"] for column in files.TWO_COLUMNS
    ] + through_spark.EXTRAS
    named: list[Column] = [{"name": "_file", "type": "string", "required": True}]
    alone = through_spark.load(spark, Path(listed[0]["path"]), named)
    assert alone.columns == ["_file", *through_spark.EXTRAS]
    assert [row[0] for row in alone.select("_file").collect()] == ["y"]
    with pytest.raises(Exception, match=r'^strict-csv:bad-option: no column may be named "_file"'):
        reader(spark, listed, named).load()


def test_the_reader_groups_by_file(spark: SparkSession, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = store(tmp_path, [(b"a,b\nx,1\ny,?\n", False), (b"b,a\n", False), (b"b,a\n2,x\n3,x\n", False)])
    grouped = reader(spark, listed, files.TWO_COLUMNS).load().groupBy("_file", "_reason", "a").agg(F.sum("b"))
    plan = plan_of(grouped, capsys)
    assert "aggregates over all rows of" in plan
    assert "0.csv and 2 more files" in plan
    assert {tuple(map(str, row)) for row in grouped.collect()} == {
        ("0", "None", "x", "1.00"),
        ("0", "bad-decimal", "None", "None"),
        ("2", "None", "x", "5.00"),
    }


def jobs_of(spark: SparkSession, group: str) -> int:
    return len(spark.sparkContext.statusTracker().getJobIdsForGroup(group))


def test_a_thousand_tiny_files_are_a_handful_of_tasks_and_jobs(spark: SparkSession, tmp_path: Path) -> None:
    listed = store(tmp_path, [(b'a,b\n"x%d",1\n' % number, False) for number in range(1000)])
    spark.sparkContext.setJobGroup("tiny files", "headers, then rows")
    try:
        frame = reader(spark, listed, files.TWO_COLUMNS).load()
        assert jobs_of(spark, "tiny files") == 1
        rows = frame.select("_file", "a").collect()
        assert jobs_of(spark, "tiny files") == 2
    finally:
        spark.sparkContext._jsc.clearJobGroup()  # type: ignore[union-attr] # noqa: SLF001 - PySpark has no other way
    assert [tuple(row) for row in rows] == [(number, f"x{number}") for number in range(1000)]
    assert frame.rdd.getNumPartitions() in range(2, 11)


MIB = 1 << 20


def quoted_file(size: int) -> bytes:
    row = b'"first\nsecond",1\n'
    return b"a,b\n" + row * (size // len(row))


def test_large_files_are_cut_with_one_look_at_all_and_small_ones_packed(spark: SparkSession, tmp_path: Path) -> None:
    small = b"a,b\nx,1\n"
    sizes = [0, 7, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0]
    contents = [(quoted_file(size * MIB) if size else small, False) for size in sizes]
    listed = store(tmp_path, contents)
    spark.sparkContext.setJobGroup("large files", "headers, one look, then rows")
    try:
        frame = reader(spark, listed, files.TWO_COLUMNS).option("splitBytes", 4 * MIB + MIB // 16).load()
        counted = {row[0]: row[1:] for row in frame.groupBy("_file").agg(F.count("*"), F.max("_line")).collect()}
        aggregated = jobs_of(spark, "large files")
        tasks = frame.rdd.getNumPartitions()
        assert jobs_of(spark, "large files") == aggregated + 1
    finally:
        spark.sparkContext._jsc.clearJobGroup()  # type: ignore[union-attr] # noqa: SLF001 - PySpark has no other way
    for number, (content, _) in enumerate(contents):
        rows = content.count(b",1\n")
        assert counted[number] == (rows, 2 * rows if sizes[number] else 2)
    # The first; the two pieces of the next; four small ones and three; two pieces of the large
    # one and its third with a small one; the last.
    assert tasks == 9
    assert frame.filter("_file = 9").count() == contents[9][0].count(b",1\n")


@pytest.mark.parametrize("count", [4, 30])
@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "strict-csv:empty-file: the file {} has no header"),
        (b"a,c\nx,1\n", 'strict-csv:wrong-header: the header of {} (line 1) lacks "b"'),
        (None, "strict-csv:source-gone: there is no file {}."),
    ],
)
def test_the_first_file_that_is_wrong_is_named_when_the_frame_is_made(
    spark: SparkSession, tmp_path: Path, count: int, content: bytes | None, complaint: str
) -> None:
    listed = store(tmp_path, [(b"b,a\n1,x\n", number % 5 == 0) for number in range(count)])
    wrong = Path(listed[count - 2]["path"])
    if content is None:
        wrong.unlink()
    else:
        wrong.write_bytes(content)
    Path(listed[count - 1]["path"]).write_bytes(b"\n")
    with pytest.raises(Exception, match=r"^strict-csv:") as caught:
        reader(spark, listed, files.TWO_COLUMNS).load()
    assert str(caught.value).startswith(complaint.format(wrong))


def test_a_file_that_vanishes_later_fails_the_action_by_its_name(spark: SparkSession, tmp_path: Path) -> None:
    listed = store(tmp_path, [(b"a,b\nx,1\n", False)] * 9)
    frame = reader(spark, listed, files.TWO_COLUMNS).load()
    Path(listed[5]["path"]).unlink()
    with pytest.raises(Exception, match=r"strict-csv:source-gone: there is no file .*5\.csv\."):
        frame.count()


@pytest.mark.parametrize(
    ("listed", "complaint"),
    [
        ("", "the option files is missing"),
        ("[", "files is not JSON: "),
        ('[{"path":"a"}] []', "files is not JSON: "),
        ('[{"path":"a","path":"b"}]', "files is not JSON: Duplicate field 'path'"),
        ("{}", "files must be a JSON array of at least one file"),
        ("[]", "files must be a JSON array of at least one file"),
        ('["a.csv"]', "files[0] must be an object"),
        ('[{"path":"a"},{}]', "files[1] must name its file either by path or by bucket"),
        ('[{"path":"a","bucket":"b"}]', "files[0] must name its file either by path or by bucket"),
        ('[{"path":""}]', "files[0] must give its path, a text that is not empty"),
        ('[{"path":7}]', "files[0] must give its path, a text that is not empty"),
        ('[{"path":"a","size":7}]', 'files[0] has the key "size", which does not belong there'),
        ('[{"path":"a","compression":"zip"}]', 'files[0] must have the compression none or gzip, not "zip"'),
        ('[{"bucket":"b","size":1}]', "files[0] must give its key, a text"),
        ('[{"bucket":"b","key":"k"}]', "files[0] must give its size, a whole number of bytes"),
        ('[{"bucket":"b","key":"k","size":-1}]', "files[0] must give its size, a whole number of bytes"),
        ('[{"bucket":"b","key":"k","size":"1"}]', "files[0] must give its size, a whole number of bytes"),
        ('[{"bucket":"b","key":"k","size":1,"versionId":null}]', "files[0] must give its versionId, a text"),
        ('[{"bucket":"b","key":"k","size":1,"versionid":"v"}]', 'files[0] has the key "versionid"'),
    ],
)
def test_a_wrong_list_is_explained(spark: SparkSession, listed: str, complaint: str) -> None:
    with pytest.raises(Exception, match=r"^strict-csv:bad-option: ") as caught:
        through_spark.reader(spark, files.TWO_COLUMNS).option("files", listed).load()
    assert complaint in str(caught.value)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"path": "a"}, r"with files, the options \[path\] have to be those of a file in it"),
        ({"bucket": "b", "versionId": "v"}, r"with files, the options \[bucket, versionid\] have"),
        ({"compression": "gzip"}, r"with files, the options \[compression\] have"),
        ({"mode": "checksum"}, "a checksum is that of one file"),
    ],
)
def test_a_list_stands_alone(spark: SparkSession, options: dict[str, str], complaint: str) -> None:
    with pytest.raises(Exception, match=f"^strict-csv:bad-option: {complaint}"):
        reader(spark, [{"path": "a"}], files.TWO_COLUMNS).options(**options).load()
