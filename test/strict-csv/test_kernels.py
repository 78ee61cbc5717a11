"""Kernels without Spark: a hundred random batches, each in several partitions and one transfer after the other."""

from __future__ import annotations

import subprocess


def test_kernels_of_any_number_give_what_one_transfer_after_the_other_gives(classpath: str) -> None:
    command = ["java", "-cp", classpath, "dev.countinghouse.balances.KernelCheck", "1", "100", "1", "2", "8", "64"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.stderr == ""
    assert told.stdout == "100 batches equal\n"
