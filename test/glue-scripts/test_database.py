from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from countinghouse.arguments import parse_arguments
from countinghouse.database import LONGEST_PAUSE_SECONDS, TRIES, Database
from countinghouse.log import Log
from test_arguments import argv


def refused(code: str, message: str = "") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "ExecuteStatement")


class WakingApi:
    """Stands in for the Data API: gives the errors one after the other, then an answer."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls: list[dict[str, Any]] = []

    def execute_statement(self, **call: Any) -> dict[str, Any]:  # noqa: ANN401 - boto3's own shape
        self.calls.append(call)
        if self.errors:
            raise self.errors.pop(0)
        return {"records": [[{"stringValue": "here"}]]}


def database(api: WakingApi, pauses: list[float]) -> Database:
    client: Any = api
    return Database(client, parse_arguments(argv()), Log(), sleep=pauses.append)


@pytest.mark.parametrize(
    "error",
    [
        refused("DatabaseResumingException"),
        refused("ThrottlingException"),
        refused("StatementTimeoutException"),
        refused("DatabaseErrorException", "ERROR: deadlock detected; SQLState: 40P01"),
        EndpointConnectionError(endpoint_url="https://rds-data"),
        ReadTimeoutError(endpoint_url="https://rds-data"),
    ],
)
def test_waits_for_a_database_that_will_be_back(error: Exception) -> None:
    api, pauses = WakingApi(error, error, error), list[float]()
    assert database(api, pauses).value("select 1", {}) == "here"
    assert len(api.calls) == 4
    assert pauses == sorted(pauses)
    assert 0.75 <= pauses[0] <= 1


@pytest.mark.parametrize("goes_on", [False, True])
def test_lets_a_statement_go_on_when_the_call_is_cut_off_only_where_it_may(*, goes_on: bool) -> None:
    api = WakingApi(refused("StatementTimeoutException"))
    assert database(api, []).value("select 1", {}, goes_on=goes_on) == "here"
    assert [call["continueAfterTimeout"] for call in api.calls] == [goes_on, goes_on]


def test_does_not_repeat_a_statement_that_is_wrong() -> None:
    api, pauses = WakingApi(refused("DatabaseErrorException", "ERROR: syntax error; SQLState: 42601")), list[float]()
    with pytest.raises(ClientError):
        database(api, pauses).value("selekt", {})
    assert (len(api.calls), pauses) == (1, [])


def test_gives_up_after_its_tries_and_never_pauses_for_longer_than_half_a_minute() -> None:
    api, pauses = WakingApi(*[refused("DatabaseResumingException")] * TRIES), list[float]()
    with pytest.raises(ClientError):
        database(api, pauses).value("select 1", {})
    assert len(api.calls) == TRIES
    assert max(pauses) <= LONGEST_PAUSE_SECONDS
    assert sum(pauses) > 60  # longer than a paused database takes to wake


def test_types_its_parameters() -> None:
    api = WakingApi()
    database(api, []).value("select 1", {"a": "x", "b": 3, "c": None, "d": True})
    assert api.calls[0]["parameters"] == [
        {"name": "a", "value": {"stringValue": "x"}},
        {"name": "b", "value": {"longValue": 3}},
        {"name": "c", "value": {"isNull": True}},
        {"name": "d", "value": {"booleanValue": True}},
    ]
