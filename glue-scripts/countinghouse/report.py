"""What is peculiar to one job type's report, declared by its script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import Column


@dataclass(frozen=True)
class Figure:
    """One exact figure of a group of rows."""

    name: str
    """Its column in the result table and its key in the staged rows."""
    aggregate: Callable[[str], Column]
    """Spark's function over the good rows of one group; exact, never a floating-point type."""
    column: str
    """The declared column that is aggregated."""
    column_type: str
    """PostgreSQL type of the column."""


@dataclass(frozen=True)
class Report:
    """A report that groups the rows of one source by one column."""

    job_type: str
    role: str
    """The source it reads."""
    group_by: str
    """The declared column that names a group; also the column of the result table (text)."""
    table: str
    """The result table with run_id, attempt, the group's column, count and the figures."""
    figures: tuple[Figure, ...]
