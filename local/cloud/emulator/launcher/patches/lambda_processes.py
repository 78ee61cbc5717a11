"""Lets a function have so many processes and no more; further invocations wait for one of them.

MiniStack starts a process for every invocation that finds none free, as AWS starts an execution environment. AWS has
the cores for that. Here the start of one process slows all the others down, so that more invocations find none free: a
short burst of requests ended with dozens of processes that all started and none that answered.
"""

import os
import threading
from typing import TYPE_CHECKING, Any

from ministack.services import lambda_svc

if TYPE_CHECKING:
    from collections.abc import Callable

# An invocation of ours computes for about as long as it waits for the database.
MOST_PROCESSES = max(4, 2 * (os.cpu_count() or 1))


def apply() -> None:
    execute: Callable[..., dict[str, Any]] = lambda_svc._execute_function_warm
    turns: dict[str, threading.Semaphore] = {}

    def execute_in_turn(function: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
        name: str = (function.get("config") or function).get("FunctionArn", "")
        with turns.setdefault(name, threading.Semaphore(MOST_PROCESSES)):
            return execute(function, event, request_id)

    lambda_svc._execute_function_warm = execute_in_turn
