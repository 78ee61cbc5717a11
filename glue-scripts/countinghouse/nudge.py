"""Tells whoever sends replies that a run was closed for which one is due."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from countinghouse.arguments import Arguments
    from countinghouse.log import Log


class ReplyNudge:
    """Sends a message about a closed run to the watchdog queue; the run's own watchdog makes good a lost one, later."""

    def __init__(self, arguments: Arguments, log: Log) -> None:
        """Take the queue from the worker's arguments."""
        self._queue_url = arguments.watchdog_queue_url
        self._log = log

    def __call__(self, run_id: str) -> None:
        """Have the replies of this run sent; never raises, since the run is closed whatever becomes of the message."""
        if not self._queue_url:
            return
        try:
            # Few runs are asked for, so the client is made when one is: it would cost every worker's start.
            config = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
            queue = boto3.client("sqs", config=config)
            queue.send_message(QueueUrl=self._queue_url, MessageBody=json.dumps({"runId": run_id, "renew": False}))
        except (BotoCoreError, ClientError) as error:
            self._log.warning("reply not asked for", runId=run_id, error=type(error).__name__)
