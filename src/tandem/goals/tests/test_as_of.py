"""As of a past day, what was won later has not happened yet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tandem.customers.actions import add_account
from tandem.goals.queries.results import below, booked_below, booked_by, daily, results, whole
from tandem.goals.tests.make import Q4, won
from tests.cast import Cast

SPAN = (Q4.start, Q4.end)


@pytest.mark.parametrize("metric", ["bookings", "deals_won", "new_accounts"])
def test_what_was_won_later_does_not_count(cast: Cast, settings: Any, metric: str) -> None:
    for name, day in (("Acorn Works", 2), ("Birch Mills", 3)):
        account = add_account(actor=cast.olga, name=name)
        won(cast.olga, 50_000, date(2026, 11, day), account=account)
    path = cast.olga.team.path
    one = Decimal(50_000) if metric == "bookings" else Decimal(1)
    for as_of, count in (("2026-11-01", 0), ("2026-11-02", 1), ("2026-11-03", 2), ("", 2)):
        settings.TANDEM_TODAY = as_of
        assert results(metric, *SPAN).whole() == whole(metric, *SPAN) == one * count, as_of
        assert sum(daily(metric, [SPAN], below(path))[SPAN].values()) == one * count, as_of
        if metric == "bookings":
            assert booked_by(cast.olga.pk, Q4) == booked_below(path, Q4) == one * count, as_of
