from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from countinghouse.log import Log

if TYPE_CHECKING:
    from collections.abc import Callable

    Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Lines:
    return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_every_line_of_an_attempt_carries_the_run_whichever_part_of_the_worker_writes_it(lines: Lines) -> None:
    log = Log(workerId="w")
    log.info("before")
    with log.of_run("run-1", 2):
        log.info("within")
        pulse = threading.Thread(target=lambda: log.warning("beat"))
        pulse.start()
        pulse.join()
    log.failure("after")
    told = [(line["message"], line.get("runId"), line.get("attempt"), line["workerId"]) for line in lines()]
    assert told == [
        ("before", None, None, "w"),
        ("within", "run-1", 2, "w"),
        ("beat", "run-1", 2, "w"),
        ("after", None, None, "w"),
    ]


def test_the_run_is_over_with_its_attempt_also_when_that_breaks(lines: Lines) -> None:
    log = Log()
    with pytest.raises(ValueError, match="broken"), log.of_run("run-1", 1):
        raise ValueError("broken")
    log.info("next")
    assert [line.get("runId") for line in lines()] == [None]
