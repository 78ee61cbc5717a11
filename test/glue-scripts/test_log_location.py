from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from countinghouse.arguments import parse_arguments
from countinghouse.log_location import log_location
from test_arguments import argv

STARTED = ["--JOB_NAME", "branch-stats", "--JOB_RUN_ID", "jr_1", "--custom-logGroup-prefix", "/own/"]


class Glue:
    """Stands in for Glue: knows one job run, or refuses to tell."""

    def __init__(self, group: str | None) -> None:
        self.group = group

    def get_job_run(self, **asked: str) -> dict[str, Any]:
        assert asked == {"JobName": "branch-stats", "RunId": "jr_1"}
        if self.group is None:
            raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": ""}}, "GetJobRun")
        return {"JobRun": {"LogGroupName": self.group}}


def test_is_the_documented_group_under_the_prefix_when_glue_names_its_general_group() -> None:
    for general in ("/aws-glue/jobs", "/aws-glue/jobs/", "/aws-glue/jobs-role-security/"):
        assert log_location(Glue(general), parse_arguments([*argv(), *STARTED])) == "/own/output/jr_1"


def test_is_the_documented_group_when_the_answer_is_the_prefix_itself() -> None:
    assert log_location(Glue("/own"), parse_arguments([*argv(), *STARTED])) == "/own/output/jr_1"


def test_is_another_place_that_the_platform_names() -> None:
    assert log_location(Glue("/logs/of/this/job"), parse_arguments([*argv(), *STARTED])) == "/logs/of/this/job/jr_1"


def test_names_the_documented_place_when_glue_does_not_tell() -> None:
    assert log_location(Glue(None), parse_arguments([*argv(), *STARTED])) == "/own/output/jr_1"


def test_asks_nobody_when_something_else_started_the_worker() -> None:
    assert log_location(None, parse_arguments(argv())) == "/aws-glue/jobs/output"
