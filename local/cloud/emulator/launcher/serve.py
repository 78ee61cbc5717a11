"""Serves MiniStack's application on a socket that is already bound."""

import asyncio
import contextlib
import os
import resource
import socket
from pathlib import Path

from hypercorn.asyncio import serve as hypercorn_serve
from hypercorn.config import Config
from ministack.app import app

from call_journal import journaled


def raise_open_file_limit() -> None:
    """Hundreds of connections at once (a burst of uploads) pass the usual soft limit of 1,024 open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        hard = max(soft, 65_536)
    if soft < hard:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def serve(server: socket.socket) -> None:
    """Runs until the process is ended. `ministack.app.main` is not used: it wants a port that nobody has bound yet
    and writes a file outside our state directory."""
    raise_open_file_limit()
    config = Config()
    config.bind = [f"fd://{server.fileno()}"]
    config.keep_alive_timeout = 75
    config.backlog = 512
    journal = os.environ.get("COUNTINGHOUSE_CALL_JOURNAL", "")
    application = journaled(app, Path(journal)) if journal else app
    asyncio.run(hypercorn_serve(application, config, shutdown_trigger=never))


async def never() -> None:
    """Keeps Hypercorn from replacing our signal handlers with its own slow, polite shutdown."""
    await asyncio.Event().wait()
