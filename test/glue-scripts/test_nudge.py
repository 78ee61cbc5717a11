"""A worker tells of a closed run that somebody has asked for, and of no other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from countinghouse.arguments import parse_arguments
from countinghouse.log import Log
from countinghouse.nudge import ReplyNudge
from countinghouse.run_queue import Claim, Fenced, RunError, RunQueue
from test_arguments import argv

if TYPE_CHECKING:
    from countingfloor import CountingFloor

CLAIM = Claim(run_id="11111111-1111-4111-8111-111111111111", attempt=1, sources=())
ERROR = RunError("wrong-header", "The column amount is missing.")


class Answers:
    """Stands in for the database: gives one answer and keeps what was asked."""

    def __init__(self, outcome: str, *, due: bool) -> None:
        self.asked: list[str] = []
        self._answer = json.dumps({"outcome": outcome, "repliesDue": due})

    def value(self, sql: str, _parameters: object, **_how: bool) -> str:
        self.asked.append(sql)
        return self._answer


def queue(answers: Answers, told: list[str]) -> RunQueue:
    database: Any = answers
    return RunQueue(database, "22222222-2222-4222-8222-222222222222", told.append)


@pytest.mark.parametrize("due", [True, False])
def test_every_call_that_may_close_a_run_tells_of_the_replies_in_the_same_statement(*, due: bool) -> None:
    told: list[str] = []
    answers = Answers("done", due=due)
    closing = queue(answers, told)
    closing.identify(CLAIM, [])
    closing.publish(CLAIM, "{}")
    closing.reject(CLAIM, "{}", ERROR)
    closing.fail_attempt(CLAIM, ERROR, "log")
    assert told == ([CLAIM.run_id] * 4 if due else [])
    assert len(answers.asked) == 4
    assert all(sql.startswith("select with_replies(:run_id::uuid, ") for sql in answers.asked)


def test_a_run_that_is_closed_already_is_told_of_even_to_a_worker_that_is_fenced_off() -> None:
    told: list[str] = []
    with pytest.raises(Fenced):
        queue(Answers("fenced", due=True), told).publish(CLAIM, "{}")
    assert told == [CLAIM.run_id]


def test_a_queue_that_does_not_answer_is_no_failure_of_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = parse_arguments([*argv(), "--watchdog_queue_url", "https://sqs/watchdog"])
    with patch.object(boto3, "client", side_effect=EndpointConnectionError(endpoint_url="https://sqs")):
        ReplyNudge(arguments, Log())(CLAIM.run_id)
    assert "reply not asked for" in "".join(capsys.readouterr())


def test_a_worker_without_the_queue_leaves_it_to_the_watchdog() -> None:
    with patch.object(boto3, "client", side_effect=AssertionError):
        ReplyNudge(parse_arguments(argv()), Log())(CLAIM.run_id)


def test_a_published_run_that_was_asked_for_is_told_of_through_the_queue(floor: CountingFloor) -> None:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="watchdog-of-the-worker")["QueueUrl"]
    content = b"timestamp,branch_code,amount\n2026-01-01T00:00:00Z,B1,1.10\n"
    asked, other = floor.land("asked.csv", content), floor.land("other.csv", content.replace(b"B1", b"B2"))
    sql = "insert into request (request_id, contents, origin, run_id) values ('r-1', 'c', 'queue', :run_id::uuid)"
    floor.database.value(sql, {"run_id": asked})
    floor.work_off(watchdog_queue_url=url)
    assert (floor.run(asked)["state"], floor.run(other)["state"]) == ("SUCCEEDED", "SUCCEEDED")
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
    assert [json.loads(message["Body"]) for message in messages] == [{"runId": asked, "renew": False}]
