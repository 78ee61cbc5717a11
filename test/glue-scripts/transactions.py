"""Random files of transactions whose figures are known by construction, in cents: the oracle never parses."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

LIMIT = 10**17  # cents: 15 integer digits and 2 decimals
MAX_BRANCH = 256
TERMINATORS = ("\n", "\r\n")


@dataclass(frozen=True)
class Good:
    """A row that counts."""

    branch: str
    cents: int


@dataclass(frozen=True)
class Bad:
    """A row that must be quarantined for this reason."""

    reason: str
    column: str = ""


@dataclass(frozen=True)
class Line:
    """The bytes of a row without its terminator, and what it is."""

    text: bytes
    verdict: Good | Bad


@dataclass
class Expected:
    """What must come out of a file."""

    figures: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    """Branch -> count, min, max, sum; in cents."""
    rejects: list[tuple[int, int, str, str, bytes]] = field(default_factory=list)
    """Line, offset, reason, column and bytes of every bad row, in file order."""
    good: int = 0

    def add(self, verdict: Good) -> None:
        self.good += 1
        count, low, high, total = self.figures.get(verdict.branch, (0, LIMIT, -LIMIT, 0))
        self.figures[verdict.branch] = (
            count + 1,
            min(low, verdict.cents),
            max(high, verdict.cents),
            total + verdict.cents,
        )

    @property
    def rejected(self) -> bool:
        """More than 5 % of the rows are bad, or there is none."""
        bad = len(self.rejects)
        return bad + self.good == 0 or bad * 20 > bad + self.good


def money(cents: int) -> str:
    """Write cents as the database does."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@st.composite
def amounts(draw: st.DrawFn) -> tuple[str, int]:
    """Give one of the ways to write an amount, and the amount in cents."""
    cents = draw(st.one_of(st.integers(0, 100_000), st.integers(0, LIMIT - 1), st.just(LIMIT - 1), st.just(0)))
    sign = draw(st.sampled_from(["", "+", "-"]))
    text = f"{cents // 100}.{cents % 100:02d}"
    if cents % 10 == 0 and draw(st.booleans()):
        text = text[:-1]
    if cents % 100 == 0 and draw(st.booleans()):
        text = str(cents // 100)
    if len(str(cents // 100)) <= 12 and draw(st.booleans()):
        text = f"000{text}"
    return sign + text, -cents if sign == "-" else cents


days = st.sampled_from(["2024-02-29", "2000-02-29", "1999-12-31", "2026-01-01", "0001-01-01", "9999-12-30"])
clocks = st.sampled_from(["00:00:00", "23:59:59", "12:34:56.7", "12:34:56.123456789"])
zones = st.sampled_from(["", "Z", "+00:00", "-11:30", "+05:45"])
timestamps = st.builds("{}{}{}{}".format, days, st.sampled_from(["T", " "]), clocks, zones)
BAD_TIMESTAMPS = [
    "2023-02-29T00:00:00",
    "1900-02-29T00:00:00",
    "2024-04-31T00:00:00",
    "2024-13-01T00:00:00",
    "2024-01-01T24:00:00",
    "2024-01-01T23:59:60",
    "2024-01-01",
    "2024-1-1T00:00:00",
    "2024-01-01T00:00",
    "2024-01-01T00:00:00.1234567890",
    "2024-01-01T00:00:00+1",
    "yesterday",
    "2024-01-01t00:00:00",
    "2024-01-01T00:00:00.",
]
BAD_AMOUNTS = [
    "5.",
    ".5",
    "1e3",
    "1,5",
    "1_000",
    "$5",
    "NaN",
    "Infinity",
    "1.234",
    "1234567890123456",
    "0x10",
    "--",
    "+-1",
    "٣",
    "1.0.0",
    "-",
]
BAD_AMOUNTS += [" 5", "5 ", "1 000", "+", "- 5"]

letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
branches = st.one_of(
    st.sampled_from(["B001", "B002", "b001", " B001", "B001 "]),
    st.text(letters, min_size=1, max_size=12),
    st.sampled_from(['a"b', "a,b", "a\nb", "a\r\nb", "ü", "🏦", "é", "e\u0301", "x" * MAX_BRANCH, "\ufeff"]),
)


@dataclass(frozen=True)
class Layout:
    """How the columns lie in a file."""

    columns: tuple[str, ...]

    def row(self, values: dict[str, str]) -> str:
        return ",".join(values.get(column, "extra") for column in self.columns)


def field_of(branch: str, *, always_quoted: bool) -> str:
    return quoted(branch) if always_quoted or any(one in branch for one in ',"\r\n') else branch


@st.composite
def good_lines(draw: st.DrawFn, layout: Layout) -> Line:
    amount, cents = draw(amounts())
    branch = draw(branches)
    values = {
        "timestamp": draw(timestamps),
        "branch_code": field_of(branch, always_quoted=draw(st.booleans())),
        "amount": quoted(amount) if draw(st.booleans()) else amount,
    }
    return Line(layout.row(values).encode(), Good(branch, cents))


@st.composite
def bad_lines(draw: st.DrawFn, layout: Layout) -> Line:
    """Give a row that breaks one rule, or several of which the first counts."""
    values = {"timestamp": draw(timestamps), "branch_code": "B001", "amount": "1.00"}
    kind = draw(st.sampled_from(["column", "later-columns-too", "count", "quote", "nul", "utf8"]))
    if kind in {"column", "later-columns-too"}:
        column, reason, text = draw(broken_fields())
        if kind == "later-columns-too":
            later = {"timestamp": {"amount": "x"}, "branch_code": {"amount": ""}, "amount": {}}[column]
            values |= later
        values[column] = text
        return Line(layout.row(values).encode(), Bad(reason, column))
    values["amount"] = draw(st.sampled_from(["1.00", "not money"]))  # the row as a whole comes first
    row = layout.row(values).encode()
    if kind == "count":
        return Line(draw(st.sampled_from([row + b",", row + b",1,2", b"lonely"])), Bad("field-count"))
    if kind == "quote":
        values["branch_code"] = '"B001"x'
        return Line(layout.row(values).encode(), Bad("text-after-quote"))
    if kind == "nul":
        return Line(row + b"\0", Bad("nul-byte"))
    return Line(row + draw(st.sampled_from([b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xe2\x82"])), Bad("invalid-utf8"))


@st.composite
def broken_fields(draw: st.DrawFn) -> tuple[str, str, str]:
    """Give a column, the reason why its field is bad, and the field."""
    column = draw(st.sampled_from(["timestamp", "branch_code", "amount"]))
    if draw(st.booleans()):
        return column, "missing", draw(st.sampled_from(["", '""']))
    if column == "timestamp":
        return column, "bad-timestamp", draw(st.sampled_from(BAD_TIMESTAMPS))
    if column == "amount":
        return column, "bad-decimal", quoted(draw(st.sampled_from(BAD_AMOUNTS)))
    return column, "too-long", draw(st.sampled_from(["y" * (MAX_BRANCH + 1), "🏦" * (MAX_BRANCH + 1)]))


@dataclass(frozen=True, repr=False)
class TransactionFile:
    """The bytes of a file and what must come out of it."""

    body: bytes
    expected: Expected

    def __repr__(self) -> str:
        """Stay short: a batch of whole files says nothing. A failing test prints the one file."""
        return f"<{len(self.body)} bytes, {self.expected.good} good rows, {len(self.expected.rejects)} bad ones>"


@st.composite
def transaction_files(draw: st.DrawFn) -> TransactionFile:
    """Give a file with good and bad rows, mixed line ends, blank lines, any column order, perhaps a byte order mark."""
    extra = draw(st.sampled_from([(), ("note",), ("note", "memo")]))
    layout = Layout(tuple(draw(st.permutations(("timestamp", "branch_code", "amount", *extra)))))
    good = draw(st.lists(good_lines(layout), max_size=25))
    bad = draw(st.lists(bad_lines(layout), max_size=8))
    if draw(st.booleans()):  # otherwise most files would have too many bad rows
        plain = layout.row({"timestamp": "2026-01-01T00:00:00Z", "branch_code": "B001", "amount": "0.01"}).encode()
        good += [Line(plain, Good("B001", 1))] * (19 * len(bad))
    lines = draw(st.permutations(good + bad))
    if draw(st.integers(0, 4)) == 0:
        text = layout.row({"timestamp": "2026-01-01T00:00:00Z", "branch_code": '"never closed\n', "amount": "1"})
        lines = [*lines, Line(text.encode(), Bad("unclosed-quote"))]
    header = (b"\xef\xbb\xbf" if draw(st.booleans()) else b"") + ",".join(layout.columns).encode()
    return assemble(header, lines, draw(st.lists(st.sampled_from(TERMINATORS), min_size=1, max_size=5)), draw)


def assemble(header: bytes, lines: list[Line], ends: list[str], draw: st.DrawFn) -> TransactionFile:
    expected = Expected()
    body = bytearray(header + ends[0].encode())
    last_end = draw(st.booleans())
    for number, line in enumerate(lines):
        if draw(st.integers(0, 9)) == 0:
            body += ends[number % len(ends)].encode()  # a blank line is no row
        if isinstance(line.verdict, Good):
            expected.add(line.verdict)
        else:
            at = 1 + body.count(b"\n")
            expected.rejects.append((at, len(body), line.verdict.reason, line.verdict.column, line.text))
        body += line.text
        closed = not (isinstance(line.verdict, Bad) and line.verdict.reason == "unclosed-quote")
        if closed and (number < len(lines) - 1 or last_end):
            body += ends[number % len(ends)].encode()
    return TransactionFile(bytes(body), expected)
