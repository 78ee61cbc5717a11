"""Changes single lines inside MiniStack's functions.

Some gaps sit in the middle of a function of two hundred lines. Copying the function would hide the change; this names
just the lines that differ. MiniStack's version is pinned, and a line that is not found exactly once stops the start, so
an upgrade can't silently lose a patch.
"""

import inspect
import textwrap
from collections.abc import Mapping
from types import FunctionType, ModuleType

# What each rewritten function reads now: a second patch may change another line of it.
_sources: dict[str, str] = {}


class PatchDoesNotFitError(RuntimeError):
    """MiniStack's source is not the one the patch was written for."""


def rewrite(module: ModuleType, function: str, changes: Mapping[str, str], **names: object) -> None:
    """Replaces each text of `changes` (found exactly once) in a function of the module.

    `names` become names of the module, for the new text to use.
    """
    name_in_full = f"{module.__name__}.{function}"
    source = _sources.get(name_in_full) or textwrap.dedent(inspect.getsource(getattr(module, function)))
    for old, new in changes.items():
        found = source.count(old)
        if found != 1:
            raise PatchDoesNotFitError(f"{name_in_full} has {found} times, not once: {old!r}")
        source = source.replace(old, new)
    _sources[name_in_full] = source
    for name, value in names.items():
        setattr(module, name, value)
    made: dict[str, FunctionType] = {}
    exec(compile(source, f"<patched {name_in_full}>", "exec"), dict(vars(module)), made)  # noqa: S102
    # The function stays the same object, so tables of handlers that already hold it get the change too.
    getattr(module, function).__code__ = made[function].__code__
