"""Broken files without end for a fixed time: no exception escapes, and however a file is read, its rows are the same.

`STRICT_CSV_FUZZ_SECONDS` sets the time; on a busy machine it lasts until there were ten files for each second.
A failure prints the seed and the iteration that bring it back, and the file.
"""

from __future__ import annotations

import os
import random
import subprocess
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
SECONDS = int(os.environ.get("STRICT_CSV_FUZZ_SECONDS", "20"))
SEED = os.environ.get("STRICT_CSV_FUZZ_SEED", str(random.randrange(2**31)))
ITERATION = os.environ.get("STRICT_CSV_FUZZ_ITERATION")


def test_no_random_file_breaks_an_invariant(classpath: str) -> None:
    flags = ["-Xmx512m", "-XX:+UseSerialGC", "-XX:-OmitStackTraceInFastThrow"]
    java = ["java", *flags, "-cp", classpath, "dev.countinghouse.strictcsv.FuzzFiles"]
    how = [str(CORPUS), str(SECONDS), SEED, *([ITERATION] if ITERATION else [])]
    done = subprocess.run([*java, *how], capture_output=True, text=True, timeout=SECONDS + 120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ITERATION or int(done.stdout.split()[0]) >= 10 * SECONDS
