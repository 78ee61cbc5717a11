"""Gives a function's answer as soon as the function has given it.

MiniStack collects what a function has logged before it hands the answer over, and cannot tell when that is all: it
waits 50 ms for a first line that may never come, and 5 ms after the last. Here the function's process writes a line of
its own to standard error behind each invocation, so that its log is known to be complete without waiting.
"""

import queue
import time
from typing import TYPE_CHECKING, Any

from ministack.core import lambda_runtime

from rewrite import PatchDoesNotFitError

if TYPE_CHECKING:
    from collections.abc import Callable

# No text that a function logs begins with a NUL.
END = "\0end of the invocation"
# A process that ends in the middle of an invocation writes no such line.
PATIENCE = 0.25  # seconds

ANSWERS = "const _realStdoutWrite = process.stdout.write.bind(process.stdout);"
# The first line that the process reads is no invocation.
TELLS_END = """
const _answerWrite = process.stdout.write.bind(process.stdout);
const _realStdoutWrite = (text) => {
  if (lineNum > 1) _stderrWrite("\\0end of the invocation\\n");
  return _answerWrite(text);
};
"""


def log_of_invocation(worker: Any) -> str:
    """The lines that the function has written to standard error since the invocation before."""
    lines: list[str] = []
    deadline = time.monotonic() + PATIENCE
    while (left := deadline - time.monotonic()) > 0:
        try:
            line: str = worker._stderr_queue.get(timeout=left)
        except queue.Empty:
            break
        if line == END:
            break
        lines.append(line)
    return "\n".join(lines)


def apply() -> None:
    script: str = lambda_runtime._NODEJS_WORKER_SCRIPT
    if script.count(ANSWERS) != 1:
        raise PatchDoesNotFitError(f"The script of Node.js functions has not once: {ANSWERS!r}")
    lambda_runtime._NODEJS_WORKER_SCRIPT = script.replace(ANSWERS, TELLS_END)
    others: Callable[..., str] = lambda_runtime.Worker._drain_stderr_bounded

    def drain(worker: Any, *arguments: Any, **named: Any) -> str:
        runtime: str = worker.config.get("Runtime", "")
        return log_of_invocation(worker) if runtime.startswith("nodejs") else others(worker, *arguments, **named)

    lambda_runtime.Worker._drain_stderr_bounded = drain
