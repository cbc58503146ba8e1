"""Periods that are over are counted by the tree of their last day, on every page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tandem.authority.models import Entry
from tandem.collaboration.actions import measure_outcomes
from tandem.collaboration.models import Agreement
from tandem.forecasts.queries.course import course
from tandem.forecasts.queries.page import page
from tandem.goals.actions import publish
from tandem.goals.models import Plan
from tandem.goals.queries.goals import own_goals
from tandem.goals.tests.make import plan_for, row, won
from tandem.people.actions import add_team, move_person, move_team, remove_team
from tandem.people.models import Person, Team
from tandem.workspace.queries.business import business_page
from tandem.workspace.queries.standing import standing_of
from tests.cast import Cast

TODAY = date(2027, 1, 20)
PLANNED = datetime(2026, 9, 20, 9, tzinfo=UTC)
FOUNDED = datetime(2024, 1, 1, tzinfo=UTC)
MOVED = datetime(2027, 1, 10, 9, tzinfo=UTC)
NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)


@pytest.fixture
def moved(cast: Cast, settings: pytest.FixtureRequest) -> Cast:
    """Harbor hung below North until 10 January 2027, below South since."""
    settings.TANDEM_TODAY = TODAY.isoformat()  # type: ignore[attr-defined]
    Entry.objects.filter(verb="people.shape_teams").update(at=FOUNDED)
    plan = plan_for(cast, top=1_000_000)
    publish(plan, actor=cast.erin, at=PLANNED)
    won(cast.olga, 100_000, date(2026, 10, 15))
    won(cast.otto, 50_000, date(2026, 12, 31))
    won(cast.pia, 30_000, date(2026, 11, 2))
    won(cast.otto, 7_000, date(2027, 1, 5))
    move_team(cast.harbor, actor=cast.adam, at=MOVED, parent=cast.south)
    for person in (cast.nora, cast.sam, cast.nils, cast.otto):
        person.refresh_from_db()
    return cast


def booked(viewer: Person, period: str, team: Team | None = None) -> tuple[Decimal, list[str]]:
    found = standing_of(viewer, str(team.pk) if team else "", period, today=TODAY)
    return found.whole.booked.period, [each.name for each in found.teams]


def test_business_counts_a_quarter_by_the_tree_of_its_last_day(moved: Cast):
    found = business_page(moved.erin, "", "2026-Q4", today=TODAY)
    assert {one.name: one.booked.period for one in found.rows} == {"North": 150_000, "South": 30_000}
    now = business_page(moved.erin, "", "", today=TODAY)
    assert {one.name: one.booked.period for one in now.rows} == {"North": 0, "South": 7_000}


def test_the_quarters_of_a_team_are_each_of_their_own_tree(moved: Cast):
    south = business_page(moved.erin, str(moved.south.pk), "", today=TODAY)
    assert [quarter.total for quarter in south.quarters][-2:] == [30_000, 7_000]
    north = business_page(moved.erin, str(moved.north.pk), "", today=TODAY)
    assert [quarter.total for quarter in north.quarters][-2:] == [150_000, 0]


def test_the_manager_of_then_and_the_executive_read_one_figure(moved: Cast):
    assert booked(moved.nora, "2026-Q4") == (150_000, ["Harbor"])
    assert booked(moved.nora, "") == (0, [])
    assert booked(moved.sam, "2026-Q4") == (30_000, [])
    assert booked(moved.sam, "2026-Q4", moved.harbor) == (50_000, [])
    assert booked(moved.sam, "") == (7_000, ["Harbor"])


def test_forecast_of_a_period_that_is_over(moved: Cast):
    found = page(moved.nora, "", "2026-Q4", today=TODAY, now=NOW)
    assert found.whole.beneath.closed == 150_000
    assert [each.name for each in found.rows if each.is_team] == ["Harbor"]
    assert course(found.choice, None).last.booked == 150_000


def test_goals_and_what_came_of_them(moved: Cast):
    by_team = {goal.target.home.name: goal.result for goal in own_goals(moved.nora, today=TODAY)}
    assert by_team == {"North": 150_000}
    measure_outcomes(TODAY, NOW)
    asked = Agreement.objects.get(about="goals.target", about_id=row(Plan.objects.get(), moved.north).pk)
    assert asked.outcome is not None
    assert asked.outcome["reached"] == "150000.00"


def test_a_team_that_was_added_since_counts_where_it_stands(moved: Cast):
    quay = add_team(actor=moved.adam, at=MOVED, name="Quay", parent=moved.harbor)
    move_person(moved.olga, actor=moved.adam, team=quay, since=date(2026, 10, 1))
    moved.olga.refresh_from_db()
    won(moved.olga, 1_000, date(2026, 10, 20))
    assert booked(moved.nora, "2026-Q4")[0] == 151_000


def test_a_team_above_that_is_gone_leaves_the_sums(moved: Cast):
    coast = add_team(actor=moved.adam, at=FOUNDED, name="Coast", parent=moved.north)
    Entry.objects.filter(about_id=moved.harbor.pk, at=MOVED).delete()
    move_team(Team.objects.get(pk=moved.harbor.pk), actor=moved.adam, at=FOUNDED, parent=coast)
    move_team(Team.objects.get(pk=moved.harbor.pk), actor=moved.adam, at=MOVED, parent=moved.south)
    remove_team(Team.objects.get(pk=coast.pk), actor=moved.adam, at=MOVED)
    assert booked(moved.nora, "2026-Q4") == (150_000, ["Harbor"])
