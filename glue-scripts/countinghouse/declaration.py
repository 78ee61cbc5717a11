"""A job type's declaration, as far as a worker needs it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any


class DeclarationError(ValueError):
    """The declaration does not have the shape that a worker relies on."""


@dataclass(frozen=True)
class SourceDeclaration:
    """One of the files that a run of the job type needs."""

    role: str
    columns: str
    """The declared columns as JSON text, handed on to the data source, which knows their rules."""


@dataclass(frozen=True)
class Declaration:
    """What one kind of file looks like and how many of its rows may be bad."""

    name: str
    version: int
    sources: tuple[SourceDeclaration, ...]
    max_row_bytes: int
    bad_row_tolerance: Fraction
    """Share of the rows that may be bad, exact: a file with more is rejected."""

    def source(self, role: str) -> SourceDeclaration:
        """Give the declaration of the source with this role; raises `DeclarationError` when there is none."""
        for source in self.sources:
            if source.role == role:
                return source
        raise DeclarationError(f"the job type {self.name} declares no source with the role {role!r}")


def parse_declaration(text: str | bytes) -> Declaration:
    """Read a declaration; raises `DeclarationError` that names the field which is wrong."""
    try:
        document = json.loads(text)
    except ValueError as error:
        raise DeclarationError(f"the declaration is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise DeclarationError("the declaration is not a JSON object")
    sources = _field(document, "sources", list)
    if not sources:
        raise DeclarationError("sources must not be empty")
    return Declaration(
        name=_field(document, "name", str),
        version=_positive(document, "version"),
        sources=tuple(_source(source) for source in sources),
        max_row_bytes=_positive(document, "maxRowBytes"),
        bad_row_tolerance=_share(_field(document, "badRowTolerance", str)),
    )


def _source(document: object) -> SourceDeclaration:
    if not isinstance(document, dict):
        raise DeclarationError("a source is not a JSON object")
    columns = _field(document, "columns", list)
    if not columns:
        raise DeclarationError("columns must not be empty")
    return SourceDeclaration(role=_field(document, "role", str), columns=json.dumps(columns, ensure_ascii=False))


def _field(document: dict[str, Any], name: str, kind: type[Any]) -> Any:  # noqa: ANN401 - checked to be of `kind`
    value = document.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        raise DeclarationError(f"{name} must be of type {kind.__name__}")
    return value


def _positive(document: dict[str, Any], name: str) -> int:
    value: int = _field(document, name, int)
    if value < 1:
        raise DeclarationError(f"{name} must be at least 1")
    return value


def _share(text: str) -> Fraction:
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise DeclarationError("badRowTolerance must be a decimal number") from error
    if not 0 <= share <= 1:
        raise DeclarationError("badRowTolerance must be between 0 and 1")
    return share
