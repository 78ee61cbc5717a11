"""Writes down who called what, one line of JSON a call, so that the calls can be held against the roles' policies.

The same lines are written by the endpoints for Glue and the RDS Data API, see `endpoint/call-journal.ts`.
"""

import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

Receive = Callable[[], Awaitable[dict[str, Any]]]
Application = Callable[[dict[str, Any], Receive, Any], Awaitable[None]]

SIGNED_BY = re.compile(r"Credential=([^/]+)/\d+/[^/]+/([^/]+)/")
SCOPE = ("key", "date", "region", "service", "aws4_request")
NAMES = ("QueueUrl", "JobName", "resourceArn", "secretArn")


def signer(headers: dict[str, str], query: dict[str, list[str]]) -> tuple[str, str] | None:
    """The access key and the service that a call was signed for; None when it was not signed."""
    found = SIGNED_BY.search(headers.get("authorization", ""))
    if found is not None:
        return found[1], found[2]
    presigned = query.get("X-Amz-Credential", [""])[0].split("/")
    return (presigned[0], presigned[3]) if len(presigned) == len(SCOPE) else None


def names_in(body: bytes) -> dict[str, str]:
    """What a body names that a policy is about. The rest is not written down: it holds rows."""
    try:
        members = json.loads(body)
    except ValueError:
        return {}
    return {name: members[name] for name in NAMES if name in members}


async def read_whole(receive: Receive) -> tuple[bytes, Receive]:
    """The body of a call, and how to receive it once more."""
    messages: list[dict[str, Any]] = []
    while True:
        message = await receive()
        messages.append(message)
        if message["type"] != "http.request" or not message.get("more_body", False):
            break
    body = b"".join(message.get("body", b"") for message in messages)

    async def again() -> dict[str, Any]:
        return messages.pop(0) if messages else await receive()

    return body, again


def journaled(application: Application, journal: Path) -> Application:
    """The same application, whose signed calls are written down before they are answered."""

    async def serve(scope: dict[str, Any], receive: Receive, send: Any) -> None:
        if scope["type"] == "http":
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
            query = parse_qs(scope.get("query_string", b"").decode(), keep_blank_values=True)
            signed = signer(headers, query)
            if signed is not None:
                body = b""
                # Only calls of JSON protocols name their operation so, and they are small: no object is among them.
                if "x-amz-target" in headers:
                    body, receive = await read_whole(receive)
                line = {
                    "principal": signed[0],
                    "service": signed[1],
                    "method": scope["method"],
                    "path": scope["path"],
                    "query": {name: values[0] for name, values in query.items()},
                    "target": headers.get("x-amz-target", ""),
                    "names": names_in(body),
                }
                with journal.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")
        await application(scope, receive, send)

    return serve
