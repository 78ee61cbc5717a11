"""Rows that were quarantined are put right by a later file, each once, and everything else stays where it is."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from countinghouse import corrected_lines, text_parts
from countinghouse.attempt import Attempt
from countinghouse.header import first_row
from countinghouse.worker import work

if TYPE_CHECKING:
    from countingfloor import CountingFloor

HEADER = b"timestamp,branch_code,amount\n"
GOOD = b"2026-01-01T00:00:00Z,B1,1.00\n"
TIME = "2026-01-01T00:00:00Z"


def file_with(bad: dict[int, bytes], lines: int = 100) -> bytes:
    """Give a file with good rows of 1.00 for B1, but for the rows of some lines."""
    return HEADER + b"".join(bad.get(line, GOOD) for line in range(2, lines + 2))


def corrections(*rows: tuple[object, str, str], columns: str = "_line,timestamp,branch_code,amount") -> bytes:
    """Give a corrected file: lines, branches and amounts."""
    text = "".join(f"{line},{TIME},{branch},{amount}\n" for line, branch, amount in rows)
    return f"{columns}\n{text}".encode()


BAD = {3: b"2026-01-01T00:00:00Z,B1,x\n", 5: b"when,B2,2.00\n", 7: b"2026-01-01T00:00:00Z,B3\n"}


@pytest.fixture
def target(floor: CountingFloor) -> str:
    """Give a published run whose rows in the lines 3, 5 and 7 are quarantined."""
    run_id = floor.land("target.csv", file_with(BAD))
    floor.work_off()
    assert floor.run(run_id)["rows_quarantined"] == 3
    return run_id


def test_corrected_rows_are_added_to_the_totals(floor: CountingFloor, target: str) -> None:
    run_id = floor.correct(target, "fixed.csv", corrections((3, "B1", "-5.50"), (7, "B3", "0.07")))
    floor.work_off()
    run = floor.run(run_id)
    assert (run["state"], run["corrects"], run["counts"]) == ("SUCCEEDED", target, True)
    assert (run["rows_read"], run["rows_counted"], run["rows_quarantined"]) == (2, 2, 0)
    assert floor.figures(run_id) == {"B1": (1, "-5.50", "-5.50", "-5.50"), "B3": (1, "0.07", "0.07", "0.07")}
    assert floor.totals() == {"B1": (98, "-5.50", "1.00", "91.50"), "B3": (1, "0.07", "0.07", "0.07")}
    assert floor.corrected_lines(target) == [(3, 3), (7, 7)]
    assert (floor.run(target)["rows_quarantined"], floor.run(target)["rows_corrected"]) == (3, 2)


def test_columns_come_in_any_order_beside_others_that_are_ignored(floor: CountingFloor, target: str) -> None:
    body = (
        b'\xef\xbb\xbf"amount",_raw,branch_code,_line,_offset,_reason,timestamp,note\r\n'
        b'"1.25","old, ""text""\nof two lines",B9,5,999,bad-timestamp,2026-01-01T00:00:00Z,mine\r\n'
    )
    run_id = floor.correct(target, "any-order.csv.gz", gzip.compress(body))
    floor.work_off()
    assert floor.run(run_id)["state"] == "SUCCEEDED"
    assert floor.figures(run_id) == {"B9": (1, "1.25", "1.25", "1.25")}


def test_what_is_still_bad_or_corrects_nothing_is_quarantined_however_many_rows_that_are(
    floor: CountingFloor, target: str
) -> None:
    rows = [
        (4, "B1", "4.00"),  # was counted
        (5, "B2", "still bad"),
        (5, "B2", "2.00"),
        (5, "B2", "3.00"),  # again
        ("five", "B2", "2.00"),
        ("", "B2", "2.00"),
        (0, "B2", "2.00"),
        (9_000_000_000_000_000_000, "B2", "2.00"),
    ]
    run_id = floor.correct(target, "mixed.csv", corrections(*rows))
    floor.work_off()
    run = floor.run(run_id)
    assert (run["state"], run["rows_counted"], run["rows_quarantined"]) == ("SUCCEEDED", 1, 7)
    assert floor.figures(run_id) == {"B2": (1, "2.00", "2.00", "2.00")}
    assert [(row[0], row[3], row[4], row[5]) for row in floor.quarantined(run_id)] == [
        ("2", "line-not-quarantined", "_line", f"4,{TIME},B1,4.00"),
        ("3", "bad-decimal", "amount", f"5,{TIME},B2,still bad"),
        ("5", "line-repeated", "_line", f"5,{TIME},B2,3.00"),
        ("6", "bad-integer", "_line", f"five,{TIME},B2,2.00"),
        ("7", "missing", "_line", f",{TIME},B2,2.00"),
        ("8", "out-of-range", "_line", f"0,{TIME},B2,2.00"),
        ("9", "line-not-quarantined", "_line", f"9000000000000000000,{TIME},B2,2.00"),
    ]
    assert floor.rejects(run_id)[("line-repeated", "_line")] == 1


def test_a_line_is_corrected_once(floor: CountingFloor, target: str) -> None:
    floor.correct(target, "first.csv", corrections((3, "B1", "3.00"), (5, "B1", "5.00")))
    second = floor.correct(target, "second.csv", corrections((5, "B1", "50.00"), (7, "B1", "7.00")))
    third = floor.correct(target, "third.csv", corrections((5, "B1", "500.00")))
    floor.work_off()
    assert floor.run(second)["rows_counted"] == 1
    assert floor.rejects(second) == {("line-already-corrected", "_line"): 1}
    run = floor.run(third)
    assert (run["state"], run["error_code"], run["rows_quarantined"]) == ("REJECTED", "nothing-corrected", 1)
    assert target in run["error_message"]
    assert floor.totals() == {"B1": (100, "1.00", "7.00", "112.00")}


def test_a_new_version_of_a_correction_takes_the_place_of_the_older_one(floor: CountingFloor, target: str) -> None:
    older = floor.correct(target, "versions.csv", corrections((3, "B1", "3.00"), (5, "B1", "5.00")))
    floor.work_off()
    newer = floor.correct(target, "versions.csv", corrections((3, "B1", "30.00")))
    floor.work_off()
    assert (floor.run(older)["superseded_by"], floor.run(newer)["counts"]) == (newer, True)
    assert floor.totals() == {"B1": (98, "1.00", "30.00", "127.00")}
    assert floor.corrected_lines(target) == [(3, 3)]


def test_equal_bytes_that_correct_different_runs_are_no_repeats(floor: CountingFloor, target: str) -> None:
    other = floor.land("other.csv", file_with({3: b"2026-01-01T00:00:00Z,B1,y\n"}, 50))
    body = corrections((3, "B1", "3.00"))
    runs = [floor.correct(run, f"{name}.csv", body) for run, name in ((target, "a"), (other, "b"), (other, "c"))]
    floor.work_off()
    # The correction of a run that is not published yet is told to wait.
    assert [floor.run(run)["state"] for run in runs] == ["SUCCEEDED", "REJECTED", "REJECTED"]
    for run in runs[1:]:
        assert floor.run(run)["error_code"] == "corrects-unpublished"
        floor.database.value("select retry_run(:run_id::uuid)", {"run_id": run})
    floor.work_off()
    assert [floor.run(run)["state"] for run in runs] == ["SUCCEEDED", "SUCCEEDED", "DUPLICATE"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"timestamp,branch_code,amount\n2026-01-01T00:00:00Z,B1,1.00\n", "wrong-header"),
        (b"_line,_line,timestamp,branch_code,amount\n", "wrong-header"),
        (b"_line,timestamp,branch_code,amount\n", "no-rows"),
        (corrections((4, "B1", "1.00"), (400, "B1", "1.00")), "nothing-corrected"),
    ],
)
def test_a_file_that_cannot_correct_anything_is_rejected(
    floor: CountingFloor, target: str, body: bytes, code: str
) -> None:
    run_id = floor.correct(target, "useless.csv", body)
    floor.work_off()
    run = floor.run(run_id)
    assert (run["state"], run["error_code"]) == ("REJECTED", code)
    assert floor.corrected_lines(target) == []
    assert floor.totals() == {"B1": (97, "1.00", "1.00", "97.00")}
    if code == "wrong-header":
        assert '"_line"' in run["error_message"]


def test_a_run_without_quarantine_has_no_line_to_correct(floor: CountingFloor) -> None:
    clean = floor.land("clean.csv", HEADER + GOOD)
    floor.work_off()
    run_id = floor.correct(clean, "needless.csv", corrections((2, "B1", "1.00")))
    floor.work_off()
    assert floor.run(run_id)["error_code"] == "nothing-corrected"
    assert floor.rejects(run_id) == {("line-not-quarantined", "_line"): 1}


def test_a_quarantine_that_has_expired_cannot_be_corrected_any_more(floor: CountingFloor, target: str) -> None:
    prefix = floor.run(target)["quarantine_prefix"]
    floor.s3.delete_object(Bucket="results-bucket", Key=f"{prefix}index.json")
    run_id = floor.correct(target, "late.csv", corrections((3, "B1", "1.00")))
    floor.work_off()
    assert (floor.run(run_id)["state"], floor.run(run_id)["error_code"]) == ("REJECTED", "quarantine-gone")


def test_the_loser_of_a_race_for_a_line_is_judged_anew(
    floor: CountingFloor, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = floor.correct(target, "slow.csv", corrections((3, "B1", "3.00"), (5, "B1", "5.00")))
    place = floor.hire()
    claim = place.queue.claim()
    assert claim is not None
    stage = corrected_lines._send  # noqa: SLF001 - the moment between judging and publishing

    def overtaken(*sent: object) -> None:
        monkeypatch.undo()
        floor.correct(target, "quick.csv", corrections((5, "B1", "50.00")))
        floor.work_off()
        stage(*sent)  # type: ignore[arg-type]

    monkeypatch.setattr(corrected_lines, "_send", overtaken)
    assert Attempt(place, claim).do() == "again"
    assert floor.run(slow)["state"] == "PENDING"
    assert floor.figures(slow) == {}
    work(place, linger_seconds=0, time_budget_seconds=600)
    run = floor.run(slow)
    assert (run["state"], run["attempts"], run["rows_counted"], run["rows_quarantined"]) == ("SUCCEEDED", 2, 1, 1)
    assert floor.rejects(slow) == {("line-already-corrected", "_line"): 1}
    assert floor.totals() == {"B1": (99, "1.00", "50.00", "150.00")}


def test_any_raw_text_leaves_its_line_to_be_corrected(floor: CountingFloor) -> None:
    bad = {
        3: b'2026-01-01T00:00:00Z,"B\n1",x\n',
        6: b"2026-01-01T00:00:00Z,B\x00,1.00\n",
        8: b"2026-01-01T00:00:00Z,B\xff,1.00\n",
        10: b'2026-01-01T00:00:00Z,"B" 1,1.00\n',
    }
    run_id = floor.land("raw.csv", file_with(bad, 200))
    floor.work_off()
    # The row of line 3 has two lines.
    lines = [int(row[0]) for row in floor.quarantined(run_id)]
    assert lines == [3, 7, 9, 11]
    fixed = floor.correct(run_id, "raw-fixed.csv", corrections(*((line, "B1", "1.00") for line in lines)))
    floor.work_off()
    assert (floor.run(fixed)["rows_counted"], floor.run(run_id)["rows_corrected"]) == (4, 4)


def test_many_lines_over_many_parts_and_blocks_are_corrected(
    floor: CountingFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_parts, "ROWS_A_PART", 700)
    monkeypatch.setattr(corrected_lines, "CHUNK_BYTES", 20_000)
    bad = dict.fromkeys(range(20, 120000, 23), b"2026-01-01T00:00:00Z,B1,bad\n")
    run_id = floor.land("many.csv", file_with(bad, 130_000))
    floor.work_off()
    lines = sorted(bad)
    half = lines[::2]
    first = floor.correct(run_id, "many-1.csv", corrections(*((line, "B2", "0.01") for line in reversed(half))))
    floor.work_off()
    assert floor.corrected_lines(run_id) == [(line, line) for line in half]
    second = floor.correct(run_id, "many-2.csv", corrections(*((line, "B3", "0.01") for line in lines)))
    floor.work_off()
    assert (floor.run(first)["rows_counted"], floor.run(second)["rows_counted"]) == (len(half), len(lines) - len(half))
    assert floor.rejects(second) == {("line-already-corrected", "_line"): len(half)}
    run = floor.run(run_id)
    assert run["rows_corrected"] == run["rows_quarantined"] == len(lines)


def test_the_index_of_a_quarantine_tells_the_header_of_the_file(floor: CountingFloor, target: str) -> None:
    index = json.loads(floor.read_result(f"{floor.run(target)['quarantine_prefix']}index.json"))
    assert index["header"] == ["timestamp", "branch_code", "amount"]


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (b"\xef\xbb\xbfa,b\r\nrest", ["a", "b"]),
        (b'\n\r\n"a ""1""",b\nrest\xff\xc3', ['a "1"', "b"]),
        (b'"a\nb",c\n', ["a\nb", "c"]),
        (b"a,b", None),
        (b"a\rb,c\n", None),
        (b"", None),
        (b"x" * 200_000 + b",b\n", None),
    ],
)
def test_a_header_is_told_when_all_of_it_is_there(head: bytes, names: list[str] | None) -> None:
    assert first_row(head) == names


rows_of_corrections = st.lists(
    st.tuples(st.sampled_from([3, 4, 5, 7, 9, 102]), st.sampled_from(["1.00", "-0.01", "x", "9.99"])),
    min_size=1,
    max_size=8,
)


@settings(
    max_examples=5,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
@given(files=st.lists(rows_of_corrections, min_size=1, max_size=4))
def test_whatever_is_dropped_each_line_counts_once_and_nothing_is_lost(
    floor: CountingFloor, files: list[list[tuple[int, str]]]
) -> None:
    floor.clear()
    target = floor.land("property.csv", file_with(BAD))
    floor.work_off()
    done: set[int] = set()
    cents = 97 * 100
    seen: set[bytes] = set()
    for number, rows in enumerate(files):
        body = corrections(*((line, "B1", amount) for line, amount in rows))
        run_id = floor.correct(target, f"{number}.csv", body)
        floor.work_off()
        counted = []
        for line, amount in rows:
            if line in BAD and line not in done and amount != "x":
                done.add(line)
                counted.append(amount)
        run = floor.run(run_id)
        if body in seen and floor.run(run_id)["state"] == "DUPLICATE":
            assert counted == []
            continue
        assert run["state"] == ("SUCCEEDED" if counted else "REJECTED")
        assert (run["rows_read"], run["rows_counted"]) == (len(rows), len(counted))
        assert len(list(csv.reader(io.StringIO("\n".join(row[5] for row in floor.quarantined(run_id)))))) == (
            len(rows) - len(counted)
        )
        seen.add(body)
        cents += sum(round(float(amount) * 100) for amount in counted)
    total = floor.totals()["B1"]
    assert (total[0], total[3]) == (97 + len(done), f"{cents // 100}.{cents % 100:02d}")
    assert floor.run(target)["rows_corrected"] == len(done)
