"""What several tests of goals begin with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tandem.goals.models import Plan
from tandem.goals.tests.make import AS_OF, plan_for, sales_of_a_year, sold_last_year
from tests.cast import Cast
from tests.kept import kept_with


@pytest.fixture(scope="module")
def kept_year(request: pytest.FixtureRequest, kept_cast: Cast | None) -> Iterator[Cast]:
    """The cast who sold last year, made once for a module whose every test begins with it."""
    with override_settings(TANDEM_TODAY=AS_OF.isoformat()):
        yield from kept_with(request, kept_cast, sold_last_year)


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
