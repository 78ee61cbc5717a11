"""What MiniStack 1.5.33 lacks and this project needs: one module a gap, each with `apply()`."""

from importlib import import_module

MODULES = (
    "unknown_resources",
    "vpc_cidr",
    "metric_math_alarms",
    "bucket_deployment",
    "bucket_cors",
    "checksums",
    "cloudfront_origins",
    "versioned_ranges",
    "object_bodies_on_disk",
    "deployment_waits",
    "glue_job_limits",
    "http_api_events",
    "lambda_processes",
    "message_delays",
    "newlines_in_paths",
    "prompt_lambda_answers",
    "prompt_schedules",
    "signed_by_role",
    "token_signatures",
)


def apply_patches() -> None:
    """Applies every patch once. Called before the server accepts its first request."""
    for name in MODULES:
        import_module(f"{__name__}.{name}").apply()
