"""Holds the answer about a running deployment until there is news.

`cdk deploy` asks for a stack's state every five seconds. Most stacks are done before the first question, but one that
waits for a function to answer (a migration) is not, and would always cost five seconds. A question about a stack that
is being worked on is therefore answered when that work is over, or after four seconds.
"""

import asyncio
import re
import time
from typing import Any

from ministack.services import cloudformation

PATIENCE = 4.0  # seconds: less than the client's own interval, far less than its time-out
PAUSE = 0.02
ASKS_FOR_STATE = re.compile(rb"(?:^|&)Action=DescribeStacks(?:&|$)")
AT_WORK = re.compile(rb"<StackStatus>(?!REVIEW_)[A-Z_]*_IN_PROGRESS</StackStatus>")

Answer = tuple[int, dict[str, str], Any]


def at_work(answer: Answer) -> bool:
    body = answer[2]
    return AT_WORK.search(body if isinstance(body, bytes) else body.encode()) is not None


def apply() -> None:
    handle = cloudformation.handle_request

    async def handle_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> Answer:
        answer: Answer = await handle(method, path, headers, body, query)
        if not ASKS_FOR_STATE.search(body):
            return answer
        end = time.monotonic() + PATIENCE
        while at_work(answer) and time.monotonic() < end:
            await asyncio.sleep(PAUSE)
            answer = await handle(method, path, headers, body, query)
        return answer

    cloudformation.handle_request = handle_request
