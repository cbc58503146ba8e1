"""Limits across teams: what officers of several teams carry together, at least or at most."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from django.http import Http404

from tandem.authority.actions import undo
from tandem.authority.models import Entry
from tandem.authority.sentences import tell
from tandem.core.errors import Conflict, NotAllowed, Refused
from tandem.goals import actions
from tandem.goals.models import Plan, PlanLimit
from tandem.goals.queries import bench, costs, fairness, get_limit, history_of, plan_page
from tandem.goals.rules import SPLITS
from tandem.goals.tests.make import (
    AS_OF,
    figures,
    plan_for,
    plan_with_chances,
    row,
)
from tandem.people.actions import set_team_manager
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


def rows(plan: Plan, *people: Person) -> list[int]:
    return [row(plan, person).pk for person in people]


def carried(plan: Plan, *people: Person) -> Decimal:
    return sum(row(plan, person).amount for person in people)


def limited(cast: Cast, plan: Plan, **values) -> PlanLimit:
    """Olga and Pia, of two teams, carry at most €300,000 together."""
    members = values.pop("members") if "members" in values else rows(plan, cast.olga, cast.pia)
    values = {"name": "Newcomers", "most": D(300_000), "actor": cast.erin, **values}
    return actions.set_limit(plan, members=members, **values)


@pytest.mark.parametrize("split", ["even", "history", "balanced", "chance"])
def test_every_split_and_edit_keeps_the_limit_and_the_sums(sold, plan, split):
    actions.resplit(plan, actor=sold.erin, weights=SPLITS[split], over_officers=D(2))
    limited(sold, plan)
    assert carried(plan, sold.olga, sold.pia) <= 300_000
    assert sum(figures(sold, plan).values()) == 1_020_000
    actions.resplit(plan, actor=sold.erin, top=D("1200000.01"), keep_typed=True)
    assert carried(plan, sold.olga, sold.pia) <= 300_000
    assert not bench(page_of(sold.erin, plan)).checks.off
    actions.set_target(row(plan, sold.paul), actor=sold.erin, amount=D("123456.78"))
    assert carried(plan, sold.olga, sold.pia) <= 300_000
    assert row(plan, sold.paul).amount == D("123456.78")
    actions.resplit(plan, actor=sold.erin)
    assert D(290_000) < carried(plan, sold.olga, sold.pia) <= 300_000
    page = bench(page_of(sold.erin, plan))
    assert not page.checks.off
    (kept,) = page.limits.across
    assert (kept.limit.name, kept.asked, kept.off) == ("Newcomers", "at most €300,000", False)


def test_whom_the_limit_does_not_hold_share_the_rest_in_proportion(sold, plan):
    limited(sold, plan)
    found = figures(sold, plan)
    assert found == {"olga": 150_000, "pia": 150_000, "omar": 233_000, "otto": 233_000, "paul": 234_000} or (
        found["olga"] + found["pia"] == 300_000
        and max(abs(found[name] - D("233333.33")) for name in ("omar", "otto", "paul")) <= 1_000
    )


def test_at_equal_chance_whom_the_limit_holds_have_the_same_chance(sold, plan):
    actions.resplit(plan, actor=sold.erin, weights=SPLITS["chance"])
    limited(sold, plan, least=D(650_000), most=None)
    told = {each.target.person: each.odds.percent for each in page_of(sold.erin, plan).officers}
    assert told[sold.olga] == pytest.approx(told[sold.pia], abs=1.5)
    others = [told[getattr(sold, name)] for name in ("omar", "otto", "paul")]
    assert max(others) - min(others) < 2
    assert told[sold.olga] < min(others) - 10


def test_locks_typed_figures_bounds_caps_and_last_year_stay(sold, plan):
    actions.resplit(plan, actor=sold.erin, most_change=D(60))
    actions.set_target(row(plan, sold.olga), actor=sold.erin, amount=D(200_000), locked=True)
    actions.set_target(row(plan, sold.omar), actor=sold.erin, ceiling=D(210_000), bounds=True)
    actions.set_target(row(plan, sold.south), actor=sold.erin, cap=D(380_000), bounds=True)
    limited(sold, plan, most=D(420_000))
    found = figures(sold, plan)
    assert found["olga"] == 200_000
    assert found["omar"] <= 210_000
    assert found["pia"] + found["paul"] <= 380_000
    assert found["olga"] + found["pia"] <= 420_000
    assert found["paul"] <= 160_000
    assert sum(found.values()) == 1_000_000


def test_out_of_reach_names_the_limit_what_holds_it_and_the_nearest_and_saves_nothing(sold, plan):
    actions.set_target(row(plan, sold.olga), actor=sold.erin, amount=D(250_000), locked=True)
    actions.set_target(row(plan, sold.pia), actor=sold.erin, floor=D(123_400), bounds=True)
    before = figures(sold, plan)
    with pytest.raises(Refused) as raised:
        limited(sold, plan)
    assert raised.value.sentence == (
        "“Newcomers” allows at most €300,000, but what is fixed or bounded (Olga Officer, Pia Officer) leaves its"
        " officers at least €373,400 together."
    )
    assert raised.value.remedy == "Raise “Newcomers” to €374,000, or let go what holds them or the others."
    assert not PlanLimit.objects.exists()
    assert figures(sold, plan) == before
    limited(sold, plan, most=D(374_000))
    assert carried(plan, sold.olga, sold.pia) <= 374_000
    with pytest.raises(Refused, match="leaves its officers at least"):
        actions.set_target(row(plan, sold.pia), actor=sold.erin, amount=D(150_000))
    assert carried(plan, sold.olga, sold.pia) <= 374_000


def test_limits_that_exclude_each_other_are_named(sold, plan):
    limited(sold, plan, name="Few", members=rows(plan, sold.olga, sold.omar, sold.otto), most=D(300_000))
    with pytest.raises(Refused) as raised:
        limited(sold, plan, name="South", members=rows(plan, sold.pia, sold.paul), most=D(600_000))
    assert raised.value.sentence == "The limits “Few”, “South” cannot all be kept."
    assert (
        raised.value.remedy
        == "Raise “Few” to €400,000 or raise “South” to €700,000 or give them €900,000 to share."
    )


def test_at_least_more_than_anybody_may_carry_says_how_much_they_can(sold, plan):
    for who in (sold.olga, sold.pia):
        actions.set_target(row(plan, who), actor=sold.erin, ceiling=D(250_000), bounds=True)
    with pytest.raises(Refused, match="leaves its officers at most €500,000 together") as raised:
        limited(sold, plan, least=D(600_000), most=None)
    assert "Lower “Newcomers” to €500,000" in raised.value.remedy


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"most": None}, "most"),
        ({"least": D(500_000)}, "most"),
        ({"least": D(-1)}, "least"),
        ({"members": []}, "members"),
    ],
)
def test_what_makes_no_limit_is_refused_at_its_field(sold, plan, values, field):
    with pytest.raises(Refused) as raised:
        limited(sold, plan, **values)
    assert list(raised.value.fields) == [field]
    assert not PlanLimit.objects.exists()


def test_setting_a_limit_again_changes_it_and_the_same_again_changes_nothing(sold, plan):
    first = limited(sold, plan)
    again = limited(sold, plan, name="newcomers ")
    assert again.pk == first.pk
    entries = Entry.objects.filter(verb="goals.limit").count()
    version = Plan.objects.get(pk=plan.pk).version
    limited(sold, plan, name="newcomers")
    assert Entry.objects.filter(verb="goals.limit").count() == entries
    assert Plan.objects.get(pk=plan.pk).version == version
    changed = limited(sold, plan, name="Newcomers", most=D(310_000), limit=first)
    assert (changed.pk, changed.most, PlanLimit.objects.count()) == (first.pk, 310_000, 1)


def test_two_limits_are_not_called_alike(sold, plan):
    limited(sold, plan)
    other = limited(sold, plan, name="Key accounts", most=D(400_000))
    with pytest.raises(Refused, match="has a limit “Newcomers” already"):
        limited(sold, plan, name="NEWCOMERS", limit=other)


def test_a_second_editor_is_told(sold, plan):
    limit = limited(sold, plan)
    limited(sold, plan, most=D(310_000), limit=limit, version=limit.version)
    with pytest.raises(Conflict):
        limited(sold, plan, most=D(320_000), limit=limit, version=1)


def test_each_act_is_in_the_logbook_with_before_and_after(sold, plan):
    limit = limited(sold, plan)
    limited(sold, plan, least=D(200_000), most=None, members=rows(plan, sold.olga, sold.paul), limit=limit)
    actions.remove_limit(PlanLimit.objects.get(), actor=sold.erin)
    entries = list(Entry.objects.filter(verb="goals.limit").order_by("pk"))
    told = tell(entries)
    assert [f"{told[each.pk].words}; {told[each.pk].detail}" for each in entries] == [
        "set the limit “Newcomers”; at most €300,000, 2 officers",
        "changed the limit “Newcomers”; at least €200,000, 2 officers; was at most €300,000, 2 officers",
        "removed the limit “Newcomers”; at least €200,000",
    ]
    lines = history_of(page_of(sold.erin, plan))
    assert [line.sentence.words for line in lines[:3]] == [told[each.pk].words for each in entries[::-1]]


def test_every_act_can_be_undone_and_the_figures_come_back(sold, plan):
    start = figures(sold, plan)
    limit = limited(sold, plan)
    held = figures(sold, plan)
    limited(sold, plan, name="New", most=D(250_000), limit=limit)
    actions.remove_limit(PlanLimit.objects.get(), actor=sold.erin)
    assert figures(sold, plan) == start
    made, changed, removed = Entry.objects.filter(verb="goals.limit").order_by("pk")
    undo(removed, actor=sold.erin)
    assert carried(plan, sold.olga, sold.pia) <= 250_000
    back = PlanLimit.objects.get()
    assert (back.name, set(back.targets.values_list("pk", flat=True))) == (
        "New",
        set(rows(plan, sold.olga, sold.pia)),
    )
    undo(changed, actor=sold.erin)
    assert figures(sold, plan) == held
    undo(made, actor=sold.erin)
    assert figures(sold, plan) == start
    assert not PlanLimit.objects.exists()


def test_what_was_changed_since_is_not_undone(sold, plan):
    limit = limited(sold, plan)
    (made,) = Entry.objects.filter(verb="goals.limit")
    limited(sold, plan, most=D(310_000), limit=limit)
    with pytest.raises(Refused, match="changed since"):
        undo(made, actor=sold.erin)
    assert PlanLimit.objects.get().most == 310_000


def test_a_limit_is_for_who_may_shape_the_part_it_is_about(sold, plan):
    with pytest.raises(Refused, match="Not all of these officers are yours to plan for"):
        limited(sold, plan, actor=sold.nora)  # Pia is South's
    with pytest.raises(NotAllowed):
        limited(sold, plan, actor=sold.adam)
    with pytest.raises(Refused, match="Not all of these officers are yours to plan for"):
        limited(sold, plan, actor=sold.olga)
    for other in ([row(plan, sold.south).pk], [999_999]):
        with pytest.raises(Refused, match="Not all of these officers are yours to plan for"):
            limited(sold, plan, members=other)
    own = limited(sold, plan, actor=sold.nora, members=rows(plan, sold.olga, sold.otto))
    assert carried(plan, sold.olga, sold.otto) <= 300_000
    assert row(plan, sold.pia).amount == 200_000  # nothing outside of North moves
    assert get_limit(sold.nora, own.pk) == own
    for other in (sold.sam, sold.nils, sold.olga):
        with pytest.raises(Http404):
            get_limit(other, own.pk)
    with pytest.raises(Http404):
        actions.remove_limit(own, actor=sold.sam)
    actions.remove_limit(own, actor=sold.nora)
    assert not PlanLimit.objects.exists()


def test_who_leads_two_teams_apart_is_told_to_stay_below_one(sold, plan):
    set_team_manager(sold.south, actor=sold.adam, manager=sold.nils)
    nils = Person.objects.get(pk=sold.nils.pk)
    with pytest.raises(Refused, match="but not the part of the plan that holds all of them"):
        limited(sold, plan, actor=nils, members=rows(plan, sold.otto, sold.pia))


def test_who_shapes_a_part_keeps_what_was_set_above_them(sold, plan):
    limited(sold, plan)  # Olga and Pia, by Erin
    pia = row(plan, sold.pia).amount
    with pytest.raises(Refused, match="“Newcomers”"):
        actions.set_target(row(plan, sold.olga), actor=sold.nora, amount=D(250_000))
    actions.set_target(row(plan, sold.omar), actor=sold.nora, amount=D(240_000))
    assert row(plan, sold.pia).amount == pia
    assert carried(plan, sold.olga, sold.pia) <= 300_000
    (kept,) = bench(page_of(sold.nora, plan)).limits.across
    assert (kept.hidden, kept.off, kept.may_edit) == (1, False, False)


def test_published_it_stays_and_a_revision_beyond_it_shows(sold, plan):
    limited(sold, plan)
    actions.publish(plan, actor=sold.erin)
    with pytest.raises(Refused, match="published"):
        limited(sold, plan, most=D(200_000))
    with pytest.raises(Refused, match="published"):
        actions.remove_limit(PlanLimit.objects.get(), actor=sold.erin)
    assert bench(page_of(sold.erin, plan)).limits.open == 0
    actions.revise_target(
        row(plan, sold.olga), actor=sold.erin, amount=D(190_000), reason="Two accounts more"
    )
    found = bench(page_of(sold.erin, plan)).limits
    assert (found.across[0].off, found.open) == (True, 1)


def test_who_leaves_the_plan_leaves_the_limit(sold, plan):
    limit = limited(sold, plan)
    Person.objects.filter(pk=sold.pia.pk).update(is_active=False)
    actions.resplit(plan, actor=sold.erin)
    assert list(limit.targets.values_list("person", flat=True)) == [sold.olga.pk]
    Person.objects.filter(pk=sold.olga.pk).update(is_active=False)
    limited(sold, plan, least=D(100_000), limit=limit, members=rows(plan, sold.olga))
    actions.resplit(plan, actor=sold.erin)
    assert sum(row(plan, each).amount for each in (sold.omar, sold.otto, sold.paul)) == 1_000_000
    (kept,) = bench(page_of(sold.erin, plan)).limits.across
    assert not kept.rows
    actions.remove_limit(PlanLimit.objects.get(), actor=sold.erin)


def test_a_limit_has_a_price_in_points(sold, plan):
    actions.resplit(plan, actor=sold.erin, weights=SPLITS["chance"])
    limited(sold, plan, most=D(400_000))
    limited(sold, plan, name="Slack", members=rows(plan, sold.paul), most=D(900_000))
    held, slack = costs(page_of(sold.erin, plan)).limits
    assert (held.name, held.what) == ("Newcomers", "at most €400,000")
    assert held.points > 5
    assert slack.points == pytest.approx(0, abs=0.05)
    assert [each.name for each in costs(page_of(sold.sam, plan)).limits] == [
        "Slack"
    ]  # Olga is not theirs to see


@pytest.mark.parametrize("most", [430_000, 520_000])
def test_no_fix_breaks_a_limit(sold, plan, most):
    actions.resplit(plan, actor=sold.erin, top=D(900_000), weights=SPLITS["even"])
    limited(sold, plan, name="Two", members=rows(plan, sold.olga, sold.pia), most=D(most))
    page = page_of(sold.erin, plan)
    for outside in fairness(page).open:
        try:
            fix = actions.find_fix(page_of(sold.erin, plan), [outside.row.target.pk], actor=sold.erin)
        except Refused as refused:
            assert refused.code == "no-fix"
            continue
        if fix.figures:
            first = plan.targets.get(pk=min(fix.figures))
            actions.apply_fix(first, actor=sold.erin, figures=fix.figures)
        assert carried(plan, sold.olga, sold.pia) <= most
        assert sum(figures(sold, plan).values()) == 900_000
    assert carried(plan, sold.olga, sold.pia) <= most


def test_a_fix_that_a_limit_forbids_says_so(sold, plan):
    actions.resplit(plan, actor=sold.erin, top=D(1_000_000), weights=SPLITS["history"])
    limited(sold, plan, name="Two", members=rows(plan, sold.olga, sold.pia), most=D(250_000))
    told = {each.row.target.person: each.row.target.pk for each in fairness(page_of(sold.erin, plan)).open}
    assert sold.olga in told  # far below what she could
    with pytest.raises(Refused) as raised:
        actions.find_fix(page_of(sold.erin, plan), [told[sold.olga]], actor=sold.erin)
    assert "“Two”" in raised.value.sentence
    assert raised.value.code == "no-fix"


def test_counts_are_kept_in_whole_deals(cast: Cast):
    plan = plan_for(cast, metric="deals_won", top=23, weights=SPLITS["even"])
    actions.set_limit(
        plan,
        actor=cast.erin,
        name="Exactly",
        members=rows(plan, cast.olga, cast.pia, cast.otto),
        least=D(7),
        most=D(7),
    )
    assert carried(plan, cast.olga, cast.pia, cast.otto) == 7
    assert carried(plan, cast.omar, cast.paul) == 16
