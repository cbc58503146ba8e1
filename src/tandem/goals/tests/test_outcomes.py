"""What came of the agreements on targets, measured once their period is over."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tandem.authority.models import Entry
from tandem.collaboration import actions as answers
from tandem.collaboration.actions import measure_outcomes
from tandem.collaboration.models import Agreement
from tandem.goals import actions
from tandem.goals.models import Plan, Target
from tandem.goals.tests.make import NOW, browser, plan_for, row, won
from tests.cast import Cast

OVER = date(2027, 1, 2)
NIGHT = datetime(2027, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def published(cast: Cast) -> Plan:
    plan = plan_for(cast, top=1_000_000, weights={"history": 0, "pipeline": 0, "even": 100})
    actions.publish(plan, actor=cast.erin, at=NOW)
    answers.accept(asked(row(plan, cast.olga)), actor=cast.olga, at=NOW)
    won(cast.olga, 218_000, date(2026, 10, 5))
    won(cast.omar, 30_000, date(2026, 12, 31))
    won(cast.omar, 1, date(2027, 1, 1))
    return plan


def asked(target: Target) -> Agreement:
    return Agreement.objects.get(about="goals.target", about_id=target.pk)


def test_nothing_is_measured_while_the_period_runs(published: Plan):
    assert measure_outcomes(date(2026, 12, 31), NOW) == 0


def test_each_agreement_keeps_what_was_reached(cast: Cast, published: Plan):
    assert measure_outcomes(OVER, NIGHT) == 8
    assert asked(row(published, cast.olga)).outcome == {"reached": "218000.00", "percent": 109.0}
    assert asked(row(published, cast.omar)).outcome == {"reached": "30000.00", "percent": 15.0}
    north = asked(row(published, cast.north))
    assert north.outcome is not None
    assert north.outcome["reached"] == "248000.00"
    assert north.measured_at == NIGHT


def test_measuring_again_writes_only_what_was_booked_late(cast: Cast, published: Plan):
    measure_outcomes(OVER, NIGHT)
    assert measure_outcomes(OVER, NIGHT) == 0
    won(cast.olga, 2000, date(2026, 12, 30))
    assert measure_outcomes(date(2027, 1, 20), NIGHT) > 0
    assert asked(row(published, cast.olga)).outcome == {"reached": "220000.00", "percent": 110.0}
    entry = Entry.objects.filter(
        verb="collaboration.measure", about_id=asked(row(published, cast.olga)).pk
    ).latest("pk")
    assert entry.facts["reached"] == ["218000.00", "220000.00"]
    assert entry.actor is None
    won(cast.olga, 5000, date(2026, 12, 30))
    assert measure_outcomes(date(2027, 6, 1), NIGHT) == 0, (
        "A quarter later an outcome stays as it was measured."
    )


def test_both_sides_read_it(cast: Cast, published: Plan, settings):
    measure_outcomes(OVER, NIGHT)
    settings.TANDEM_TODAY = OVER.isoformat()
    agreement = asked(row(published, cast.olga))
    for who in (cast.olga, cast.nora):
        page = browser(who).get(reverse("goals:answer", args=[agreement.pk])).content.decode()
        assert "€218,000, 109% of the target" in page
        told = browser(who).get(f"/api/v1/agreements/{agreement.pk}").json()
        assert told["outcome"] == "€218,000, 109% of the target"
    assert browser(cast.pia).get(f"/api/v1/agreements/{agreement.pk}").status_code == 404
