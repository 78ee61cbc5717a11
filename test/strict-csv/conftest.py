"""The data source as built from the present sources, a Spark that has it, and its reader without Spark."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pyspark
import pytest
from pyspark.sql import SparkSession

from parse_files import Parser

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).parents[2]
SOURCES = PROJECT / "glue-scripts" / "strict-csv"
BUILD = PROJECT / ".countinghouse"
JAR = BUILD / "build" / "strict-csv" / "strict-csv.jar"
SPARK_JARS = Path(pyspark.__file__).parent / "jars"
S3_JARS = BUILD / "jars"
JAVA = Path(__file__).parent / "java"


@pytest.fixture(scope="session")
def jar() -> Path:
    """Give the jar, built anew when a source is younger."""
    sources = [file for file in SOURCES.rglob("*") if file.is_file()]
    if not JAR.exists() or JAR.stat().st_mtime < max(file.stat().st_mtime for file in sources):
        build_jar(JAR)
    return JAR


def build_jar(out: Path) -> None:
    """Run the project's own build of the jar."""
    classpath = ["--classpath", str(SPARK_JARS), "--classpath", str(S3_JARS)]
    subprocess.run(["node", str(SOURCES / "build.mjs"), *classpath, "--out", str(out)], check=True)  # noqa: S607


@pytest.fixture(scope="session")
def classpath(jar: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the data source, Spark, and the tests' own Java classes, compiled anew."""
    classes = tmp_path_factory.mktemp("classes")
    libraries = f"{jar}:{SPARK_JARS}/*"
    sources = sorted(str(file) for file in JAVA.rglob("*.java"))
    lint = ["-Xlint:all,-path", "-Werror", "--release", "17", "-encoding", "UTF-8"]
    subprocess.run(["javac", *lint, "-cp", libraries, "-d", str(classes), *sources], check=True)  # noqa: S607
    return f"{classes}:{libraries}"


@pytest.fixture(scope="session")
def parser(classpath: str) -> Iterator[Parser]:
    parser = Parser(classpath)
    yield parser
    parser.close()


@pytest.fixture(scope="session")
def spark(jar: Path) -> SparkSession:
    """Give the process's Spark. Another suite may have started it; it is left running for the next one."""
    jars = ",".join(str(file) for file in [jar, *sorted(S3_JARS.glob("*.jar"))])
    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", f"--master local[2] --driver-memory 1g --jars {jars} pyspark-shell")
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session
