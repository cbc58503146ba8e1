"""Putting figures right: nobody else leaves the band for it, and one fix after the other comes to an end."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tandem.authority.actions import undo
from tandem.authority.models import Entry
from tandem.core.errors import Conflict, Refused
from tandem.goals import actions
from tandem.goals.models import Plan, Target
from tandem.goals.queries import fairness, plan_page
from tandem.goals.queries.checks import sums
from tandem.goals.queries.outside import AIM, stretch_in_band
from tandem.goals.rules import SPLITS
from tandem.goals.tests.make import NOW, Q4, browser, kept_run, plan_for, row
from tandem.goals.tests.test_exact import FEW
from tests.cast import Cast

AS_OF = date(2026, 9, 20)
MEANS = {"olga": 300_000, "omar": 150_000, "otto": 200_000, "pia": 250_000, "paul": 100_000}
OFFICERS = tuple(MEANS)


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = AS_OF.isoformat()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    rng = np.random.default_rng(4)
    drawn = {getattr(cast, name): rng.gamma(9, mean / 9, 1000) for name, mean in MEANS.items()}
    kept_run(Q4, drawn, as_of=AS_OF)
    return plan_for(cast, top=950_000, weights=SPLITS["even"])


def page_of(viewer, plan: Plan):
    return plan_page(viewer, Plan.objects.get(pk=plan.pk), today=AS_OF)


def test_too_hard_and_too_easy_are_named_and_a_fix_can_be_seen_first(cast, plan):
    found = fairness(page_of(cast.erin, plan))
    assert {(each.row.target.person, each.band) for each in found.outside} == {
        (cast.paul, "too_hard"), (cast.omar, "too_hard"), (cast.olga, "too_easy"),
    }  # fmt: skip
    before = row(plan, cast.paul).amount
    client = browser(cast.erin)
    paul = next(each for each in found.outside if each.row.target.person_id == cast.paul.pk)
    url = reverse("goals:fix", args=[plan.pk])
    html = client.get(url, {"target": paul.row.target.pk}).content.decode()
    assert f"€{paul.figure:,.0f}" in html
    assert row(plan, cast.paul).amount == before
    answer = client.post(url, {"figure": f"{paul.row.target.pk}:{paul.figure}"})
    assert answer.status_code in (302, 303)
    assert row(plan, cast.paul).amount == paul.figure
    assert row(plan, cast.pia).amount == 380_000 - paul.figure
    undo(Entry.objects.get(verb="goals.fix"), actor=cast.erin)
    assert (row(plan, cast.paul).amount, row(plan, cast.paul).typed) == (before, False)
    assert row(plan, cast.pia).amount == 190_000


def test_a_fix_that_was_built_on_is_not_taken_back(cast, plan):
    target = row(plan, cast.paul)
    actions.apply_fix(target, actor=cast.erin, figures={target.pk: Decimal(90_000)})
    actions.set_target(row(plan, cast.paul), actor=cast.erin, amount=Decimal(95_000))
    with pytest.raises(Refused, match="changed since"):
        undo(Entry.objects.get(verb="goals.fix"), actor=cast.erin)


def test_a_manager_fixes_only_their_own_part(cast, plan):
    with pytest.raises(Refused):
        actions.apply_fix(
            row(plan, cast.omar),
            actor=cast.nora,
            figures={row(plan, cast.omar).pk: Decimal(140_000), row(plan, cast.paul).pk: Decimal(90_000)},
        )
    actions.apply_fix(
        row(plan, cast.omar), actor=cast.nora, figures={row(plan, cast.omar).pk: Decimal(140_000)}
    )
    assert row(plan, cast.omar).amount == 140_000
    assert row(plan, cast.south).amount == 380_000


def bands(viewer, plan: Plan) -> dict[int, str]:
    return {each.target.pk: each.odds.band for each in page_of(viewer, plan).officers}


@pytest.mark.parametrize("top", [960_000, 980_000, 990_000])
def test_a_figure_that_cannot_reach_the_middle_of_the_band_is_round_all_the_same(cast, plan, top):
    actions.resplit(plan, actor=cast.erin, top=Decimal(top))
    page = page_of(cast.erin, plan)
    asked = [each.row.target.pk for each in fairness(page).open]
    found = actions.find_fix(page, asked, actor=cast.erin)
    odds = {each.target.pk: each.odds for each in page.officers}
    brought = [each for each in found.moved if each.asked]
    assert brought
    assert all(each.after % odds[each.target.pk].step == 0 for each in brought)


def test_what_is_taken_from_one_pushes_nobody_else_out(cast, plan):
    before = bands(cast.erin, plan)
    paul = row(plan, cast.paul)
    found = actions.find_fix(page_of(cast.erin, plan), [paul.pk], actor=cast.erin)
    assert [each.target.pk for each in found.moved if each.asked] == [paul.pk]
    actions.apply_fix(paul, actor=cast.erin, figures=found.figures)
    after = bands(cast.erin, plan)
    assert (before[paul.pk], after[paul.pk]) == ("too_hard", "sweet_spot")
    assert [pk for pk in before if after[pk] in AIM and before[pk] not in AIM] == []
    told = {each.target.pk: each.after for each in found.moved}
    assert {pk: Target.objects.get(pk=pk).amount for pk in told} == told


def test_within_the_team_if_that_suffices(cast, plan):
    actions.set_target(row(plan, cast.olga), actor=cast.erin, amount=Decimal(180_000))
    olga = row(plan, cast.olga)
    found = actions.find_fix(page_of(cast.erin, plan), [olga.pk], actor=cast.erin)
    assert {each.target.home_id for each in found.moved} == {cast.north.pk}


def test_all_at_once(cast, plan):
    page = page_of(cast.erin, plan)
    wanted = [each.row.target.pk for each in fairness(page).open]
    assert len(wanted) == 3
    found = actions.find_fix(page, wanted, actor=cast.erin)
    actions.apply_fix(row(plan, cast.paul), actor=cast.erin, figures=found.figures)
    assert not fairness(page_of(cast.erin, plan)).outside
    assert not actions.find_fix(page_of(cast.erin, plan), wanted, actor=cast.erin).moved


def test_where_there_is_no_way_the_sentence_names_the_place_and_the_nearest(cast, plan):
    actions.resplit(plan, actor=cast.erin, top=Decimal(1_400_000))
    paul = row(plan, cast.paul)
    with pytest.raises(Refused) as told:
        actions.find_fix(page_of(cast.erin, plan), [paul.pk], actor=cast.erin)
    assert told.value.code == "no-fix"
    assert "the parts of Maple take at most €" in told.value.sentence
    assert told.value.sentence.endswith("The nearest for Paul Officer is €253,000, at 1%.")
    assert "Give Maple at most €" in told.value.remedy
    html = browser(cast.erin).get(reverse("goals:fix", args=[plan.pk])).content.decode()
    assert "With nobody under 40%" in html
    assert "Apply the fix" not in html


def test_the_nearest_top_target_that_is_named_has_a_way(cast, plan):
    actions.resplit(plan, actor=cast.erin, top=Decimal(1_400_000))
    page = page_of(cast.erin, plan)
    most = sum(stretch_in_band(each.odds)[1] for each in page.officers)
    wanted = [each.row.target.pk for each in fairness(page).open]
    with pytest.raises(Refused, match=f"at most €{most:,.0f}, and it hands on"):
        actions.find_fix(page, wanted, actor=cast.erin)
    actions.resplit(plan, actor=cast.erin, top=most)
    page = page_of(cast.erin, plan)
    wanted = [each.row.target.pk for each in fairness(page).open]
    found = actions.find_fix(page, wanted, actor=cast.erin)
    actions.apply_fix(row(plan, cast.paul), actor=cast.erin, figures=found.figures)
    assert not fairness(page_of(cast.erin, plan)).outside


def test_a_floor_above_the_band_is_named(cast, plan):
    paul = row(plan, cast.paul)
    actions.set_target(paul, actor=cast.erin, floor=Decimal(190_000), bounds=True)
    with pytest.raises(Refused, match="which the floor, the ceiling or the limit"):
        actions.find_fix(page_of(cast.erin, plan), [paul.pk], actor=cast.erin)


def test_landings_that_leap_over_the_band_are_told(cast, plan):
    kept_run(
        Q4,
        {getattr(cast, name): [100_000] * 9 + [0] if name == "paul" else [mean * at / 5 for at in range(10)]
         for name, mean in MEANS.items()},
        as_of=AS_OF,
    )  # fmt: skip
    paul = row(plan, cast.paul)
    with pytest.raises(Refused, match="No figure gives Paul Officer a chance between 40 and 80%"):
        actions.find_fix(page_of(cast.erin, plan), [paul.pk], actor=cast.erin)


def test_a_fix_that_was_looked_at_before_somebody_moved_a_figure_is_not_applied(cast, plan):
    client, url = browser(cast.erin), reverse("goals:fix", args=[plan.pk])
    page = page_of(cast.erin, plan)
    found = actions.find_fix(page, [row(plan, cast.paul).pk], actor=cast.erin)
    form = {"version": page.plan.version, "figure": [f"{pk}:{each}" for pk, each in found.figures.items()]}
    actions.set_target(row(plan, cast.pia), actor=cast.erin, amount=Decimal(180_000))
    answer = client.post(url, form)
    assert answer.status_code == 422
    assert "Somebody changed this plan" in answer.content.decode()
    assert row(plan, cast.paul).amount == 200_000
    with pytest.raises(Conflict):
        actions.apply_fix(
            row(plan, cast.paul), actor=cast.erin, figures=found.figures, version=page.plan.version
        )


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["type", "lock", "keep", "floor"]), st.sampled_from(OFFICERS), st.floats(0.4, 1.8)
    ),
    max_size=4,
)


def edited(cast: Cast, plan: Plan, what: str, who: str, factor: float) -> None:
    target = row(plan, getattr(cast, who))
    amount = round(target.amount * Decimal(str(factor)), 0)
    match what:
        case "keep":
            actions.keep_target(target, actor=cast.erin, at=NOW, reason="A reason")
        case "floor":
            actions.set_target(target, actor=cast.erin, at=NOW, bounds=True, floor=min(amount, target.amount))
        case _:
            actions.set_target(target, actor=cast.erin, at=NOW, amount=amount, locked=what == "lock")


@pytest.mark.sqlite  # what a fix moves is worked out from rows in memory
@FEW
@given(
    seed=st.integers(0, 10_000),
    top=st.integers(600_000, 1_400_000),
    split=st.sampled_from(["even", "history", "chance"]),
    over=st.sampled_from([Decimal(0), Decimal(3)]),
    edits=EDITS,
    order=st.randoms(use_true_random=False),
)
def test_one_fix_after_the_other_comes_to_an_end(cast, plan, seed, top, split, over, edits, order):
    with transaction.atomic():
        rng = np.random.default_rng(seed)
        means = rng.uniform(60_000, 350_000, len(OFFICERS))
        drawn = {
            getattr(cast, name): rng.gamma(rng.uniform(2, 30), 1, 600) * mean / 10
            for name, mean in zip(OFFICERS, means, strict=True)
        }
        kept_run(Q4, drawn, as_of=AS_OF)
        actions.resplit(
            plan, actor=cast.erin, at=NOW, top=Decimal(top), weights=SPLITS[split], over_officers=over
        )
        for edit in edits:
            try:
                with transaction.atomic():
                    edited(cast, plan, *edit)
            except Refused:
                continue
        kept = {each.pk: each.amount for each in plan.targets.all() if each.kept or each.locked}
        for _ in range(len(OFFICERS) + 1):
            page = page_of(cast.erin, plan)
            open_now = [each.row.target.pk for each in fairness(page).open]
            order.shuffle(open_now)
            fix = offered(page, open_now, cast)
            if fix is None:
                break
            asked = {each.target.pk for each in fix.moved if each.asked}
            before = bands(cast.erin, plan)
            actions.apply_fix(Target.objects.get(pk=min(asked)), actor=cast.erin, at=NOW, figures=fix.figures)
            after = bands(cast.erin, plan)
            assert not [pk for pk in asked if after[pk] in AIM]
            assert not [pk for pk in after if after[pk] in AIM and before[pk] not in AIM]
            off, _ = sums(page_of(cast.erin, plan))
            assert all(abs(each.amount) <= Decimal("0.01") for each in off)
            assert Target.objects.get(plan=plan, team=cast.maple).amount == top
            now = {each.pk: each.amount for each in plan.targets.filter(pk__in=set(kept) - asked)}
            assert now == {pk: kept[pk] for pk in now}
            kept = {pk: each for pk, each in kept.items() if pk not in asked}
        else:
            raise AssertionError("A fix is still offered.")
        transaction.set_rollback(True)


def offered(page, wanted: list[int], cast: Cast) -> actions.Fix | None:
    """The first fix that has a way, of one or of all."""
    for asked in ([pk] for pk in wanted):
        try:
            return actions.find_fix(page, asked, actor=cast.erin)
        except Refused as refusal:
            assert refusal.sentence.endswith(".") and refusal.remedy
    return None
