"""Where a person finds the worker's log.

The functions follow the same rule: `lambdas/core/workers/log-location.ts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from typing import Any

    from countinghouse.arguments import Arguments

GLUES_GENERAL_GROUPS = "/aws-glue/"


def log_location(glue: Any, arguments: Arguments) -> str:  # noqa: ANN401 - boto3's client; its types are not installed
    """Give log group and the beginning of the stream's name of this start, as whoever runs the job names them.

    Under a prefix, Glue 5 and later write what the script prints to the group `output`, in streams whose names begin
    with the job run's id. Glue's own answer does not know the prefix: it names the general group. Another answer is
    that of a platform with a place of its own, and is taken as it is.
    """
    prefix = arguments.log_group_prefix.rstrip("/")
    group = _told_group(glue, arguments)
    if not group or group.startswith((GLUES_GENERAL_GROUPS, prefix)):
        group = f"{prefix}/output"
    return f"{group.rstrip('/')}/{arguments.job_run_id}" if arguments.job_run_id else group


def _told_group(glue: Any, arguments: Arguments) -> str | None:  # noqa: ANN401
    """Give none where Glue does not tell: a role without glue:GetJobRun, or no Glue at all."""
    if not arguments.job_name or not arguments.job_run_id:
        return None
    try:
        answer = glue.get_job_run(JobName=arguments.job_name, RunId=arguments.job_run_id)
    except (ClientError, BotoCoreError):
        return None
    group: str | None = answer["JobRun"].get("LogGroupName")
    return group
