from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countinghouse.failure import FileRejected
from countinghouse.reading import Tally
from countinghouse.tolerance import check_rows

if TYPE_CHECKING:
    from decimal import Decimal

FIVE_PERCENT = Fraction("0.05")


def tally(good: int, bad: int) -> Tally:
    counted = Tally(counted=good)
    if bad:
        counted.add_rejects("bad-decimal", "amount", bad)
    return counted


def rejected(counted: Tally, tolerance: Fraction = FIVE_PERCENT) -> FileRejected:
    with pytest.raises(FileRejected) as caught:
        check_rows(counted, tolerance)
    return caught.value


def test_exactly_the_tolerated_share_is_accepted_and_one_row_more_is_not() -> None:
    check_rows(tally(95, 5), FIVE_PERCENT)
    assert rejected(tally(94, 5)).error.code == "too-many-bad-rows"


def test_compares_exactly_where_floating_point_would_err() -> None:
    rows = 10**17
    check_rows(tally(rows - rows // 20, rows // 20), FIVE_PERCENT)
    assert rejected(tally(rows - rows // 20 - 1, rows // 20 + 1)).error.code == "too-many-bad-rows"


def test_a_file_without_rows_is_rejected() -> None:
    assert rejected(tally(0, 0)).error.code == "no-rows"


def test_no_bad_row_is_allowed_when_the_tolerance_is_zero() -> None:
    check_rows(tally(1, 0), Fraction(0))
    assert rejected(tally(10**9, 1), Fraction(0)).error.code == "too-many-bad-rows"


def test_says_how_many_rows_are_bad_and_why_most_of_them_are() -> None:
    counted = tally(10, 4)
    counted.add_rejects("field-count", "", 3)
    message = rejected(counted).error.message
    assert "7 of 17 rows are bad" in message
    assert "5 %" in message
    assert "4 of them bad-decimal in the column amount" in message


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.decimals(0, 1, places=4))
def test_agrees_with_integer_arithmetic(good: int, bad: int, tolerance: Decimal) -> None:
    too_many = bad * 10_000 > int(tolerance * 10_000) * (good + bad)
    if too_many:
        rejected(tally(good, bad), Fraction(tolerance))
    else:
        check_rows(tally(good, bad), Fraction(tolerance))
