"""Where a person finds the worker's log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from typing import Any

    from countinghouse.arguments import Arguments


def log_location(glue: Any, arguments: Arguments) -> str:  # noqa: ANN401 - boto3's client; its types are not installed
    """Give log group and stream of this start, as whoever runs the job names them.

    Where Glue does not tell (a role without glue:GetJobRun, or no Glue at all), it is what Glue documents: the errors'
    group under the prefix, and a stream named by the job run.
    """
    group = f"{arguments.log_group_prefix.rstrip('/')}/error"
    if arguments.job_name and arguments.job_run_id:
        try:
            answer = glue.get_job_run(JobName=arguments.job_name, RunId=arguments.job_run_id)
            group = answer["JobRun"].get("LogGroupName") or group
        except (ClientError, BotoCoreError):
            return f"{group}/{arguments.job_run_id}"
    return f"{group.rstrip('/')}/{arguments.job_run_id}" if arguments.job_run_id else group
