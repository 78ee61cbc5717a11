from __future__ import annotations

from decimal import Decimal

import pytest

from countinghouse.arguments import parse_arguments

WORKER = "3d3a1a56-3a5e-4c0b-9a3e-0f8f6f3f1f11"
GIVEN = {
    "--worker_id": WORKER,
    "--job_type": "branch-stats",
    "--declaration_uri": "s3://assets/branch-stats.json",
    "--cluster_arn": "arn:cluster",
    "--secret_arn": "arn:secret",
    "--database": "countinghouse",
    "--results_bucket": "results",
    "--code_version": "abc",
    "--linger_seconds": "5",
    "--time_budget_seconds": "60",
    "--dpus": "2",
    "--usd_per_dpu_hour": "0.44",
}


def argv(**changes: str) -> list[str]:
    given = GIVEN | {f"--{name}": value for name, value in changes.items()}
    return [word for pair in given.items() for word in pair]


def test_reads_what_glue_passes_and_ignores_what_glue_adds() -> None:
    glue = [
        "--JOB_NAME",
        "x",
        "--JOB_ID",
        "j_1",
        "--JOB_RUN_ID",
        "jr_1",
        "--job-bookmark-option",
        "job-bookmark-disable",
    ]
    arguments = parse_arguments([*glue, *argv(), "--enable-metrics", "true"])
    assert arguments.worker_id == WORKER
    assert arguments.dpus == Decimal(2)
    assert arguments.usd_per_dpu_hour == Decimal("0.44")
    assert arguments.linger_seconds == 5
    assert arguments.job_run_id == "jr_1"
    assert arguments.job_name == "x"


def test_takes_no_abbreviation_of_an_argument() -> None:
    arguments = parse_arguments([*argv(), "--linger", "99"])
    assert arguments.linger_seconds == 5


@pytest.mark.parametrize(
    "wrong",
    [
        {"worker_id": "me"},
        {"declaration_uri": "file:///etc/passwd"},
        {"declaration_uri": "s3://bucket"},
        {"linger_seconds": "-1"},
        {"linger_seconds": "1.5"},
        {"dpus": "two"},
        {"usd_per_dpu_hour": "NaN"},
        {"usd_per_dpu_hour": "-0.44"},
    ],
)
def test_a_wrong_argument_ends_the_process_and_is_named(
    wrong: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parse_arguments(argv(**wrong))
    assert ended.value.code == 2
    assert f"--{next(iter(wrong))}" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["--worker_id", "--cluster_arn", "--dpus"])
def test_a_missing_argument_ends_the_process(missing: str) -> None:
    words = argv()
    at = words.index(missing)
    with pytest.raises(SystemExit):
        parse_arguments(words[:at] + words[at + 2 :])
