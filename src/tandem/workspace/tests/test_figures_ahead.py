"""Figures that look ahead, and those that judge them, each with an example that can be checked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest

from tandem.deals.actions import fit_chances, lose_deal, move_deal
from tandem.deals.models import Stage
from tandem.deals.tests import make
from tandem.forecasts.models import Score
from tandem.goals.actions import publish
from tandem.goals.models import Plan, TargetVersion
from tandem.goals.packing import pack_deals
from tandem.goals.tests.make import Q4, kept_run, opened, plan_for, row, won
from tandem.people.models import Person
from tandem.workspace.queries.figures import figures_page
from tandem.workspace.queries.figures_ahead import Figure
from tests.cast import Cast

TODAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 13)
NOW = datetime(2026, 9, 20, 9, tzinfo=UTC)
TENS = [10.0 * number for number in range(1, 11)]


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """Published; Olga's target is 50, North's 100."""
    make.sales(cast)
    found = plan_for(cast)
    publish(found, actor=cast.erin, at=NOW)
    for who, amount in ((cast.olga, 50), (cast.north, 100)):
        found.targets.filter(pk=row(found, who).pk).update(amount=Decimal(amount))
        TargetVersion.objects.filter(target=row(found, who)).update(amount=Decimal(amount))
    return found


def told(viewer: Person, key: str, today: date = TODAY) -> Figure:
    page = figures_page(Person.objects.get(pk=viewer.pk), today)
    return next(figure for figure in (*page.figures, *page.ahead) if figure.key == key)


def test_what_moved_a_chance_is_told_with_both_chances_and_every_reason(cast: Cast, plan: Plan):
    lower = [value - 20 for value in TENS]
    kept_run(Q4, {cast.olga: lower}, as_of=FRIDAY)  # reaches 50 in 4 of 10
    kept_run(Q4, {cast.olga: TENS}, as_of=TODAY)  # in 6 of 10
    found = told(cast.olga, "moves")
    assert found.value == "+20 points"
    assert found.example == (
        "60% now − 40% on 13 Nov 2026 = +20: Business still to come, and less time for it +20"
    )
    assert told(cast.pia, "moves").value == ""


def test_one_chance_for_all_adds_up_the_officers_of_a_team(cast: Cast, plan: Plan):
    together = [110.0] * 10  # when one has a bad quarter, the other has a good one
    kept_run(Q4, {cast.olga: TENS, cast.omar: TENS[::-1], cast.north: together}, as_of=TODAY)
    found = told(cast.nora, "common-chance")
    assert found.value == "99%"
    assert found.example == (
        "each of the 2 officers of North at 60%: €50 + €50 = €100; North reaches that sum in 99% of its "
        "simulated periods"
    )
    own = told(cast.olga, "common-chance")
    assert (own.value, own.example) == (
        "€50",
        "60 in 100 of your 10 simulated periods reach €50: your target at 60%",
    )


def test_the_gap_is_explained_line_by_line_or_says_what_is_missing(cast: Cast, plan: Plan):
    assert told(cast.olga, "gap-to-plan").value == ""
    assert "too few to say what is usual" in told(cast.olga, "gap-to-plan").note
    for month in range(1, 10):
        for day in (3, 9, 15, 21):
            won(cast.olga, 10, date(2026, month, day))
    for day in (2, 5, 8, 12, 15, 19):
        won(cast.olga, 10, date(2026, 10, day))
    found = told(cast.olga, "gap-to-plan")
    assert found.value == "+" + told(cast.olga, "gap").value
    assert found.example.startswith("€60 − €")
    assert "the usual result, less what is due" in found.example and "win rate" in found.example


def test_a_win_chance_is_that_of_the_viewers_largest_open_deal(cast: Cast, plan: Plan):
    opened(cast.olga, 50, date(2026, 12, 1))
    make.deal(cast.olga, name="Large one", amount=Decimal(900))
    make.deal(cast.pia, name="Foreign one", amount=Decimal(9000))
    fit_chances(today=TODAY, at=NOW)
    found = told(cast.olga, "win-chance")
    assert found.value == "30%"
    assert found.example.startswith("Large one: 30%, between ")
    assert found.example.endswith("from 0 decided deals, of which 30% were won")
    assert told(cast.sam, "win-chance").example.startswith("Foreign one")


def test_a_forecast_error_is_that_of_the_viewers_newest_scored_call(cast: Cast, plan: Plan):
    last = Q4.shifted(-1)
    for layer, figure in (("model", 90), ("officer", 94)):
        Score.objects.create(
            start_on=last.start, end_on=last.end, weeks=8, layer=layer, person=cast.olga, team=cast.north,
            chair=cast.north, figure=Decimal(figure), actual=Decimal(100), currency="EUR", at=NOW,
        )  # fmt: skip
    found = told(cast.olga, "forecast-error")
    assert found.value == "−6.0%"
    assert found.example == "the call 8 weeks before the end on 30 Sep 2026: (€94 − €100) ÷ €100"
    assert told(cast.omar, "forecast-error").value == ""


def test_the_record_of_the_chances_counts_the_targets_one_may_see(cast: Cast, plan: Plan):
    TargetVersion.objects.filter(target__person__isnull=False).update(chance=58)
    won(cast.olga, 60, date(2026, 11, 3))
    found = told(cast.nora, "chances-record", date(2027, 1, 4))
    assert found.value == "1 of 3"
    assert found.example == (
        "of the targets given about 60% that you may see: 1 of 3 reached, too few to judge"
    )


def test_stages_tell_what_moves_on_and_which_deal_is_there_longest(cast: Cast, plan: Plan):
    first, second = Stage.objects.filter(pipeline__default=True, kind="open")[:2]
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    deals = [make.deal(cast.olga, name=f"Deal {number}", at=at) for number in range(4)]
    for deal in deals[:2]:
        move_deal(deal, actor=cast.olga, at=at.replace(day=9), stage=second)
    lose_deal(
        deals[2], actor=cast.olga, at=at.replace(day=9), closed_on=date(2026, 11, 9), reason=make.reason()
    )
    found = told(cast.olga, "conversion")
    assert (found.example, found.value) == (f"{first.name}: 2 ÷ 3", "67%")
    assert told(cast.nora, "conversion").value == "67%"
    assert told(cast.pia, "conversion").value == ""
    aged = told(cast.olga, "ageing")
    assert aged.value == "21 days"
    assert aged.example.startswith(f"the longest is Deal 3: 21 days in {first.name}, ")


def test_the_fairness_of_a_team_is_worked_out(cast: Cast, plan: Plan):
    kept_run(Q4, {cast.olga: TENS, cast.omar: TENS}, as_of=TODAY)
    for who, amount in ((cast.olga, 50), (cast.omar, 90)):
        plan.targets.filter(pk=row(plan, who).pk).update(amount=Decimal(amount))
    found = told(cast.nora, "fairness")
    assert found.value == "40 points"
    assert found.example == "60% − 20%, of 2 officers of whom a chance can be told"


def test_the_stake_of_a_step_is_the_deal_that_adds_most(cast: Cast, plan: Plan):
    small = opened(cast.olga, 10, date(2026, 12, 1))
    large = opened(cast.olga, 40, date(2026, 12, 1))
    run = kept_run(Q4, {cast.olga: TENS}, as_of=TODAY)
    never = np.packbits(np.zeros((2, 10), bool), axis=1)
    ids, none = np.array([small.pk, large.pk]), np.zeros(2)
    kept = pack_deals(ids, none, none, np.array([10.0, 20.0]), never)
    run.outlooks.update(open_deals=kept)
    found = told(cast.olga, "adds")  # with 20 more, 50 is reached from 30 on: in 8 of 10
    assert found.value == "+20 points"
    assert found.example == f"{large}: 80% if it is won in time − 60% now"


def test_the_suggested_share_is_the_blend_of_its_parts(cast: Cast, plan: Plan):
    target = row(plan, cast.olga)
    found = told(cast.olga, "suggested")
    parts = [part for part in target.reasons["parts"] if part["amount"] is not None and part["share"]]
    blended = sum(Decimal(part["amount"]) * part["share"] / 100 for part in parts)
    assert abs(blended - target.suggested) <= target.suggested / 50
    assert all(f"× {part['share']}%" in found.example for part in parts)


def test_a_call_begins_with_what_the_deals_say(cast: Cast, plan: Plan):
    make.deal(
        cast.olga,
        name="Sure one",
        amount=Decimal(900),
        forecast_category="commit",
        expected_close_on=date(2026, 12, 1),
    )
    found = told(cast.olga, "calls")
    assert "commit €900" in found.example
    assert found.value == "€900"


def test_every_figure_says_what_it_rests_on(cast: Cast, plan: Plan):
    page = figures_page(cast.nora, TODAY)
    every = (*page.figures, *page.ahead)
    assert len({figure.key for figure in every}) == len(every)
    assert all(figure.formula and figure.data for figure in every)
    keys = {figure.key for figure in every}
    assert {"value-added", "differences", "estimates", "must-be", "fairness"} <= keys
    assert "adds" not in keys  # Today is an officer's page
    assert "fairness" not in {figure.key for figure in figures_page(cast.olga, TODAY).ahead}


def test_a_lead_reads_the_suggestion_of_an_officer_below(cast: Cast, plan: Plan):
    assert told(cast.nora, "suggested").example.startswith("Olga Officer: ")
    assert told(cast.olga, "suggested").example.startswith("even ")
