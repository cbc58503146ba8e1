"""Two people in one workbench: nobody undoes unseen what the other set."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from tandem.goals import actions
from tandem.goals.models import Plan
from tandem.goals.tests.make import HTMX, browser, row, url
from tandem.people.actions import add_person
from tests.cast import SINCE, Cast

pytestmark = pytest.mark.usefixtures("as_of")
D = Decimal


def shown(cast: Cast, plan: Plan, who: str) -> dict[str, str]:
    """What the form of Pia's figure sends, as the page shows it now."""
    html = browser(getattr(cast, who)).get(url("plan", plan.pk)).content.decode()
    target = row(plan, cast.pia)
    body = html[html.index(f'id="t{target.pk}"') :]
    version = re.search(r'name="version" value="(\d+)"', body)
    seen = re.search(r'name="seen" value="(\d+)"', html)
    assert version is not None and seen is not None
    return {"version": version[1], "seen": seen[1]}


def test_a_figure_that_somebody_else_set_meanwhile_is_told_and_not_lost(cast: Cast, plan: Plan):
    sent = shown(cast, plan, "erin")
    actions.set_target(row(plan, cast.pia), actor=cast.sam, amount=D(150_000))
    path = url("set", row(plan, cast.pia).pk)
    answer = browser(cast.erin).post(path, {"amount": "90000", **sent}, **HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Sam South set this to €150,000 meanwhile." in page
    assert answer["HX-Retarget"] == "#workbench"
    assert row(plan, cast.pia).amount == D(150_000)
    again = browser(cast.erin).post(path, {"amount": "90000", **shown(cast, plan, "erin")}, **HTMX)
    assert again.status_code == 200
    assert row(plan, cast.pia).amount == D(90_000)


def test_what_somebody_else_changed_meanwhile_comes_with_the_next_edit(cast: Cast, plan: Plan):
    sent = shown(cast, plan, "erin")
    actions.set_target(row(plan, cast.pia), actor=cast.sam, amount=D(150_000))
    path = url("set", row(plan, cast.olga).pk)
    version = {"version": str(row(plan, cast.olga).version), "seen": sent["seen"]}
    answer = browser(cast.erin).post(path, {"amount": "190000", **version}, **HTMX)
    assert answer["HX-Retarget"] == "#workbench"
    assert "€150,000" in answer.content.decode()


def test_ones_own_edits_in_a_row_change_only_the_rows_that_moved(cast: Cast, plan: Plan):
    sent = shown(cast, plan, "erin")
    actions.set_target(row(plan, cast.olga), actor=cast.erin, amount=D(190_000))
    answer = browser(cast.erin).post(url("set", row(plan, cast.pia).pk), {"amount": "150000", **sent}, **HTMX)
    assert answer.status_code == 200
    assert not answer.has_header("HX-Retarget")


def test_who_moves_the_top_leaves_the_over_assignment_that_another_set(cast: Cast, plan: Plan):
    was = {"top": "€1,000,000", "over_officers": "0", "split": "balanced", "counts_days": "yes"}
    saw = {f"was_{name}": value for name, value in was.items()}
    actions.resplit(plan, actor=cast.erin, keep_typed=True, over_officers=D(5))
    browser(cast.erin).post(url("shape", plan.pk), {**was, **saw, "top": "1.1M"}, **HTMX)
    fresh = Plan.objects.get(pk=plan.pk)
    assert (fresh.top, fresh.over_officers) == (D(1_100_000), D(5))


def test_a_top_target_that_somebody_else_set_meanwhile_is_told(cast: Cast, plan: Plan):
    eva = add_person(actor=cast.adam, name="Eva Second", role="executive", since=SINCE)
    saw = {"was_top": "€1,000,000"}
    actions.resplit(plan, actor=eva, keep_typed=True, top=D(1_200_000))
    answer = browser(cast.erin).post(url("shape", plan.pk), {**saw, "top": "900k"}, **HTMX)
    assert answer.status_code == 422
    assert "Eva Second set it to €1,200,000 meanwhile." in answer.content.decode()
    assert Plan.objects.get(pk=plan.pk).top == D(1_200_000)
    saw = {"was_top": "€1,200,000"}
    browser(cast.erin).post(url("shape", plan.pk), {**saw, "top": "900k"}, **HTMX)
    browser(cast.erin).post(
        url("shape", plan.pk), {**saw, "top": "910k"}, **HTMX
    )  # sent before the answer came
    assert Plan.objects.get(pk=plan.pk).top == D(910_000)
