"""The rules of a strict CSV file once more, written to be read rather than to be quick.

It shares no idea with the data source: it looks at a whole file at once, cuts it byte by byte, and checks values with
regular expressions and Python's calendar.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Column = dict[str, Any]
Value = str | int | None

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Row:
    """What one row should become; `reason` is None for a good one, whose values are in `values`."""

    line: int
    offset: int
    length: int
    reason: str | None
    column: str | None
    raw: str | None
    values: tuple[Value, ...]


def row_of(place_and_verdict: Sequence[Any], values: Iterable[Value]) -> Row:
    """Make a row of `[line, offset, length, reason, column, raw]` and its values."""
    line, offset, length, reason, column, raw = place_and_verdict
    return Row(line, offset, length, reason, column, raw, tuple(values))


class FileError(Exception):
    """The file as a whole is refused; the message is the code."""


@dataclass(frozen=True)
class Record:
    """A row as it is cut from the file, before any check of its contents."""

    offset: int
    raw: bytes
    fields: list[bytes]
    unclosed: bool
    text_after_quote: bool


def parse(data: bytes, columns: list[Column], max_row_bytes: int) -> list[Row]:
    """Give all rows of a file, in order, or raise FileError."""
    records = cut(data)
    if not records:
        raise FileError("empty-file")
    header = records[0]
    if broken(header, max_row_bytes):
        raise FileError("wrong-header")
    names = [name.decode() for name in header.fields]
    if any(names.count(column["name"]) != 1 for column in columns):
        raise FileError("wrong-header")
    return [judge(record, names, columns, data, max_row_bytes) for record in records[1:]]


def cut(data: bytes) -> list[Record]:
    """Cut a file into its rows; blank lines are left out."""
    records = []
    at = len(BOM) if data.startswith(BOM) else 0
    while at < len(data):
        record, at = cut_row(data, at)
        if record.raw:
            records.append(record)
    return records


def cut_row(data: bytes, start: int) -> tuple[Record, int]:
    """Cut the row that begins at `start`; also give where the next one begins."""
    fields: list[bytes] = []
    unclosed = text_after_quote = False
    at = start
    while True:
        if data[at : at + 1] == b'"':
            content, at, closed = cut_quoted(data, at + 1)
            rest_end = end_of_plain(data, at)
            if not closed:
                unclosed = True
            elif rest_end > at:
                text_after_quote = True
            at = rest_end
        else:
            end = end_of_plain(data, at)
            content, at = data[at:end], end
        fields.append(content)
        if data[at : at + 1] == b",":
            at += 1
            continue
        break
    terminator = 2 if data[at : at + 2] == b"\r\n" else 1 if data[at : at + 1] == b"\n" else 0
    return Record(start, data[start:at], fields, unclosed, text_after_quote), at + terminator


def cut_quoted(data: bytes, at: int) -> tuple[bytes, int, bool]:
    """Give the content behind an opening quote, where it ends, and whether the quote was closed."""
    content = b""
    while at < len(data):
        if data[at : at + 2] == b'""':
            content += b'"'
            at += 2
        elif data[at : at + 1] == b'"':
            return content, at + 1, True
        else:
            content += data[at : at + 1]
            at += 1
    return content, at, False


def end_of_plain(data: bytes, at: int) -> int:
    """Find the next comma or line end: LF, or a CR directly before it."""
    while at < len(data) and data[at : at + 1] not in (b",", b"\n") and data[at : at + 2] != b"\r\n":
        at += 1
    return at


def broken(record: Record, max_row_bytes: int) -> str | None:
    """Name what is wrong with a row as a whole, but for the number of its fields."""
    if len(record.raw) > max_row_bytes:
        return "row-too-long"
    if record.unclosed:
        return "unclosed-quote"
    if record.text_after_quote:
        return "text-after-quote"
    if b"\0" in record.raw:
        return "nul-byte"
    try:
        record.raw.decode("utf-8")
    except UnicodeDecodeError:
        return "invalid-utf8"
    return None


def judge(record: Record, names: list[str], columns: list[Column], data: bytes, max_row_bytes: int) -> Row:
    """Check a row's values against the declared columns."""
    line = 1 + data[: record.offset].count(b"\n")
    reason, column = broken(record, max_row_bytes), ""
    if reason is None and len(record.fields) != len(names):
        reason = "field-count"
    values: list[Value] = []
    if reason is None:
        for declared in columns:
            text = record.fields[names.index(declared["name"])].decode()
            reason, value = check(text, declared)
            if reason is not None:
                column = declared["name"]
                break
            values.append(value)
    if reason is None:
        return Row(line, record.offset, len(record.raw), None, None, None, tuple(values))
    raw = record.raw[:max_row_bytes].decode("utf-8", "backslashreplace")
    return Row(line, record.offset, len(record.raw), reason, column, raw, (None,) * len(columns))


def check(text: str, column: Column) -> tuple[str | None, Value]:
    """Give (reason, None) for a bad value, (None, value) for a good one."""
    if text == "":
        return ("missing" if column.get("required") else None), None
    checks = {
        "string": check_string,
        "integer": check_integer,
        "decimal": check_decimal,
        "timestamp": check_timestamp,
        "date": check_date,
    }
    return checks[column["type"]](text, column)


def check_string(text: str, column: Column) -> tuple[str | None, Value]:
    if len(text) > column.get("maxLength", len(text)):
        return "too-long", None
    if "pattern" in column and not re.fullmatch(column["pattern"], text):
        return "pattern-mismatch", None
    if text not in column.get("allowed", [text]):
        return "not-allowed", None
    return None, text


def check_integer(text: str, column: Column) -> tuple[str | None, Value]:
    if not re.fullmatch("[+-]?[0-9]{1,19}", text) or not -(2**63) <= int(text) < 2**63:
        return "bad-integer", None
    return in_range(Decimal(text), column), int(text)


def check_decimal(text: str, column: Column) -> tuple[str | None, Value]:
    scale = column["scale"]
    whole = column["precision"] - scale
    digits = f"[0-9]{{1,{whole}}}" if whole else "0"
    if not re.fullmatch(rf"[+-]?{digits}(\.[0-9]{{1,{scale}}})?" if scale else rf"[+-]?{digits}", text):
        return "bad-decimal", None
    sign = -1 if text.startswith("-") else 1
    before, _, after = text.lstrip("+-").partition(".")
    unscaled = sign * int(before + after.ljust(scale, "0"))
    return in_range(Decimal(text), column), exact(unscaled, scale)


def exact(unscaled: int, scale: int) -> str:
    digits = str(abs(unscaled)).rjust(scale + 1, "0")
    point = len(digits) - scale
    return ("-" if unscaled < 0 else "") + digits[:point] + ("." + digits[point:] if scale else "")


def in_range(value: Decimal, column: Column) -> str | None:
    low, high = column.get("minimum"), column.get("maximum")
    fits = (low is None or value >= Decimal(low)) and (high is None or value <= Decimal(high))
    return None if fits else "out-of-range"


def epoch_day(text: str) -> int | None:
    year, month, day = (int(part) for part in text.split("-"))
    try:
        return dt.date(year, month, day).toordinal() - dt.date(1970, 1, 1).toordinal()
    except ValueError:
        return None


def check_date(text: str, _: Column) -> tuple[str | None, Value]:
    day = epoch_day(text) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    return ("bad-date", None) if day is None else (None, day)


TIMESTAMP = re.compile(
    "([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])"
    r"(?:\.([0-9]{1,9}))?(Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))?"
)


def check_timestamp(text: str, _: Column) -> tuple[str | None, Value]:
    match = TIMESTAMP.fullmatch(text)
    day = epoch_day(match[1]) if match else None
    if match is None or day is None:
        return "bad-timestamp", None
    seconds = 86400 * day + 3600 * int(match[2]) + 60 * int(match[3]) + int(match[4])
    if match[7]:
        east = 3600 * int(match[8]) + 60 * int(match[9])
        seconds -= east if match[7] == "+" else -east
    micros = int((match[5] or "0").ljust(9, "0")[:6])
    return None, 1_000_000 * seconds + micros
