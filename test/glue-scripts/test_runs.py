"""What becomes of a run when files come twice, late or broken, and when workers die or lose their claim."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from countingfloor import LOG_LOCATION
from countinghouse import staging
from countinghouse.attempt import Attempt
from countinghouse.run_queue import RunError
from countinghouse.worker import work
from crc64 import crc64nvme

if TYPE_CHECKING:
    from conftest import Cloud
    from countingfloor import CountingFloor

HEADER = b"timestamp,branch_code,amount\n"


def transactions(*rows: tuple[str, str]) -> bytes:
    """Give a file with these branches and amounts."""
    return HEADER + "".join(f"2026-01-01T00:00:00Z,{branch},{amount}\n" for branch, amount in rows).encode()


ONE = transactions(("B1", "1.10"), ("B1", "-2.20"), ("B2", "0.05"))
ONE_FIGURES = {"B1": (2, "-2.20", "1.10", "-1.10"), "B2": (1, "0.05", "0.05", "0.05")}


def test_a_file_is_published_with_a_receipt(floor: CountingFloor) -> None:
    run_id = floor.land("receipt.csv", ONE)
    floor.work_off()
    run = floor.run(run_id)
    assert (run["state"], run["counts"], run["rows_read"], run["groups"]) == ("SUCCEEDED", True, 3, 2)
    assert run["bytes_read"] == len(ONE)
    assert (run["code_version"], run["spark_version"], run["declaration_version"]) == ("test", floor.spark.version, 1)
    assert run["log_location"] == LOG_LOCATION
    assert run["peak_memory_bytes"] > 100_000_000
    assert float(run["cost_usd"]) > 0
    assert run["quarantine_prefix"] is None
    assert floor.figures(run_id) == floor.totals() == ONE_FIGURES
    assert floor.steps(run_id) == ["identifying", "reading", "staging", "publishing"]


def test_quotes_far_into_a_large_file_change_no_figure(floor: CountingFloor) -> None:
    several_splits = 600_000
    rows = b"2026-01-01T00:00:00Z,B1,1.10\n" * several_splits
    late = b'2026-01-01T00:00:00Z,"B\n2",0.05\n"2026-01-01T00:00:00Z,B1,1.10\n'
    run_id = floor.land("late-quotes.csv", HEADER + rows + late)
    floor.work_off()
    run = floor.run(run_id)
    assert (run["state"], run["rows_read"], run["rows_quarantined"]) == ("SUCCEEDED", several_splits + 2, 1)
    assert floor.figures(run_id) == {"B1": (several_splits, "1.10", "1.10", "660000.00"),
                                     "B\n2": (1, "0.05", "0.05", "0.05")}  # fmt: skip
    assert [row[0] for row in floor.quarantined(run_id)] == [str(several_splits + 4)]


def test_the_checksum_of_s3_and_the_one_that_is_computed_are_the_same(floor: CountingFloor) -> None:
    first = floor.land("told.csv", ONE, with_checksum=True)
    second = floor.land("computed.csv", ONE, with_checksum=False)
    floor.work_off()
    assert floor.run(second)["state"] == "DUPLICATE"
    assert floor.run(second)["duplicate_of"] == first
    expected = base64.b64encode(crc64nvme(ONE).to_bytes(8, "big")).decode()
    assert floor.run(first)["content_identity"] == f"{len(ONE)}:CRC64NVME:{expected}"
    assert floor.totals() == ONE_FIGURES


def test_a_newer_version_takes_the_place_of_the_older_one(floor: CountingFloor) -> None:
    older = floor.land("versions.csv", ONE)
    floor.work_off()
    newer = floor.land("versions.csv", transactions(("B2", "7")))
    floor.work_off()
    assert floor.totals() == {"B2": (1, "7.00", "7.00", "7.00")}
    assert (floor.run(older)["superseded_by"], floor.run(older)["counts"]) == (newer, False)


def test_an_older_version_that_comes_late_never_counts(floor: CountingFloor) -> None:
    older = floor.put("late.csv", ONE)
    newer = floor.land("late.csv", transactions(("B2", "7")))
    floor.work_off()
    floor.record(older)
    floor.work_off()
    run = floor.run(older.run_id)
    assert (run["state"], run["counts"], run["superseded_by"]) == ("SUCCEEDED", False, newer)
    assert floor.figures(older.run_id) == ONE_FIGURES  # what was in it, not what is there now
    assert floor.totals() == {"B2": (1, "7.00", "7.00", "7.00")}


def test_a_newer_version_with_the_same_bytes_supersedes_as_well(floor: CountingFloor) -> None:
    older = floor.land("again.csv", ONE)
    newer = floor.land("again.csv", ONE)
    floor.work_off()
    assert floor.run(older)["superseded_by"] == newer
    assert floor.totals() == ONE_FIGURES


def test_a_key_that_is_hard_to_write_is_read_as_it_is(floor: CountingFloor) -> None:
    run_id = floor.land("a b+ü: %41&=é.csv", ONE)
    longer = floor.land("a b+ü: %41&=é.csv.gz", b"no gzip at all")
    floor.work_off()
    assert floor.run(run_id)["state"] == "SUCCEEDED"
    assert floor.run(longer)["error_code"] == "corrupt-gzip"


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("empty.csv", b"", "empty-file"),
        ("header-only.csv", HEADER, "no-rows"),
        ("wrong.csv", b"timestamp,branch,amount\n", "wrong-header"),
        ("twice.csv", b"timestamp,branch_code,amount,amount\n", "wrong-header"),
        ("bad.csv", transactions(("B1", "1"), ("B1", "x")), "too-many-bad-rows"),
        ("broken.csv.gz", b"\x1f\x8b\x08 this is not gzip", "corrupt-gzip"),
    ],
)
def test_a_file_that_breaks_its_contract_is_rejected(floor: CountingFloor, name: str, body: bytes, code: str) -> None:
    run_id = floor.land(name, body)
    floor.work_off()
    run = floor.run(run_id)
    assert (run["state"], run["error_code"], run["attempts"]) == ("REJECTED", code, 1)
    assert run["error_message"].endswith(".")
    assert "strict-csv" not in run["error_message"]
    assert floor.figures(run_id) == floor.totals() == {}


def test_the_rows_of_a_rejected_file_can_still_be_seen(floor: CountingFloor) -> None:
    run_id = floor.land("seen.csv", transactions(("B1", "1"), ("B1", "x")))
    floor.work_off()
    run = floor.run(run_id)
    assert (run["rows_read"], run["rows_counted"], run["rows_quarantined"]) == (2, 1, 1)
    assert floor.rejects(run_id) == {("bad-decimal", "amount"): 1}
    assert floor.quarantined(run_id) == [
        ["3", "55", "25", "bad-decimal", "amount", "2026-01-01T00:00:00Z,B1,x"],
    ]
    assert floor.steps(run_id) == ["identifying", "reading", "quarantining"]


def test_a_version_that_was_deleted_is_gone(floor: CountingFloor) -> None:
    landed = floor.put("gone.csv", ONE)
    floor.s3.delete_object(Bucket="landing-bucket", Key=landed.key, VersionId=landed.version_id)
    floor.work_off_one(landed)
    run = floor.run(landed.run_id)
    assert (run["state"], run["error_code"]) == ("REJECTED", "source-gone")
    assert landed.key in run["error_message"]


def test_a_version_under_a_delete_marker_is_read(floor: CountingFloor) -> None:
    landed = floor.put("marked.csv", ONE)
    floor.s3.delete_object(Bucket="landing-bucket", Key=landed.key)
    floor.work_off_one(landed)
    assert floor.run(landed.run_id)["state"] == "SUCCEEDED"


def test_a_worker_does_everything_that_is_pending_in_the_order_of_arrival(floor: CountingFloor) -> None:
    runs = [floor.land(f"queue-{number}.csv", transactions((f"B{number}", "1"))) for number in range(5)]
    place = floor.hire()
    work(place, linger_seconds=0, time_budget_seconds=600)
    states = [floor.run(run_id) for run_id in runs]
    assert {run["state"] for run in states} == {"SUCCEEDED"}
    assert sorted(states, key=lambda run: str(run["ended_at"])) == states
    assert floor.worker_state(place.worker_id) == "GONE"


def test_nothing_of_one_run_is_left_in_the_next(floor: CountingFloor) -> None:
    first = floor.land("warm-1.csv", transactions(*[("B1", "1")] * 30, ("B1", "bad")))
    second = floor.land("warm-2.csv", ONE)
    floor.work_off()
    assert floor.run(first)["rows_quarantined"] == 1
    assert (floor.run(second)["rows_quarantined"], floor.run(second)["quarantine_prefix"]) == (0, None)
    assert floor.figures(second) == ONE_FIGURES
    assert floor.spark.sparkContext._jsc.getPersistentRDDs().isEmpty()  # noqa: SLF001


def test_a_worker_that_lost_its_run_leaves_no_trace_of_it(floor: CountingFloor) -> None:
    run_id = floor.land("fenced.csv", ONE)
    slow, quick = floor.hire(), floor.hire()
    claim = slow.queue.claim()
    assert claim is not None
    floor.database.value(
        "select release_worker(:w::uuid, :e::jsonb, null)",
        {"w": slow.worker_id, "e": RunError("worker-died", "It was silent.").as_json()},
    )
    assert Attempt(slow, claim).do() == "fenced"
    assert floor.run(run_id)["state"] == "PENDING"
    assert floor.figures(run_id) == {}
    floor.make_claimable(run_id)
    work(quick, linger_seconds=0, time_budget_seconds=600)
    run = floor.run(run_id)
    assert (run["state"], run["attempts"], run["published_attempt"]) == ("SUCCEEDED", 2, 2)
    assert floor.totals() == ONE_FIGURES


def test_a_worker_that_loses_its_run_while_it_publishes_changes_nothing(
    floor: CountingFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = floor.land("late-fence.csv", ONE)
    place = floor.hire()
    claim = place.queue.claim()
    assert claim is not None
    flush = staging.Stager.flush

    def lose_and_flush(stager: staging.Stager) -> None:
        flush(stager)
        floor.database.value(
            "select release_worker(:w::uuid, :e::jsonb, null)",
            {"w": place.worker_id, "e": RunError("worker-died", "It was silent.").as_json()},
        )

    monkeypatch.setattr(staging.Stager, "flush", lose_and_flush)
    assert Attempt(place, claim).do() == "fenced"
    assert (floor.run(run_id)["state"], floor.totals(), floor.figures(run_id)) == ("PENDING", {}, {})


def test_a_worker_that_dies_between_chunks_leaves_nothing_that_counts(
    floor: CountingFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(f"B{number:03d}", f"{number}.01") for number in range(300)]
    run_id = floor.land("chunks.csv", transactions(*rows))
    monkeypatch.setattr(staging, "CHUNK_BYTES", 4_096)
    dying = floor.hire()
    flush = staging.Stager.flush

    def die_after_the_second(stager: staging.Stager) -> None:
        if stager.sent_chunks == 2:
            raise KeyboardInterrupt
        flush(stager)

    with monkeypatch.context() as patched:
        patched.setattr(staging.Stager, "flush", die_after_the_second)
        with pytest.raises(KeyboardInterrupt):
            work(dying, linger_seconds=0, time_budget_seconds=600)
    staged = floor.figures(run_id)
    assert 0 < len(staged) < len(rows)
    assert floor.totals() == {}

    error = RunError("worker-died", "It was killed.").as_json()
    floor.database.value("select release_worker(:w::uuid, :e::jsonb, null)", {"w": dying.worker_id, "e": error})
    floor.make_claimable(run_id)
    floor.work_off()
    assert floor.run(run_id)["published_attempt"] == 2
    assert floor.totals() == {branch: (1, amount, amount, amount) for branch, amount in rows}
    assert floor.figures(run_id) == floor.totals()


def test_a_failed_attempt_is_noted_and_the_worker_goes_on(
    floor: CountingFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = floor.land("breaks.csv", ONE)
    fine = floor.land("fine.csv", transactions(("B9", "9")))
    flush = staging.Stager.flush

    def break_once(_stager: staging.Stager) -> None:
        monkeypatch.setattr(staging.Stager, "flush", flush)
        raise staging.FigureError("the sum is not text")

    monkeypatch.setattr(staging.Stager, "flush", break_once)
    floor.work_off()
    run = floor.run(broken)
    assert (run["state"], run["error_code"]) == ("PENDING", "worker-error")
    assert run["error_message"].startswith("FigureError: the sum is not text")
    assert run["log_location"] == LOG_LOCATION
    assert floor.run(fine)["state"] == "SUCCEEDED"


def test_the_largest_amounts_add_up_without_overflow(floor: CountingFloor) -> None:
    run_id = floor.land("large.csv", transactions(*[("B1", "999999999999999.99")] * 1_000, ("B2", "-0.00")))
    floor.work_off()
    assert floor.figures(run_id)["B1"] == (1_000, "999999999999999.99", "999999999999999.99", "999999999999999990.00")
    assert floor.figures(run_id)["B2"] == (1, "0.00", "0.00", "0.00")


def test_quarantined_rows_of_a_large_file_lie_in_numbered_parts_in_file_order(floor: CountingFloor) -> None:
    rows = [("B1", "x") if number % 2 else ("B1", "1") for number in range(50_000)]
    run_id = floor.land("many-bad.csv", transactions(*rows))
    floor.work_off()
    run = floor.run(run_id)
    index = json.loads(floor.read_result(f"{run['quarantine_prefix']}index.json"))
    counts = [part["rows"] for part in index["parts"]]
    assert (len(counts), sum(counts), max(counts) <= 10_000) == (3, 25_000, True)
    assert [int(row[0]) for row in floor.quarantined(run_id)] == list(range(3, 50_003, 2))


def test_waits_for_a_database_that_wakes(floor: CountingFloor, cloud: Cloud) -> None:
    run_id = floor.land("asleep.csv", ONE)
    place = floor.hire()
    cloud.fall_asleep(2_500)
    work(place, linger_seconds=0, time_budget_seconds=600)
    assert floor.run(run_id)["state"] == "SUCCEEDED"


def test_a_spent_time_budget_leaves_the_rest_to_the_next_worker(floor: CountingFloor) -> None:
    run_id = floor.land("budget.csv", ONE)
    place = floor.hire()
    work(place, linger_seconds=60, time_budget_seconds=0)
    assert floor.run(run_id)["state"] == "PENDING"
    assert floor.worker_state(place.worker_id) == "GONE"
    floor.work_off()
    assert floor.run(run_id)["state"] == "SUCCEEDED"
