"""The database through the RDS Data API: one statement a call, repeated while the database wakes up."""

from __future__ import annotations

import random
import re
import time
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotoConnectionError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_rds_data import RDSDataServiceClient
    from mypy_boto3_rds_data.type_defs import FieldOutputTypeDef, FieldTypeDef, SqlParameterTypeDef

    from countinghouse.arguments import Arguments
    from countinghouse.log import Log

Value = str | int | bool | None

RESUMABLE = frozenset(
    {
        "DatabaseResumingException",  # a paused database takes about 15 s to wake, and the SDK does not wait for it
        "ThrottlingException",
        "TooManyRequestsException",
        "DatabaseUnavailableException",
        "InternalServerErrorException",
        "ServiceUnavailableError",
        "RequestTimeoutException",
        # Cut off at 45 s: without effect, unless the statement was told to go on, for which its repetition then waits.
        "StatementTimeoutException",
    }
)
# Deadlock, serialization failure, the server going away: the statement had no effect and may be sent again.
RESUMABLE_SQL_STATE = re.compile(r"SQLState: ?(?:40001|40P01|57P0[1-3]|53300|08\d{3})")
TRIES = 8
LONGEST_PAUSE_SECONDS = 30.0


def connect(client_arguments: Arguments, log: Log) -> Database:
    """Give the database that the worker's arguments name. Its address comes from the environment, as for any SDK."""
    # The Data API itself cancels a statement at 45 s; a client that gives up earlier would send it a second time.
    config = Config(read_timeout=70, connect_timeout=10, retries={"mode": "standard", "total_max_attempts": 1})
    client = boto3.client("rds-data", config=config)
    return Database(client, client_arguments, log)


class Database:
    """Sends statements that are safe to repeat, and repeats them while the database wakes or the connection drops."""

    def __init__(
        self,
        client: RDSDataServiceClient,
        arguments: Arguments,
        log: Log,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take the Data API's client and the names of the database; `sleep` waits the given seconds."""
        self._client = client
        self._arguments = arguments
        self._log = log
        self._sleep = sleep

    def value(self, sql: str, parameters: Mapping[str, Value], *, goes_on: bool = False) -> Value:
        """Send one statement and give the first column of its first row, or None when it gives no row.

        One that `goes_on` is not cancelled when the call is cut off: sent again, it must wait for itself and give what
        the first one would have given. Raises the client's error when it is none that passes, or when the tries are
        used up.
        """
        rows = self.rows(sql, parameters, goes_on=goes_on)
        return rows[0][0] if rows and rows[0] else None

    def rows(self, sql: str, parameters: Mapping[str, Value], *, goes_on: bool = False) -> list[list[Value]]:
        """Send one statement and give all its rows, which must fit the Data API's answer; raises as `value` does."""
        for attempt in range(1, TRIES + 1):
            try:
                return self._send(sql, parameters, goes_on=goes_on)
            except (ClientError, BotoConnectionError, HTTPClientError) as error:
                if attempt == TRIES or not passes(error):
                    raise
                pause = min(LONGEST_PAUSE_SECONDS, 2.0 ** (attempt - 1)) * random.uniform(0.75, 1.0)  # noqa: S311
                self._log.warning("database not ready", error=type(error).__name__, code=code_of(error), pause=pause)
                self._sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _send(self, sql: str, parameters: Mapping[str, Value], *, goes_on: bool) -> list[list[Value]]:
        answer = self._client.execute_statement(
            resourceArn=self._arguments.cluster_arn,
            secretArn=self._arguments.secret_arn,
            database=self._arguments.database,
            sql=sql,
            parameters=[_parameter(name, value) for name, value in parameters.items()],
            continueAfterTimeout=goes_on,
        )
        return [[_value(field) for field in record] for record in answer.get("records", [])]


def passes(error: Exception) -> bool:
    """Tell whether the same statement may work a little later."""
    if not isinstance(error, ClientError):
        return True
    return code_of(error) in RESUMABLE or RESUMABLE_SQL_STATE.search(str(error)) is not None


def code_of(error: Exception) -> str | None:
    """Give the service's own name of an error, if the service answered at all."""
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else None


def _parameter(name: str, value: Value) -> SqlParameterTypeDef:
    field: FieldTypeDef
    if value is None:
        field = {"isNull": True}
    elif isinstance(value, bool):
        field = {"booleanValue": value}
    elif isinstance(value, int):
        field = {"longValue": value}
    else:
        field = {"stringValue": value}
    return {"name": name, "value": field}


def _value(field: FieldOutputTypeDef) -> Value:
    if "stringValue" in field:
        return field["stringValue"]
    if "booleanValue" in field:
        return field["booleanValue"]
    if "longValue" in field:
        return field["longValue"]
    return None
