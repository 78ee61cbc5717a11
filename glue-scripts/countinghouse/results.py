"""Files of results of an attempt: below a folder of its own, with an index that lists them and is written last."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Protocol

from countinghouse.text_parts import part_bytes, parts_of

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


class ReasonBlock(Protocol):
    """Rows that follow each other, each with a reason."""

    @property
    def rows(self) -> int:
        """Give how many they are."""

    @property
    def reasons(self) -> Mapping[str, int]:
        """Give how many have which reason."""

    @property
    def text(self) -> str:
        """Give them as RFC 4180, without a header."""


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
        """Write rows of text in numbered parts below a folder of this one; gives the number of rows.

        The same rows give the same bytes.
        """
        written = 0
        for number, blocks_of_part in enumerate(parts_of(blocks)):
            body = part_bytes(header, blocks_of_part)
            key = f"{self.prefix}{folder}/part-{number:05d}.csv.gz"
            self._put(key, body)
            rows = sum(block.rows for block in blocks_of_part)
            digest = hashlib.sha256(body).hexdigest()
            self.add(ResultFile(kind, key, rows, written, len(body), digest, _added_up(blocks_of_part)))
            written += rows
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
