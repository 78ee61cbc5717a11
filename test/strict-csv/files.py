"""Random files: mostly almost right, some of them noise, gathered around the places where parsers go wrong."""

from __future__ import annotations

from hypothesis import strategies as st

from reference import BOM, Column

COLUMNS: list[Column] = [
    {"name": "timestamp", "type": "timestamp", "required": True},
    {"name": "branch", "type": "string", "required": True, "maxLength": 4},
    {"name": "amount", "type": "decimal", "precision": 6, "scale": 2, "required": True, "maximum": "5000"},
    {"name": "count", "type": "integer", "required": False, "minimum": "-5"},
    {"name": "day", "type": "date", "required": False},
    {"name": "kind", "type": "string", "required": False, "pattern": "[a-z]\\d?|Ü", "allowed": ["a", "b1", "Ü"]},
    {"name": "large", "type": "decimal", "precision": 38, "scale": 10, "required": False},
]

TEXTS: dict[str, list[str]] = {
    "timestamp": ["2024-02-29T23:59:59Z", "2023-02-29 00:00:00", "2024-01-01 00:00:00.123456789+14:00",
                  "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59.9-23:59", "2024-01-01", "2024-01-01T24:00:00Z",
                  "2024-01-01T00:00:60Z", "2024-01-01T00:00:00.", "2024-01-01t00:00:00Z", "1969-12-31 23:59:59.999999",
                  "2024-01-01T00:00:00+24:00", "0000-01-01T00:00:00Z", "2024-01-01T00:00:00.1234567890",
                  "2024-01-01T00:00:00z", "2024-13-01T00:00:00Z", "2024-01-01T00:00:00+0100", ""],
    "branch": ["B1", "ÄÖÜß", "ÄÖÜßx", "", " ", '"', 'a"b', "a,b", "a\nb", "a\r\nb", "😀😀😀😀", "\ufeff"],
    "amount": ["1", "+1.5", "-0.00", "9999.99", "5000", "5000.01", "10000", "00001", ".5", "5.", "1e3", "1,5", " 1",
               "NaN", "-", "", "1.234", "٣", "-9999.99"],
    "count": ["", "0", "-5", "-6", "+7", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
              "-9223372036854775809", "9999999999999999999", "00000000000000000001", "1.0", "-", "x"],
    "day": ["", "2024-02-29", "1900-02-29", "2000-02-29", "0000-01-01", "0001-01-01", "9999-12-31", "2024-1-1",
            "2024-04-31", "2024-04-30T00:00:00Z"],
    "kind": ["", "a", "b1", "b2", "Ü", "A", "ab"],
    "large": ["", "1", "9" * 28 + "." + "9" * 10, "-" + "9" * 28, "1" * 29, "0." + "1" * 11, "-0"],
}  # fmt: skip

OTHER_TEXTS = ["", "x", '"', "a,b"]
NAMES = [str(column["name"]) for column in COLUMNS]


def quoted(text: bytes) -> bytes:
    return b'"' + text.replace(b'"', b'""') + b'"'


def quoted_where_needed(text: bytes) -> bytes:
    return quoted(text) if any(byte in text for byte in b',"\r\n') else text


@st.composite
def field(draw: st.DrawFn, name: str) -> bytes:
    texts = TEXTS.get(name, OTHER_TEXTS)
    # The first text of each column is a good one; rows with nothing but good values must be common.
    text = draw(st.one_of(st.just(texts[0]), st.sampled_from(texts))).encode()
    return quoted(text) if draw(st.integers(0, 3)) == 0 else quoted_where_needed(text)


LINE_ENDS = st.sampled_from([b"\n", b"\r\n", b"\n\n", b"\r\n\r\n", b"\n\r\n"])
DAMAGES = [
    b'"', b",", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80",
    b"x", b'"x', b'""', b"\xe2\x82\xac", BOM, b"y" * 200, b'"' + b"z\n" * 90 + b'"',
]  # fmt: skip
DAMAGE = st.sampled_from(DAMAGES)


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(DAMAGE) + data[at + draw(st.integers(0, 2)) :]
    return data


@st.composite
def headers(draw: st.DrawFn) -> list[str]:
    names = draw(st.permutations([*NAMES, *draw(st.sampled_from([[], ["x"], ["x", "x"], [""]]))]))
    spoiled = draw(st.integers(0, 19))
    if spoiled == 0:
        return names[1:]
    return [*names, names[0]] if spoiled == 1 else names


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """A file with a header and rows, some of them damaged."""
    names = draw(headers())
    data = draw(st.sampled_from([b"", BOM, BOM + b"\n", b"\r\n", b"\n\n"]))
    data += b",".join(quoted(name.encode()) if draw(st.booleans()) else name.encode() for name in names)
    for _ in range(draw(st.integers(0, 5))):
        row = b",".join(draw(field(name)) for name in names)
        data += draw(LINE_ENDS) + draw(damaged(row))
    return data + draw(st.sampled_from([b"", b"\n", b"\r\n", b"\r", b"\n\n"]))


NOISE = st.lists(
    st.sampled_from([b'"', b'""', b",", b"\n", b"\r", b"\r\n", b"\0", b"\xff", "é".encode(), BOM, b"a", b"1", b"0.5"]),
    max_size=40,
).map(b"".join)

ONE_COLUMN: list[Column] = [{"name": "a", "type": "string", "required": False}]
TWO_COLUMNS: list[Column] = [
    {"name": "a", "type": "string", "required": True},
    {"name": "b", "type": "decimal", "precision": 3, "scale": 2},
]
