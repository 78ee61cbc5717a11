from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from countinghouse.failure import FileRejected, rejection_of, worker_broke, worker_error
from countinghouse.run_queue import RunError


class JavaError:
    """Stands in for a Java exception behind py4j."""

    def __init__(self, text: str, cause: JavaError | None = None) -> None:
        self.text = text
        self.cause = cause

    def toString(self) -> str:  # noqa: N802 - Java's name
        return self.text

    def getCause(self) -> JavaError | None:  # noqa: N802 - Java's name
        return self.cause


def spark_error(origin: JavaError) -> Exception:
    error: Any = RuntimeError("An error occurred while calling o1.collect")
    error.java_exception = origin
    assert isinstance(error, Exception)
    return error


def test_finds_the_broken_rule_behind_sparks_own_exceptions() -> None:
    cause = JavaError("java.lang.IllegalStateException: strict-csv:wrong-header: The column amount is missing.\n\tat x")
    error = spark_error(JavaError("org.apache.spark.SparkException: Job aborted", cause))
    assert rejection_of(error) == RunError("wrong-header", "The column amount is missing.")


def test_finds_the_broken_rule_in_a_message_that_spark_has_wrapped() -> None:
    text = (
        "SparkException: Lost task 0.0: java.io.IOException: strict-csv:corrupt-gzip: The file ends too early.\n\tat y"
    )
    assert rejection_of(spark_error(JavaError(text))) == RunError("corrupt-gzip", "The file ends too early.")


def test_a_rule_of_ours_is_told_as_it_is() -> None:
    assert rejection_of(FileRejected("no-rows", "There is none.")) == RunError("no-rows", "There is none.")


def test_an_error_of_the_machinery_rejects_no_file() -> None:
    assert rejection_of(spark_error(JavaError("java.lang.OutOfMemoryError: Java heap space"))) is None
    assert rejection_of(ValueError("strict-csv:something-else: x")) is None


def test_tells_the_root_cause_in_one_line_and_where_the_log_is() -> None:
    root = JavaError("java.lang.OutOfMemoryError: Java heap space\n\tat z")
    told = worker_error(spark_error(JavaError("org.apache.spark.SparkException: Job aborted", root)), "/log/jr_1")
    assert told.code == "worker-error"
    assert told.message.startswith("java.lang.OutOfMemoryError: Java heap space")
    assert "/log/jr_1" in told.message
    assert "\n" not in told.message


def test_an_exception_without_a_message_is_still_named() -> None:
    assert worker_error(AssertionError(), "/log").message.startswith("AssertionError")


def test_a_worker_that_broke_tells_the_cause_and_not_only_its_kind() -> None:
    root = JavaError("java.io.IOException: No space left on device\n\tat java.base/java.io")
    told = worker_broke(spark_error(JavaError("org.apache.spark.SparkException: Job aborted", root)), "/log/jr_1")
    assert told.code == "worker-died"
    assert told.message == (
        "The worker broke: java.io.IOException: No space left on device. The worker's log has the details: /log/jr_1."
    )


def refused(complaint: str) -> ClientError:
    return ClientError({"Error": {"Code": "DatabaseErrorException", "Message": complaint}}, "ExecuteStatement")


def test_tells_what_the_database_refused_without_the_values_of_the_file() -> None:
    key = 'ERROR: duplicate key value violates "figures"; Detail: Key (branch_code)=(ZURICH-7) exists.; SQLState: 23505'
    number = 'ERROR: invalid input syntax for type numeric: "918273,64"; Position: 12; SQLState: 22P02'
    told = [worker_error(refused(complaint), "/log").message for complaint in (key, number)]
    assert "figures" in told[0]
    assert "23505" in told[0]
    assert "22P02" in told[1]
    assert not any(secret in text for secret in ("ZURICH", "918273") for text in told)
