"""What becomes of a batch of accounts and transfers: its balances, its rejected transfers, and when it is rejected."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from account_balances import REPORT
from batchfloor import BatchFloor, accounts, transfers
from countinghouse.attempt import Attempt
from countinghouse.run_queue import RunError
from countinghouse.staging import Staging

if TYPE_CHECKING:
    from countingfloor import CountingFloor

THREE = accounts(("1", "0", "10.00"), ("2", "0", "0.00"), ("10", "1", "-5.00"))
FOUR = transfers(("1", "4.00", "2"), ("1", "7", "2"), ("2", "1.5", "1"), ("10", "1", "2"))
KINDS = ("balances-csv", "balances-parquet", "rejected-transfers")
FOUR_FINALS = {"1": "7.50", "2": "2.50", "10": "-5.00"}


@pytest.fixture
def batches(floor: CountingFloor) -> BatchFloor:
    return BatchFloor(floor)


def test_a_batch_is_published_with_balances_files_and_a_receipt(batches: BatchFloor) -> None:
    run_id = batches.replay("published", THREE, FOUR)
    run = batches.floor.run(run_id)
    assert (run["state"], run["counts"], run["error_message"]) == ("SUCCEEDED", True, None)
    assert (run["rows_read"], run["rows_counted"], run["rows_quarantined"], run["groups"]) == (7, 7, 0, 3)
    assert run["bytes_read"] == len(THREE) + len(FOUR)
    assert batches.balances(run_id) == [
        ["1", "0", "10.00", "1.50", "4.00", "7.50"],
        ["2", "0", "0.00", "4.00", "1.50", "2.50"],
        ["10", "1", "-5.00", "0.00", "0.00", "-5.00"],
    ]
    assert batches.rejections(run_id) == {"insufficient-funds": 1, "different-countries": 1}
    assert batches.rejected(run_id) == [(3, "insufficient-funds"), (5, "different-countries")]
    assert batches.written(run_id, "balances-csv") == [["1", "0", "7.50"], ["2", "0", "2.50"], ["10", "1", "-5.00"]]
    [part] = batches.files(run_id, "rejected-transfers")
    assert part["reasons"] == {"different-countries": 1, "insufficient-funds": 1}
    assert part["key"] == f"results/{run_id}/1/rejected/part-00000.csv.gz"
    assert run["results_prefix"] == f"results/{run_id}/1/"
    assert batches.floor.steps(run_id) == [
        "identifying",
        "reading",
        "replaying",
        "staging",
        "writing results",
        "publishing",
    ]


def test_a_worker_leaves_a_batch_alone_until_both_files_are_there(batches: BatchFloor) -> None:
    run_id = batches.land("waiting", "transactions.csv", FOUR)
    batches.floor.work_off(REPORT)
    assert batches.floor.run(run_id)["waiting_for"] == "files"
    assert batches.land("waiting", "accounts.csv.gz", gzip.compress(THREE)) == run_id
    batches.floor.work_off(REPORT)
    assert batches.floor.run(run_id)["state"] == "SUCCEEDED"
    # Of a compressed file it is known where the last row ends, not whether a line end follows.
    assert batches.floor.run(run_id)["bytes_read"] == len(THREE) - 1 + len(FOUR)
    assert batches.finals(run_id) == FOUR_FINALS


def test_a_newer_version_of_either_file_replaces_the_balances(batches: BatchFloor) -> None:
    older = batches.replay("versions", THREE, FOUR)
    newer = batches.land("versions", "transactions.csv", transfers(("1", "4.00", "2")))
    batches.floor.work_off(REPORT)
    assert batches.finals(newer) == {"1": "6.00", "2": "4.00", "10": "-5.00"}
    assert (batches.floor.run(older)["counts"], batches.floor.run(older)["superseded_by"]) == (False, newer)
    assert batches.files(newer, "rejected-transfers") == []


def test_the_same_bytes_in_another_batch_are_no_second_result(batches: BatchFloor) -> None:
    first = batches.replay("first", THREE, FOUR)
    again = batches.replay("again", THREE, FOUR)
    assert (batches.floor.run(again)["state"], batches.floor.run(again)["duplicate_of"]) == ("DUPLICATE", first)
    assert batches.finals(again) == {}


def test_a_day_without_transfers_leaves_every_balance_as_it_was(batches: BatchFloor) -> None:
    run_id = batches.replay("no-transfers", THREE, transfers())
    assert batches.floor.run(run_id)["state"] == "SUCCEEDED"
    assert batches.finals(run_id) == {"1": "10.00", "2": "0.00", "10": "-5.00"}


@pytest.mark.parametrize(
    ("of_accounts", "of_transfers", "code", "said"),
    [
        (accounts(), FOUR, "no-rows", "accounts: The file has a header but not a single row"),
        (b"account,country,balance\n", FOUR, "wrong-header", "rejected/accounts.csv "),
        (THREE, b"date,from,amount,to\n", "wrong-header", "rejected/transactions.csv "),
        (THREE, b"", "empty-file", "rejected/transactions.csv "),
        (gzip.compress(THREE)[:40], FOUR, "corrupt-gzip", "rejected/accounts.csv.gz "),
        (THREE, FOUR + b"2021-11-29T00:00:00,1,x,2\n", "too-many-bad-rows", "transactions: 1 of 5 rows"),
        (THREE + b"2,1,1\n", FOUR, "duplicate-account", "account 2 "),
    ],
)
def test_a_batch_that_breaks_its_contract_is_rejected_and_says_which_file_did(
    batches: BatchFloor, of_accounts: bytes, of_transfers: bytes, code: str, said: str
) -> None:
    run_id = batches.replay("rejected", of_accounts, of_transfers)
    run = batches.floor.run(run_id)
    assert (run["state"], run["error_code"], run["attempts"]) == ("REJECTED", code, 1)
    assert said in run["error_message"]
    assert (batches.balances(run_id), run["results_prefix"]) == ([], None)


def test_bad_rows_of_each_file_lie_in_a_quarantine_of_their_own(batches: BatchFloor) -> None:
    many = [(f"{number:03}", "0", "1.00") for number in range(60)]
    of_accounts = accounts(*many, ("060", "0", "much"))
    of_transfers = transfers(*[("000", "0.01", "001")] * 40, ("000", "1.00", ""))
    run_id = batches.replay("quarantines", of_accounts, of_transfers)
    run = batches.floor.run(run_id)
    assert (run["state"], run["rows_read"], run["rows_counted"], run["rows_quarantined"]) == ("SUCCEEDED", 102, 100, 2)
    assert run["quarantine_prefix"] == f"quarantine/{run_id}/1/"
    assert [row[0] for row in batches.floor.quarantined(run_id, "accounts/")] == ["62"]
    assert [row[3:5] for row in batches.floor.quarantined(run_id, "transactions/")] == [["missing", "toAccountNumber"]]
    counted = batches.floor.json(
        "select jsonb_agg(jsonb_build_array(role, reason, column_name, count) order by role)::text"
        " from run_reject_count where run_id = :run_id::uuid",
        {"run_id": run_id},
    )
    assert counted == [
        ["accounts", "bad-decimal", "balance", 1],
        ["transactions", "missing", "toAccountNumber", 1],
    ]
    # The numbers of all accounts are digits, so 010 stands where 10 does; it is text all the same.
    assert [row[0] for row in batches.balances(run_id)] == [row[0] for row in many]


def test_the_tolerance_for_bad_rows_is_of_each_file_by_itself(batches: BatchFloor) -> None:
    many_good = transfers(*[("1", "0.01", "2")] * 200)
    run_id = batches.replay("tolerance", THREE + b"11,0,much\n", many_good)
    run = batches.floor.run(run_id)
    assert (run["state"], run["error_code"]) == ("REJECTED", "too-many-bad-rows")
    assert "accounts: 1 of 4 rows" in run["error_message"]
    assert [row[0] for row in batches.floor.quarantined(run_id, "accounts/")] == ["5"]
    assert batches.floor.quarantined(run_id, "transactions/") == []


def test_nothing_is_staged_for_a_worker_that_lost_the_batch(
    batches: BatchFloor, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = batches.land_both("lost", THREE, FOUR)
    place = batches.floor.hire(REPORT)
    claim = place.queue.claim()
    assert claim is not None
    send = Staging.send

    def lose_and_send(staging: Staging, sql: str, rows: str) -> None:
        batches.floor.database.value(
            "select release_worker(:w::uuid, :e::jsonb, null)",
            {"w": place.worker_id, "e": RunError("worker-died", "It was silent.").as_json()},
        )
        send(staging, sql, rows)

    with monkeypatch.context() as patched:
        patched.setattr(Staging, "send", lose_and_send)
        assert Attempt(place, claim).do() == "fenced"
    assert (batches.floor.run(run_id)["state"], batches.balances(run_id)) == ("PENDING", [])
    batches.floor.make_claimable(run_id)
    batches.floor.work_off(REPORT)
    run = batches.floor.run(run_id)
    assert (run["published_attempt"], run["results_prefix"]) == (2, f"results/{run_id}/2/")
    assert batches.finals(run_id) == FOUR_FINALS


def test_the_same_rows_give_the_same_files_in_another_attempt(batches: BatchFloor) -> None:
    first = batches.replay("bytes", THREE, FOUR)
    second = batches.land("bytes", "accounts.csv", THREE)
    batches.floor.work_off(REPORT)
    files = [
        [(file["kind"], file["rows"], file["sha256"]) for kind in KINDS for file in batches.files(run_id, kind)]
        for run_id in (first, second)
    ]
    assert files[0] == files[1]
    assert [kind for kind, _, _ in files[0]] == list(KINDS)
