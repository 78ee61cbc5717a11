"""What went wrong, in one line: the root cause of an exception that may have crossed into Java."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from countinghouse.run_queue import RunError

if TYPE_CHECKING:
    from collections.abc import Iterator

# How the data source begins the message of an exception for which the file is to blame.
CONTRACT_BROKEN = re.compile(r"strict-csv:(wrong-header|empty-file|corrupt-gzip|source-gone): ([^\r\n]+)")
QUOTES_FOUND = "strict-csv:quotes-found: "
# How PostgreSQL goes on with values: "Key (branch_code)=(NORTH) already exists.", "Failing row contains (…)."
DETAIL = re.compile(r";?\s*\b(?:Detail|Where|Hint): .*?(?=; SQLState: ?\w{5}|$)", re.DOTALL)
ABOUT_A_VALUE = re.compile(r"SQLState: ?22")
LONGEST_MESSAGE = 1_000
DEEPEST_CAUSE = 50


class FileRejected(Exception):  # noqa: N818 - the file is at fault, not the program
    """The file as a whole broke its contract."""

    def __init__(self, code: str, message: str) -> None:
        """Take the code and the sentence for the person who sent the file."""
        super().__init__(message)
        self.error = RunError(code, message)


def rejection_of(error: BaseException) -> RunError | None:
    """Give the broken rule when the file is to blame, None when the machinery is."""
    if isinstance(error, FileRejected):
        return error.error
    for message in _messages(error):
        match = CONTRACT_BROKEN.search(message)
        if match:
            sentence = match.group(2).strip()
            return RunError(match.group(1), sentence[:1].upper() + sentence[1:])
    return None


@contextmanager
def about_file(name: str | None) -> Iterator[None]:
    """Name the file at the beginning of what a rejection says; with None it stays as it is."""
    try:
        yield
    except Exception as error:
        rejection = rejection_of(error)
        if name is None or rejection is None:
            raise
        raise FileRejected(rejection.code, f"{name}: {rejection.message}") from error


def quotes_found(error: BaseException) -> bool:
    """Tell whether the data source ended because the file has quotes, of which it was said that there are none."""
    return any(QUOTES_FOUND in message for message in _messages(error))


def worker_error(error: BaseException, log_location: str) -> RunError:
    """Say in one line what broke in an attempt and where the whole story is."""
    return RunError("worker-error", f"{_root_cause(error)} The worker's log has the details: {log_location}.")


def worker_broke(error: BaseException, log_location: str) -> RunError:
    """Say in one line why the worker itself cannot go on and where the whole story is."""
    cause = _root_cause(error)
    return RunError("worker-died", f"The worker broke: {cause} The worker's log has the details: {log_location}.")


def without_values(complaint: str) -> str:
    """Give PostgreSQL's complaint without the values it is about, which may be a file's: it goes into the log.

    The functions follow the same rule: `lambdas/core/database/without-values.ts`.
    """
    said = DETAIL.sub("", complaint)
    return re.sub(r'"[^"]*"', '"…"', said) if ABOUT_A_VALUE.search(said) else said


def _root_cause(error: BaseException) -> str:
    cause = next((line for line in map(_first_line, reversed(list(_messages(error)))) if line), type(error).__name__)
    told = cause[:LONGEST_MESSAGE]
    return told if told.endswith((".", "!", "?")) else f"{told}."


def _first_line(message: str) -> str:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return lines[0] if lines else ""


def _messages(error: BaseException) -> Iterator[str]:
    """Give the messages of an exception and its causes, outermost first, in Python and then in Java."""
    current: BaseException | None = error
    while current is not None:
        java = _java_exception(current)
        if java is None:
            told = without_values(str(current)) if isinstance(current, ClientError) else str(current)
            yield f"{type(current).__name__}: {told}"
        else:
            yield from _java_messages(java)
        current = current.__cause__


def _java_exception(error: BaseException) -> Any:  # noqa: ANN401 - py4j's objects have no types
    """Give the Java exception behind py4j's and PySpark's own exceptions."""
    return getattr(error, "java_exception", None) or getattr(error, "_origin", None)


def _java_messages(java: Any) -> Iterator[str]:  # noqa: ANN401 - py4j's objects have no types
    for _ in range(DEEPEST_CAUSE):
        if java is None:
            return
        yield str(java.toString())
        java = java.getCause()
