"""Limits of a plan: the change on last year, caps of teams; and shares that count days away and ramp."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from django.urls import reverse

from tandem.authority.models import Entry
from tandem.authority.sentences import tell
from tandem.core.errors import Refused
from tandem.goals import actions
from tandem.goals.models import Plan
from tandem.goals.queries import bench, costs, fairness, plan_page, story
from tandem.goals.queries.inputs import Basis
from tandem.goals.rules import SPLITS
from tandem.goals.tests.make import (
    AS_OF,
    NOW,
    Q4,
    RESULTS,
    browser,
    figures,
    kept_run,
    plan_for,
    plan_with_chances,
    row,
)
from tandem.people.absences import record_absence
from tandem.people.models import Person
from tests.cast import Cast

D = Decimal


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = AS_OF.isoformat()


@pytest.fixture
def cast(kept_year: Cast, db: None) -> Cast:
    return copy.deepcopy(kept_year)


@pytest.fixture
def sold(cast: Cast) -> Cast:
    return cast


@pytest.fixture
def plan(sold: Cast) -> Plan:
    return plan_with_chances(sold)


def page_of(viewer: Person, plan: Plan):
    return plan_page(viewer, Plan.objects.get(pk=plan.pk), today=AS_OF)


@pytest.mark.parametrize("split", ["even", "history", "balanced", "chance"])
def test_every_split_keeps_the_change_on_last_year(sold, plan, split):
    actions.resplit(plan, actor=sold.erin, weights=SPLITS[split], most_change=D(10))
    found = figures(sold, plan)
    assert sum(found.values()) == 1_000_000
    for name, amount in found.items():
        assert RESULTS[name] * D("0.9") <= amount <= RESULTS[name] * D("1.1")
    assert row(plan, sold.paul).suggested != found["paul"] or split == "chance"


def test_what_the_limit_holds_is_a_check_and_has_a_price(sold, plan):
    actions.resplit(plan, actor=sold.erin, most_change=D(10))
    page = page_of(sold.erin, plan)
    found = bench(page)
    assert found.limit.startswith("±10% on the same quarter of last year holds ")
    assert not found.limits.beyond
    assert {each.target.person for each in found.limits.held} >= {sold.paul, sold.olga}
    assert costs(page).limits[0].what == "at most ±10% on last year"
    html = browser(sold.erin).get(reverse("goals:plan", args=[plan.pk])).content.decode()
    assert "Within ±10% on last year" in html
    html = browser(sold.erin).get(reverse("goals:costs", args=[plan.pk])).content.decode()
    assert "at most ±10% on last year" in html


def test_limits_cost_what_the_others_carry_for_them(sold, plan):
    rng = np.random.default_rng(4)
    means = {**RESULTS, "paul": 200_000}  # who could carry twice what the limit on last year allows
    drawn = {getattr(sold, name): rng.gamma(9, mean / 9, 1000) for name, mean in means.items()}
    kept_run(Q4, drawn, as_of=AS_OF)
    actions.resplit(plan, actor=sold.erin, weights=SPLITS["chance"], most_change=D(25))
    (limit,) = costs(page_of(sold.erin, plan)).limits
    assert limit.points > 5
    assert costs(page_of(sold.erin, plan)).constraints == []
    actions.set_target(row(plan, sold.south), actor=sold.erin, cap=D(330_000), bounds=True)
    (cap,) = costs(page_of(sold.erin, plan)).constraints
    assert (cap.name, cap.what) == ("South", "officers at most €330,000")
    assert cap.points > 1


def test_a_typed_figure_beyond_the_limit_stays_and_is_named(sold, plan):
    actions.resplit(plan, actor=sold.erin, most_change=D(20))
    actions.set_target(row(plan, sold.paul), actor=sold.erin, amount=D(134_000))
    assert row(plan, sold.paul).amount == 134_000
    found = bench(page_of(sold.erin, plan))
    assert [(each.row.target.person, each.words) for each in found.limits.beyond] == [
        (sold.paul, "34% above")
    ]
    html = browser(sold.erin).get(reverse("goals:plan", args=[plan.pk])).content.decode()
    assert "1 beyond ±20% on last year" in html


def test_who_has_no_last_year_is_not_held(sold, plan):
    Person.objects.filter(pk=sold.paul.pk).update(hired_on=date(2025, 12, 1))
    actions.resplit(plan, actor=sold.erin, most_change=D(5))
    assert Basis.of(row(plan, sold.paul)).year is None
    found = figures(sold, plan)
    assert all(abs(found[name] / RESULTS[name] - 1) <= D("0.05") for name in found if name != "paul")
    assert "1 without a result then" in bench(page_of(sold.erin, plan)).limit


def test_a_limit_that_leaves_no_way_names_itself_and_the_nearest(sold, plan):
    with pytest.raises(Refused) as told:
        actions.resplit(plan, actor=sold.erin, top=D(1_300_000), most_change=D(10))
    assert "the limit of ±10% on last year" in told.value.sentence
    assert "€1,100,000" in told.value.sentence
    assert "allow more than ±10%" in told.value.remedy
    assert "give Maple at most €1,100,000" in told.value.remedy
    actions.resplit(plan, actor=sold.erin, top=D(1_100_000), most_change=D(10))
    assert figures(sold, plan) == {name: amount * D("1.1") for name, amount in RESULTS.items()}


@pytest.mark.parametrize("split", ["even", "history", "chance"])
def test_the_officers_of_a_team_carry_no_more_than_its_cap(sold, plan, split):
    actions.resplit(plan, actor=sold.erin, weights=SPLITS[split], over_officers=D("2.5"))
    actions.set_target(row(plan, sold.south), actor=sold.erin, cap=D(300_001), bounds=True)
    found = figures(sold, plan)
    assert D(300_000) < found["pia"] + found["paul"] <= 300_001
    assert sum(found.values()) == 1_025_000
    told = bench(page_of(sold.erin, plan)).limits.caps
    assert [(each.row.target.team, each.over) for each in told] == [(sold.south, False)]
    html = browser(sold.erin).get(reverse("goals:plan", args=[plan.pk])).content.decode()
    assert "South’s cap holds" in html


def test_a_cap_counts_in_whole_deals(sold):
    plan = plan_for(sold, top=50, metric="deals_won", weights=SPLITS["even"], over_officers=D(10))
    actions.set_target(row(plan, sold.south), actor=sold.erin, cap=D(11), bounds=True)
    carried = row(plan, sold.pia).amount + row(plan, sold.paul).amount
    assert carried == 11
    assert row(plan, sold.south).amount == 10


def test_a_cap_holds_under_nested_teams_that_are_over_assigned_too(sold, plan):
    actions.resplit(plan, actor=sold.erin, over_officers=D(3), over_teams=D(4))
    actions.set_target(row(plan, sold.north), actor=sold.erin, cap=D(500_000), bounds=True)
    found = figures(sold, plan)
    assert D(475_000) < found["olga"] + found["omar"] + found["otto"] <= 500_000


def test_a_cap_that_fixed_figures_break_is_refused_and_an_officer_has_none(sold, plan):
    actions.set_target(row(plan, sold.pia), actor=sold.erin, amount=D(280_000), locked=True)
    with pytest.raises(Refused, match="South has €250,000 to give"):
        actions.set_target(row(plan, sold.south), actor=sold.erin, cap=D(250_000), bounds=True)
    assert row(plan, sold.south).cap is None
    with pytest.raises(Refused, match="A cap is for the officers of a team together"):
        actions.set_target(row(plan, sold.pia), actor=sold.erin, cap=D(250_000), bounds=True)


def test_a_fix_keeps_the_limits(sold, plan):
    actions.resplit(plan, actor=sold.erin, most_change=D(25))
    actions.set_target(row(plan, sold.south), actor=sold.erin, cap=D(380_000), bounds=True)
    page = page_of(sold.erin, plan)
    for each in fairness(page).open:
        try:
            found = actions.find_fix(page, [each.row.target.pk], actor=sold.erin)
        except Refused:
            continue
        actions.apply_fix(each.row.target, actor=sold.erin, figures=found.figures)
        break
    now = figures(sold, plan)
    assert now["pia"] + now["paul"] <= 380_000
    assert all(abs(now[name] / RESULTS[name] - 1) <= D("0.25") for name in now)


def test_limits_are_set_on_the_page_kept_by_publishing_and_told_in_the_log(sold, plan):
    client = browser(sold.erin)
    shape = reverse("goals:shape", args=[plan.pk])
    assert client.post(shape, {"most_change": "20"}).status_code == 303
    bounds = reverse("goals:bounds", args=[row(plan, sold.south).pk])
    assert "Cap of its officers" in client.get(bounds).content.decode()
    assert (
        "Cap of its officers"
        not in client.get(reverse("goals:bounds", args=[row(plan, sold.pia).pk])).content.decode()
    )
    client.post(bounds, {"cap": "360k"})
    assert row(plan, sold.south).cap == 360_000
    words = [each.words for each in tell(Entry.objects.filter(verb="goals.break_down")).values()]
    assert "set the most change on last year to ±20%" in words
    assert "set the cap of its officers to €360,000" in words
    refused = client.post(shape, {"most_change": "400"})
    assert refused.status_code == 422
    plan.refresh_from_db()
    actions.publish(plan, actor=sold.erin, at=NOW)
    actions.revise_target(row(plan, sold.paul), actor=sold.erin, at=NOW, amount=D(190_000), reason="More")
    plan.refresh_from_db()
    assert (plan.most_change, row(plan, sold.south).cap) == (20, 360_000)
    found = bench(page_of(sold.erin, plan)).limits
    assert [each.row.target.person for each in found.beyond] == [sold.paul]
    assert found.caps[0].over
    client.post(shape, {"most_change": ""})
    plan.refresh_from_db()
    assert plan.most_change == 20  # published


def test_an_empty_limit_is_taken_away(sold, plan):
    before = figures(sold, plan)
    actions.resplit(plan, actor=sold.erin, most_change=D(10))
    assert figures(sold, plan) != before
    browser(sold.erin).post(reverse("goals:shape", args=[plan.pk]), {"most_change": ""})
    assert figures(sold, plan) == before


def test_a_share_counts_days_away(sold, plan):
    record_absence(sold.olga, actor=sold.olga, first_on=date(2026, 11, 16), last_on=date(2026, 12, 31))
    assert "run the split again to count them" in bench(page_of(sold.erin, plan)).presence.words
    actions.resplit(plan, actor=sold.erin)
    # 34 of the 66 days of work from October to December 2026 lie in it, so that 32 are left.
    assert (Basis.of(row(plan, sold.olga)).away, Basis.of(row(plan, sold.olga)).days) == (34, 66)
    found = figures(sold, plan)
    assert sum(found.values()) == 1_000_000
    assert found["olga"] / found["otto"] == pytest.approx(D(32) / 66, abs=D("0.01"))
    shown = bench(page_of(sold.erin, plan)).presence
    assert shown.share == "1 officer is away 34 days of work; their share is less."
    assert shown.words.endswith("the split counts them.")
    told = story(sold.erin, row(plan, sold.olga), today=AS_OF).reasons
    assert "32 of 66 days of work of the quarter: 48% of a full share" in told[-2].words
    browser(sold.erin).post(reverse("goals:shape", args=[plan.pk]), {"counts_days": "no"})
    assert len(set(figures(sold, plan).values())) == 1
    assert "counts everybody in full" in bench(page_of(sold.erin, plan)).presence.words


def test_a_newcomer_carries_what_the_ramp_says(sold, plan):
    Person.objects.filter(pk=sold.paul.pk).update(hired_on=date(2026, 8, 1))
    actions.resplit(plan, actor=sold.erin)
    # Two whole months here at the start, five at the end: the mean of 25% + 75% × months / 6 in between.
    share = 0.25 + 0.75 * 3.5 / 6
    assert Basis.of(row(plan, sold.paul)).capacity == pytest.approx(share, abs=1e-4)
    found = figures(sold, plan)
    assert float(found["paul"] / found["otto"]) == pytest.approx(share, abs=0.01)
    assert sum(found.values()) == 1_000_000
    assert bench(page_of(sold.erin, plan)).presence.share == "1 is new; their share is less."


def test_of_one_officer_alone_no_share_is_said_to_be_less(sold):
    Person.objects.filter(pk=sold.otto.pk).update(hired_on=date(2026, 8, 1))
    alone = bench(page_of(sold.erin, plan_for(sold, team=sold.harbor))).presence
    assert alone.share == "1 is new; with one officer that changes no share."


def test_equal_chance_leaves_days_to_the_draws(sold, plan):
    actions.resplit(plan, actor=sold.erin, weights=SPLITS["chance"])
    before = figures(sold, plan)
    record_absence(sold.olga, actor=sold.olga, first_on=date(2026, 11, 16), last_on=date(2026, 12, 31))
    actions.resplit(plan, actor=sold.erin)
    assert figures(sold, plan) == before
    html = browser(sold.erin).get(reverse("goals:plan", args=[plan.pk])).content.decode()
    assert 'name="counts_days"' not in html
