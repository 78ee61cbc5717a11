"""A local file, for what reads versions of objects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class LocalFile:
    """A local file in the place of an object's version."""

    path: Path
    compression: str = "none"

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    @property
    def location(self) -> dict[str, str | int]:
        """The option of the data source that names it."""
        return {"path": str(self.path)}
