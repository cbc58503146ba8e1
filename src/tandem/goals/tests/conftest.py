"""What several tests of goals begin with."""

from __future__ import annotations

import pytest

from tandem.goals.models import Plan
from tandem.goals.tests.make import plan_for, sales_of_a_year
from tests.cast import Cast


@pytest.fixture
def sold(cast: Cast) -> Cast:
    """Olga won one deal a month for a year, lost some, and has two open; Pia has one open."""
    return sales_of_a_year(cast)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """A draft of a million over everybody, split evenly."""
    return plan_for(cast, top=1_000_000, weights={"history": 0, "pipeline": 0, "even": 100})


@pytest.fixture
def as_of(settings) -> None:  # type: ignore[no-untyped-def]
    """The day after the plan was opened."""
    settings.TANDEM_TODAY = "2026-09-21"
