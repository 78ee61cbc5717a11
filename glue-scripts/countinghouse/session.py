"""The one place where Spark is set up."""

from __future__ import annotations

import os

from pyspark.sql import SparkSession

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # An overflow or a bad cast is an error, never a silent null.
    "spark.sql.ansi.enabled": "true",
    # Partitions are put together by their size alone, not kept apart to give every core one.
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    # Progress is read from the stages' metrics, which come with the executors' heartbeats (10 s by default).
    "spark.executor.heartbeatInterval": "2s",
    # A worker stays for hours: shuffle files of finished runs are removed when the driver's heap is collected.
    "spark.cleaner.periodicGC.interval": "5min",
}


def start_session() -> SparkSession:
    """Start Spark with the settings of every worker, on top of what the platform (spark-submit, Glue) has set."""
    builder = SparkSession.builder.appName("countinghouse")
    for name, value in {**SETTINGS, **_s3_endpoint(os.environ)}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("WARN")
    return session


def _s3_endpoint(environment: os._Environ[str] | dict[str, str]) -> dict[str, str]:
    """Tell Hadoop's S3A the endpoint that every AWS SDK reads from the environment by itself."""
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL")
    if not endpoint:
        return {}
    region = environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "us-east-1"
    return {
        "spark.hadoop.fs.s3a.endpoint": endpoint,
        "spark.hadoop.fs.s3a.endpoint.region": region,
        # An endpoint of one's own has no DNS name for each bucket.
        "spark.hadoop.fs.s3a.path.style.access": "true",
        "spark.hadoop.fs.s3a.connection.ssl.enabled": str(endpoint.startswith("https:")).lower(),
    }
