"""Opening a plan and breaking it down: whatever one does, the parts add up to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import Http404

from tandem.core.errors import NotAllowed, Refused
from tandem.goals import actions
from tandem.goals.models import Plan
from tandem.goals.queries.inputs import bases
from tandem.goals.tests.make import AS_OF, plan_for, row, won
from tests.cast import Cast

D = Decimal


def officers_of(plan: Plan) -> D:
    return sum((t.amount for t in plan.targets.filter(person__isnull=False)), D(0))


def test_an_even_split_gives_everybody_the_same(cast: Cast):
    plan = plan_for(cast, top=1_000_000, weights={"history": 0, "pipeline": 0, "even": 100})
    assert row(plan, cast.olga).amount == D(200_000)
    assert row(plan, cast.north).amount == D(600_000)
    assert row(plan, cast.harbor).amount == D(200_000)
    assert row(plan, cast.maple).amount == D(1_000_000)


def test_over_assignment_is_only_between_a_team_and_its_officers(cast: Cast):
    plan = plan_for(cast, top="1000000.01", over_officers=D("2.5"))
    teams = row(plan, cast.north).amount + row(plan, cast.south).amount
    assert teams == D("1000000.01")
    assert officers_of(plan) == pytest.approx(D("1025000.01"), abs=D("0.02"))
    south = row(plan, cast.pia).amount + row(plan, cast.paul).amount
    assert south == round(row(plan, cast.south).amount * D("1.025"), 2)


def test_history_decides_and_newcomers_count_as_their_other_parts_say(cast: Cast):
    for quarter, day in enumerate((date(2025, 11, 3), date(2026, 2, 3), date(2026, 5, 4), date(2026, 8, 3))):
        won(cast.olga, 30_000 + quarter, day)
        won(cast.pia, 10_000, day)
    plan = plan_for(cast, weights={"history": 100, "pipeline": 0, "even": 0})
    assert row(plan, cast.olga).amount > 2 * row(plan, cast.pia).amount
    assert row(plan, cast.omar).amount > 0
    assert row(plan, cast.olga).reasons["parts"][0]["name"] == "history"


def test_what_lies_before_the_first_deal_of_all_is_no_history(cast: Cast):
    won(cast.olga, 100_000, date(2026, 1, 9))
    won(cast.olga, 140_000, date(2026, 5, 5))
    won(cast.pia, 60_000, date(2026, 5, 5))
    plan = plan_for(cast, weights={"history": 100, "pipeline": 0, "even": 0})
    found = bases(plan, list(plan.targets.select_related("home", "person")), AS_OF)
    usual = {who.pk: found[row(plan, who).pk].usual for who in (cast.olga, cast.pia)}
    assert usual == {cast.olga.pk: D(120_000), cast.pia.pk: D(30_000)}
    assert found[row(plan, cast.maple).pk].usual == D(150_000)
    assert found[row(plan, cast.omar).pk].usual is None


def test_a_typed_figure_stays_and_the_others_share_the_rest(cast: Cast):
    plan = plan_for(cast, top=1_000_000)
    actions.set_target(row(plan, cast.pia), actor=cast.erin, amount=D(300_000))
    assert row(plan, cast.pia).amount == D(300_000)
    assert row(plan, cast.pia).suggested == D(200_000)
    assert row(plan, cast.paul).amount == row(plan, cast.south).amount - D(300_000)


def test_running_the_split_again_keeps_locks_and_drops_typed_figures(cast: Cast):
    plan = plan_for(cast, top=1_000_000)
    actions.set_target(row(plan, cast.olga), actor=cast.erin, amount=D(250_000), locked=True)
    actions.set_target(row(plan, cast.pia), actor=cast.erin, amount=D(300_000))
    actions.resplit(plan, actor=cast.erin)
    assert row(plan, cast.olga).amount == D(250_000)
    assert row(plan, cast.pia).amount != D(300_000)
    assert officers_of(plan) == D(1_000_000)


def test_what_cannot_work_is_told_in_a_sentence_and_changes_nothing(cast: Cast):
    plan = plan_for(cast, top=1_000_000)
    actions.set_target(row(plan, cast.south), actor=cast.erin, amount=D(400_000), locked=True)
    actions.set_target(row(plan, cast.pia), actor=cast.erin, amount=D(250_000), locked=True)
    before = row(plan, cast.paul).amount
    with pytest.raises(Refused) as refusal:
        actions.set_target(row(plan, cast.paul), actor=cast.erin, amount=D(200_000), locked=True)
    assert "South" in refusal.value.sentence
    assert "€450,000" in refusal.value.sentence + refusal.value.remedy
    assert row(plan, cast.paul).amount == before


def test_a_floor_holds(cast: Cast):
    plan = plan_for(cast, top=1_000_000)
    actions.set_target(
        row(plan, cast.otto), actor=cast.erin, amount=D(260_000), floor=D(250_000), bounds=True
    )
    actions.resplit(plan, actor=cast.erin)
    assert row(plan, cast.otto).amount == D(250_000)
    assert officers_of(plan) == D(1_000_000)


def test_a_manager_breaks_down_the_part_that_is_theirs(cast: Cast):
    plan = plan_for(cast, top=1_000_000)
    actions.set_target(row(plan, cast.pia), actor=cast.sam, amount=D(180_000))
    assert row(plan, cast.pia).amount == D(180_000)
    with pytest.raises((NotAllowed, Http404)):
        actions.set_target(row(plan, cast.olga), actor=cast.sam, amount=D(180_000))


def test_a_manager_plans_for_the_teams_they_lead(cast: Cast):
    assert plan_for(cast, actor=cast.nora, team=cast.north).team == cast.north
    with pytest.raises(NotAllowed, match="teams you lead"):
        plan_for(cast, actor=cast.nora, team=cast.south)


def test_a_period_is_planned_once(cast: Cast):
    plan_for(cast)
    with pytest.raises(Refused, match="has a plan for Q4 2026 already"):
        plan_for(cast)


def test_weights_that_do_not_add_up_are_refused(cast: Cast):
    with pytest.raises(Refused, match="add up to 90%"):
        plan_for(cast, weights={"history": 40, "pipeline": 25, "even": 25})


def test_counts_are_whole(cast: Cast):
    plan = plan_for(cast, metric="deals_won", top=52)
    figures = [t.amount for t in plan.targets.filter(person__isnull=False)]
    assert sum(figures) == 52
    assert all(figure == int(figure) for figure in figures)
