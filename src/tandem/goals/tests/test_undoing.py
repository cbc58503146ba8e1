"""Taking back what was done to a draft: its top, split and limits, a figure, a lock, a bound."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.urls import reverse

from tandem.authority.actions import undo
from tandem.authority.models import Entry
from tandem.core.errors import NotAllowed, Refused
from tandem.goals import actions
from tandem.goals.models import Plan
from tandem.goals.rules import SPLITS
from tandem.goals.tests.make import HTMX, browser, row, url
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("as_of")
D = Decimal


def amounts(plan: Plan) -> dict[int, Decimal]:
    return dict(plan.targets.values_list("pk", "amount"))


def last() -> Entry:
    return Entry.objects.filter(verb="goals.break_down").latest("pk")


@pytest.mark.parametrize(
    "values",
    [
        {"top": D(1_200_000)},
        {"over_officers": D(5)},
        {"over_teams": D("2.5")},
        {"most_change": D(20)},
        {"weights": SPLITS["balanced"]},
        {"counts_days": False},
        {"top": D(900_000), "over_officers": D(3)},
    ],
    ids=lambda values: ", ".join(values),
)
def test_what_was_changed_for_the_whole_goes_back_with_all_figures(cast: Cast, plan: Plan, values):
    actions.set_target(row(plan, cast.pia), actor=cast.erin, amount=D(150_000))
    before = {name: getattr(Plan.objects.get(pk=plan.pk), name) for name in values}
    figures = amounts(plan)
    actions.resplit(plan, actor=cast.erin, keep_typed=True, **values)
    undo(last(), actor=cast.erin)
    fresh = Plan.objects.get(pk=plan.pk)
    assert {name: getattr(fresh, name) for name in values} == before
    assert amounts(plan) == figures


@pytest.mark.parametrize(
    "values",
    [
        {"amount": D(150_000)},
        {"locked": True},
        {"amount": D(120_000), "locked": True},
        {"floor": D(230_000), "bounds": True},
        {"ceiling": D(90_000), "bounds": True},
    ],
    ids=lambda values: ", ".join(values),
)
def test_a_figure_a_lock_or_a_bound_goes_back(cast: Cast, plan: Plan, values):
    figures = amounts(plan)
    actions.set_target(row(plan, cast.pia), actor=cast.erin, **values)
    undo(last(), actor=cast.erin)
    pia = row(plan, cast.pia)
    assert (pia.typed, pia.locked, pia.floor, pia.ceiling) == (False, False, None, None)
    assert amounts(plan) == figures
    with pytest.raises(Refused, match="undone already"):
        undo(Entry.objects.filter(verb="goals.break_down", undoes__isnull=True).latest("pk"), actor=cast.erin)


def test_a_figure_that_was_let_go_comes_back(cast: Cast, plan: Plan):
    actions.set_target(row(plan, cast.pia), actor=cast.erin, amount=D(150_000))
    actions.set_target(row(plan, cast.pia), actor=cast.erin, release=True)
    undo(last(), actor=cast.erin)
    assert (row(plan, cast.pia).amount, row(plan, cast.pia).typed) == (150_000, True)


def test_a_cap_goes_back(cast: Cast, plan: Plan):
    figures = amounts(plan)
    actions.set_target(row(plan, cast.south), actor=cast.erin, cap=D(300_000), bounds=True)
    assert amounts(plan) != figures
    undo(last(), actor=cast.erin)
    assert amounts(plan) == figures
    assert row(plan, cast.south).cap is None


def test_what_was_changed_since_stays(cast: Cast, plan: Plan):
    actions.resplit(plan, actor=cast.erin, keep_typed=True, top=D(1_200_000))
    first = last()
    actions.resplit(plan, actor=cast.erin, keep_typed=True, top=D(1_300_000))
    with pytest.raises(Refused, match="changed this since"):
        undo(first, actor=cast.erin)
    assert Plan.objects.get(pk=plan.pk).top == 1_300_000


def test_a_split_run_again_and_a_published_plan_do_not_go_back(cast: Cast, plan: Plan):
    actions.set_target(row(plan, cast.pia), actor=cast.erin, amount=D(150_000))
    typed = last()
    actions.resplit(plan, actor=cast.erin)
    with pytest.raises(Refused, match="run again cannot be undone"):
        undo(last(), actor=cast.erin)
    actions.publish(plan, actor=cast.erin)
    with pytest.raises(Refused, match="published"):
        undo(typed, actor=cast.erin)


def test_a_manager_takes_back_in_their_part_and_not_for_the_whole(cast: Cast, plan: Plan):
    figures = amounts(plan)
    actions.set_target(row(plan, cast.pia), actor=cast.sam, amount=D(150_000))
    undo(last(), actor=cast.sam)
    assert amounts(plan) == figures
    actions.resplit(plan, actor=cast.erin, keep_typed=True, top=D(1_200_000))
    with pytest.raises(NotAllowed):
        undo(last(), actor=cast.sam)


def test_the_newest_of_ones_own_is_taken_back_from_the_versions(cast: Cast, plan: Plan):
    erin = browser(cast.erin)
    actions.resplit(plan, actor=cast.erin, keep_typed=True, most_change=D(20))
    address = reverse("authority:undo", args=[last().pk])
    html = erin.get(url("versions", plan.pk)).content.decode()
    assert address in html
    assert address not in browser(cast.adam).get(url("versions", plan.pk)).content.decode()
    assert (
        erin.post(address, headers={"Referer": f"http://testserver{url('plan', plan.pk)}"}).status_code == 302
    )
    assert Plan.objects.get(pk=plan.pk).most_change is None
    html = erin.get(url("versions", plan.pk)).content.decode()
    assert "/undo/" not in html  # what was taken back is not taken back again


def test_bounds_saved_in_the_drawer_can_be_undone_at_once(cast: Cast, plan: Plan):
    erin = browser(cast.erin)
    answer = erin.post(url("bounds", row(plan, cast.pia).pk), {"floor": "230k", "ceiling": ""}, follow=True)
    assert reverse("authority:undo", args=[last().pk]) in answer.content.decode()


def test_undo_on_the_page_goes_back_step_by_step(cast: Cast, plan: Plan):
    first = amounts(plan)
    actions.resplit(plan, actor=cast.erin, keep_typed=True, top=D(1_200_000))
    second = amounts(plan)
    client = browser(cast.erin)
    edited = client.post(url("set", row(plan, cast.pia).pk), {"amount": "150000"}, **HTMX)
    assert offered(edited) == last().pk
    for expected in (second, first):
        number = offered(client.get(url("plan", plan.pk)))
        assert number is not None
        client.post(reverse("authority:undo", args=[number]))
        assert amounts(plan) == expected
    assert offered(client.get(url("plan", plan.pk))) is None


def test_undo_on_the_page_is_offered_only_for_ones_own_newest_change(cast: Cast, plan: Plan):
    actions.set_target(row(plan, cast.pia), actor=cast.erin, amount=D(150_000))
    mine = last()
    actions.set_target(row(plan, cast.olga), actor=cast.nora, amount=D(190_000))
    assert offered(browser(cast.erin).get(url("plan", plan.pk))) is None
    assert offered(browser(cast.sam).get(url("plan", plan.pk))) is None
    theirs = offered(browser(cast.nora).get(url("plan", plan.pk)))
    assert theirs == last().pk != mine.pk


def offered(answer: HttpResponse) -> int | None:
    found = re.search(
        r'id="goal-undo"[^>]*><form method="post" action="/organization/undo/(\d+)/"', answer.content.decode()
    )
    return int(found[1]) if found else None
