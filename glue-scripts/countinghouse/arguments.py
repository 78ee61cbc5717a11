"""The arguments of a worker, as a Glue job gives them."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from uuid import UUID


@dataclass(frozen=True)
class Arguments:
    """Everything a worker is told when it is started."""

    worker_id: str
    """The UUID under which whoever starts the worker has registered it."""
    job_type: str
    declaration_uri: str
    """`s3://bucket/key` of the job type's declaration."""
    cluster_arn: str
    secret_arn: str
    database: str
    results_bucket: str
    watchdog_queue_url: str
    """Where it is told that a run was closed which somebody has asked for; empty: the watchdog finds out later."""
    code_version: str
    linger_seconds: int
    """How long an idle worker waits for the next run before it leaves."""
    time_budget_seconds: int
    """After this long the worker claims no further run."""
    dpus: Decimal
    """Data processing units of the whole job."""
    usd_per_dpu_hour: Decimal
    job_name: str
    job_run_id: str
    """Glue's id of this start; empty when something else started the worker."""
    log_group_prefix: str
    """What the names of the job's log groups begin with, as Glue is told."""


def _uuid(text: str) -> str:
    return str(UUID(text))


def _seconds(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError(f"not a whole number of seconds: {text!r}")
    return int(text)


def _amount(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0:
        raise argparse.ArgumentTypeError(f"not a non-negative decimal number: {text!r}")
    return value


def _s3_uri(text: str) -> str:
    split_s3_uri(text)
    return text


def split_s3_uri(uri: str) -> tuple[str, str]:
    """Give bucket and key of `s3://bucket/key`; raises `ArgumentTypeError` for anything else."""
    match = re.fullmatch(r"s3://([^/]+)/(.+)", uri)
    if match is None:
        raise argparse.ArgumentTypeError(f"not an address like s3://bucket/key: {uri!r}")
    return match.group(1), match.group(2)


def parse_arguments(argv: list[str]) -> Arguments:
    """Read the worker's arguments (without the program's name); ends the process with status 2 when they are wrong.

    Glue adds arguments of its own and may add more: what is not known is ignored. Abbreviations are not allowed,
    because a later argument of Glue's could otherwise be taken for one of ours.
    """
    parser = argparse.ArgumentParser(prog="countinghouse-worker", allow_abbrev=False)
    parser.add_argument("--worker_id", type=_uuid, required=True)
    parser.add_argument("--job_type", required=True)
    parser.add_argument("--declaration_uri", type=_s3_uri, required=True)
    parser.add_argument("--cluster_arn", required=True)
    parser.add_argument("--secret_arn", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--results_bucket", required=True)
    parser.add_argument("--watchdog_queue_url", default="")
    parser.add_argument("--code_version", required=True)
    parser.add_argument("--linger_seconds", type=_seconds, default=0)
    parser.add_argument("--time_budget_seconds", type=_seconds, default=6 * 3600)
    parser.add_argument("--dpus", type=_amount, required=True)
    parser.add_argument("--usd_per_dpu_hour", type=_amount, required=True)
    parser.add_argument("--JOB_NAME", dest="job_name", default="")
    parser.add_argument("--JOB_RUN_ID", dest="job_run_id", default="")
    parser.add_argument("--custom-logGroup-prefix", dest="log_group_prefix", default="/aws-glue/jobs")
    known, _unknown = parser.parse_known_args(argv)
    return Arguments(**vars(known))
