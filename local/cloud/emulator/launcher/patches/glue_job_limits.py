"""Keeps how many runs a Glue job may have at once.

MiniStack drops `ExecutionProperty` (MaxConcurrentRuns) and `ExecutionClass` of a job. Our Glue endpoint reads the job
from here and holds to that limit.
"""

from typing import Any

from ministack.services import glue
from ministack.services.cloudformation import provisioners

from rewrite import rewrite

DEFAULTS: dict[str, Any] = {"ExecutionProperty": {"MaxConcurrentRuns": 1}, "ExecutionClass": "STANDARD"}


def limits(data: dict[str, Any]) -> dict[str, Any]:
    """The two properties as given, or as AWS sets them."""
    return {name: data.get(name) or default for name, default in DEFAULTS.items()}


def apply() -> None:
    provisioners._GLUE_JOB_DEFAULTS.update(DEFAULTS)
    rewrite(
        glue,
        "_create_job",
        {'"Tags": data.get("Tags", {}),': '"Tags": data.get("Tags", {}),\n        **_job_limits(data),'},
        _job_limits=limits,
    )
    names = ", ".join(f'"{name}"' for name in DEFAULTS)
    rewrite(glue, "_update_job", {'"SecurityConfiguration",': f'"SecurityConfiguration", {names},'})
