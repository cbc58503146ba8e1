"""Attainment and pace, of people and of teams, live after each win."""

from datetime import date
from decimal import Decimal

import pytest

from tandem.authority import organization
from tandem.authority.configuring import configure
from tandem.goals import actions
from tandem.goals.actions.odds import runs_due
from tandem.goals.models import Plan
from tandem.goals.queries.pace import curve_of, forget_curves
from tandem.goals.queries.periods import period_of
from tandem.goals.queries.standing import goal_at_hand, own_goal, standings
from tandem.goals.tests.make import NOW, Q4, plan_for, won
from tandem.people.actions import move_person
from tests.cast import Cast

D = Decimal
MID = date(2026, 11, 13)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    draft = plan_for(cast, top=1_000_000, weights={"history": 0, "pipeline": 0, "even": 100})
    return actions.publish(draft, actor=cast.erin, at=NOW)


def test_a_win_counts_at_once_for_person_team_and_organization(cast: Cast, plan: Plan):
    won(cast.otto, 50_000, date(2026, 11, 2))
    assert own_goal(cast.otto, MID).percent == pytest.approx(25)
    assert own_goal(cast.nils, MID).result == D(50_000)
    assert own_goal(cast.nora, MID).result == D(50_000)
    assert own_goal(cast.erin, MID).percent == pytest.approx(5)
    assert own_goal(cast.sam, MID).result == 0


@pytest.mark.parametrize("who", ["otto", "omar", "nils", "nora", "erin", "adam"])
@pytest.mark.parametrize("kept", [True, False])
def test_the_frame_tells_what_the_page_of_the_goal_tells(cast: Cast, plan: Plan, who: str, kept: bool):
    won(cast.otto, 50_000, date(2026, 11, 2))
    viewer = getattr(cast, who)
    if kept:
        own_goal(viewer, MID)
    shown, whole = goal_at_hand(viewer, MID), own_goal(viewer, MID)
    assert facts(shown) == facts(whole)
    assert shown is not None


def facts(goal):
    return (goal.label, goal.percent, goal.pace_percent, goal.words, goal.day_words, goal.result, goal.curve)


def test_another_fiscal_year_leaves_a_plan_its_days(cast: Cast, plan: Plan):
    """What is planned from October to December stays that, when years begin in February from now on."""
    won(cast.olga, 70_000, date(2026, 9, 30))
    won(cast.olga, 50_000, date(2026, 11, 2))
    won(cast.olga, 9_000, date(2026, 12, 30))
    late = date(2026, 12, 31)
    before = own_goal(cast.olga, late)
    configure(actor=cast.adam, fiscal_start_month=2)
    after = own_goal(cast.olga, late)
    assert (after.result, after.percent, after.pace_percent) == (
        before.result,
        before.percent,
        before.pace_percent,
    )
    assert (before.label, after.label) == ("Q4 2026", "Oct–Dec 2026")
    assert goal_at_hand(cast.olga, late).result == D(59_000)
    period = plan.period(organization.calendar())
    assert (period.start, period.end) == (plan.start_on, plan.end_on)
    assert period_of(period.key) == period
    assert (plan.metric, period) in runs_due(MID)


def test_attainment_is_not_capped(cast: Cast, plan: Plan):
    won(cast.olga, 500_000, date(2026, 11, 2))
    assert own_goal(cast.olga, MID).percent == pytest.approx(250)


def test_what_was_won_outside_the_period_does_not_count(cast: Cast, plan: Plan):
    won(cast.olga, 50_000, date(2026, 9, 30))
    won(cast.olga, 1_000, date(2026, 10, 1))
    assert own_goal(cast.olga, MID).result == D(1_000)


def test_the_team_of_the_day_keeps_the_result_after_a_move(cast: Cast, plan: Plan):
    won(cast.olga, 40_000, date(2026, 10, 20))
    move_person(cast.olga, actor=cast.adam, team=cast.south, since=date(2026, 11, 1))
    cast.olga.refresh_from_db()
    won(cast.olga, 10_000, date(2026, 11, 5))
    assert own_goal(cast.nora, MID).result == D(40_000)
    assert own_goal(cast.sam, MID).result == D(10_000)
    assert own_goal(cast.olga, MID).result == D(50_000)


def test_without_history_pace_is_by_working_days_and_says_so(cast: Cast, plan: Plan):
    goal = own_goal(cast.olga, MID)
    assert goal.is_linear
    assert goal.day_words == "day 32 of 66"
    assert goal.pace_percent == pytest.approx(32 / 66 * 100)
    assert goal.standing.gap == -goal.standing.due


def test_with_enough_history_pace_follows_the_teams_own_season(cast: Cast, plan: Plan):
    for year, month in ((2025, 6), (2025, 9), (2025, 12), (2026, 3), (2026, 6)):
        for day in range(20, 28):
            won(cast.olga, 1_000, date(year, month, day))
    forget_curves()
    curve = curve_of(cast.north, "bookings", Q4)
    assert curve.method == "seasonal"
    assert curve.share(MID) == 0
    assert own_goal(cast.olga, MID).ahead


def test_many_targets_cost_as_many_statements_as_one(cast: Cast, plan: Plan, django_assert_num_queries):
    own_goal(cast.nora, MID)
    curve = curve_of(cast.maple, "bookings", Q4)
    rows = list(plan.targets.select_related("plan__team", "person", "team", "home__manager"))
    with organization.kept(), django_assert_num_queries(2):
        standings([one for one in rows if one.team == cast.maple], MID, curve=curve)
    with organization.kept(), django_assert_num_queries(3):
        standings(rows, MID, curve=curve)


def test_nobody_is_given_a_goal_that_nobody_set(cast: Cast):
    assert own_goal(cast.olga, MID) is None
