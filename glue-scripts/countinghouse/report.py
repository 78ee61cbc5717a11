"""What is particular to one job type's report: the face that its script hands to a worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from countinghouse.reading import ReadFile, Tally
    from countinghouse.results import ResultFolder
    from countinghouse.staging import Staging


@dataclass(frozen=True)
class Bench:
    """What an attempt lends to the report that it makes."""

    staging: Staging
    """Takes rows of the report's tables; they count once the attempt is published."""
    results: ResultFolder
    """Takes files of results; the attempt lists them when the report has been staged."""
    step: Callable[[str], None]
    """Tells those who watch the run what is done now, in a word or two."""


class Making(Protocol):
    """The making of a report in one attempt. Its calls come in this order; only `close` follows one that raises."""

    def read(self, files: Mapping[str, ReadFile]) -> Mapping[str, Tally]:
        """Read every row of each file, by role; gives a tally for each. May stage, since closing a run discards that.

        Raises `FileRejected` when the files are to blame.
        """

    def stage(self) -> None:
        """Stage all figures and write all files of results. Raises as `read` does."""

    def close(self) -> None:
        """Give back what the making holds; always called."""


class Report(Protocol):
    """The report of one job type. It remembers no run."""

    @property
    def job_type(self) -> str:
        """Give the name of its declaration."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Give the sources that it reads, as the declaration names them."""

    @property
    def may_be_empty(self) -> frozenset[str]:
        """Give the roles whose file need not have a row; one of another role is rejected without."""

    def begin(self, bench: Bench) -> Making:
        """Begin to make the report of one run."""
