"""One laptop cloud and one Spark for the whole suite; every test begins with empty tables."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from countingfloor import CountingFloor, open_floor
from countinghouse.session import start_session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import SparkSession

PROJECT = Path(__file__).parents[2]
BUILD = PROJECT / ".countinghouse"


class Cloud:
    """The addresses of the running laptop cloud, and its database's moods."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self._process = process
        addresses = json.loads(process.stdout.readline() or "{}")
        self.s3 = str(addresses["s3"])
        self.rds_data = str(addresses["rdsData"])

    def fall_asleep(self, milliseconds: int) -> None:
        """Let the database need so long to wake at the next call."""
        self._tell(f"sleep {milliseconds}")

    def _tell(self, command: str) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "done\n"


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    state = tmp_path_factory.mktemp("cloud")
    script = Path(__file__).with_name("cloud.ts")
    command = ["node", "--import", "tsx", str(script), str(state)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Cloud(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=30) == 0


@pytest.fixture(scope="session")
def spark(cloud: Cloud) -> Iterator[SparkSession]:
    """Give a session set up as a worker's own; as with spark-submit, jars and master come from outside the script."""
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": cloud.s3,
        "AWS_ENDPOINT_URL_RDS_DATA": cloud.rds_data,
    }
    jars = [*sorted((BUILD / "jars").glob("*.jar")), BUILD / "build" / "strict-csv" / "strict-csv.jar"]
    listed = ",".join(str(jar) for jar in jars)
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"--master local[2] --driver-memory 2g --jars {listed} pyspark-shell"
    session = start_session()
    yield session
    session.stop()


@pytest.fixture(scope="session")
def opened_floor(spark: SparkSession) -> CountingFloor:
    return open_floor(spark)


@pytest.fixture
def floor(opened_floor: CountingFloor) -> CountingFloor:
    opened_floor.clear()
    return opened_floor
