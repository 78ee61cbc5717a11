"""Files of results of an attempt: below a folder of its own, with an index that lists them and is written last."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Protocol

from countinghouse.text_parts import TextBlock, write_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from countinghouse.run_queue import Claim


@dataclass(frozen=True)
class ResultFile:
    """One file, as the index tells of it."""

    kind: str
    key: str
    rows: int
    firstRow: int  # noqa: N815 - the index is JSON in camelCase
    """How many rows of this kind the files before it have."""
    bytes: int
    sha256: str
    reasons: Mapping[str, int] | None = None
    """Of rows that each have a reason: how many have which."""


class ReasonBlock(TextBlock, Protocol):
    """Rows that follow each other, each with a reason."""

    @property
    def reasons(self) -> Mapping[str, int]:
        """Give how many have which reason."""


class ResultFolder:
    """The folder of an attempt. Another attempt has another one, so what one leaves half done harms nobody."""

    def __init__(self, bucket: str, claim: Claim, put: Callable[[str, bytes], None]) -> None:
        """Write into the bucket, with `put(key, body)` or what knows the folder's address."""
        self.prefix = f"results/{claim.run_id}/{claim.attempt}/"
        self.uri = f"s3a://{bucket}/{self.prefix}"
        """For Spark and Hadoop."""
        self._claim = claim
        self._put = put
        self._files: list[ResultFile] = []

    def add(self, file: ResultFile) -> None:
        """Note a file that was written."""
        self._files.append(file)

    def write_parts(self, kind: str, folder: str, header: Sequence[str], blocks: Iterable[ReasonBlock]) -> int:
        """Write rows of text in numbered parts below a folder of this one; gives the number of rows."""
        written = 0
        for part in write_parts(f"{self.prefix}{folder}/", header, blocks, self._put):
            reasons = _added_up(part.blocks)
            self.add(ResultFile(kind, part.key, part.rows, part.first_row, part.bytes, part.sha256, reasons))
            written += part.rows
        return written

    def close(self) -> str | None:
        """Write the index; gives the folder, or None when no file was written. What has no index is not all there."""
        if not self._files:
            return None
        files = [{name: value for name, value in asdict(one).items() if value is not None} for one in self._files]
        index = {"version": 1, "runId": self._claim.run_id, "attempt": self._claim.attempt, "files": files}
        self._put(f"{self.prefix}index.json", json.dumps(index, indent=1).encode())
        return self.prefix


def _added_up(blocks: Iterable[ReasonBlock]) -> dict[str, int]:
    reasons: dict[str, int] = {}
    for block in blocks:
        for reason, count in block.reasons.items():
            reasons[reason] = reasons.get(reason, 0) + count
    return dict(sorted(reasons.items()))
