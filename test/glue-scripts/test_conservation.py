"""No row and no cent gets lost between two files and their balances, or nothing is staged."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from countinghouse.balances.outcome import Country
from countinghouse.balances.report import check_conserved
from countinghouse.reading import Tally
from countinghouse.staging import FigureError

if TYPE_CHECKING:
    from countinghouse.balances.replay import Batch, Replay

HERE = Country("44", 2, "10.00", "10.00", "4.00", 3)
THERE = Country("7", 1, "-5.00", "-5.00", "0.00", 0)


def check(accounts: int = 3, countries: tuple[Country, ...] = (HERE, THERE), **rejections: int) -> None:
    """Check a replay of 3 accounts and 5 transfers, of which 3 are applied in HERE."""
    replay: Any = SimpleNamespace(accounts=accounts, countries=list(countries), rejections=rejections)
    batch: Any = SimpleNamespace(accounts_tally=Tally(counted=3), transfers_tally=Tally(counted=5))
    check_conserved(cast("Replay", replay), cast("Batch", batch))


def test_every_account_and_every_transfer_is_in_the_result() -> None:
    check(same_account=1, insufficient_funds=1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"accounts": 2, "same_account": 2}, "3 accounts were read, but 2"),
        ({"countries": (HERE,), "same_account": 2}, "3 accounts were read"),
        ({"same_account": 1}, "5 transfers were read, but 3 applied"),
        ({"same_account": 3}, "5 transfers were read, but 3 applied"),
        (
            {"countries": (HERE, THERE._replace(final="-4.99")), "same_account": 2},
            "country 7 had -5.00, and have -4.99",
        ),
    ],
)
def test_a_result_that_lost_something_is_an_error(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(FigureError, match=said):
        check(**wrong)
