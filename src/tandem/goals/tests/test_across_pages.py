"""Limits across teams on the workbench and over the API."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from tandem.authority.models import Entry
from tandem.goals import actions
from tandem.goals.models import Plan, PlanLimit
from tandem.goals.queries import choosing
from tandem.goals.tests.make import HTMX, browser, row, url
from tandem.people.actions import add_person
from tandem.people.models import Person
from tests.cast import Cast

D = Decimal
pytestmark = pytest.mark.usefixtures("as_of")


@pytest.fixture
def erin(cast: Cast) -> Client:
    return browser(cast.erin)


def two(cast: Cast, plan: Plan) -> list[int]:
    return [row(plan, cast.olga).pk, row(plan, cast.pia).pk]


def sent(members: list[int], **values: str) -> dict[str, object]:
    return {"name": "Newcomers", "least": "", "most": "300k", "member": members, "save": "yes", **values}


def test_a_limit_is_set_in_the_drawer_and_told_in_the_checks(cast, plan, erin):
    html = erin.get(url("plan", plan.pk)).content.decode()
    assert url("limit_new", plan.pk) in html
    drawer = erin.get(url("limit_new", plan.pk), **HTMX)
    assert drawer.content.decode().count('name="member"') == 5
    answer = erin.post(url("limit_new", plan.pk), sent(two(cast, plan)), follow=True)
    html = answer.content.decode()
    assert "Newcomers" in html
    assert "2 officers carry €300,000, at most €300,000." in html
    assert "The limit “Newcomers” holds." in html
    limit = PlanLimit.objects.get()
    assert (limit.least, limit.most) == (None, 300_000)
    erin.post(_undo_address(html))
    assert not PlanLimit.objects.exists()


def _undo_address(html: str) -> str:
    return re.search(r'"([^"]*undo/\d+/[^"]*)"', html)[1]


def test_a_limit_is_changed_and_removed_in_the_drawer(cast, plan, erin):
    limit = actions.set_limit(
        plan, actor=cast.erin, name="Newcomers", members=two(cast, plan), most=D(300_000)
    )
    form = erin.get(url("limit", limit.pk), **HTMX).content.decode()
    assert form.count(" checked>") == 2
    assert 'value="300,000"' in form
    pia = two(cast, plan)[1]
    answer = erin.post(url("limit", limit.pk), sent([pia], name="Pia", most="150,000", version="1"))
    assert answer.status_code == 303
    limit.refresh_from_db()
    assert (limit.name, limit.most, list(limit.targets.values_list("pk", flat=True))) == (
        "Pia",
        150_000,
        [pia],
    )
    assert row(plan, cast.pia).amount == 150_000
    assert erin.post(url("limit_remove", limit.pk)).status_code == 303
    assert row(plan, cast.pia).amount == 200_000


def test_a_second_editor_sees_both_versions(cast, plan, erin):
    limit = actions.set_limit(
        plan, actor=cast.erin, name="Newcomers", members=two(cast, plan), most=D(300_000)
    )
    actions.set_limit(plan, actor=cast.erin, name="Newcomers", members=two(cast, plan), most=D(310_000))
    answer = erin.post(url("limit", limit.pk), sent(two(cast, plan), most="320,000", version="1"))
    assert answer.status_code == 409
    assert "Somebody changed this" in answer.content.decode()
    assert "310000" in answer.content.decode().replace(",", "")


def test_what_does_not_work_stays_in_the_drawer_with_what_was_typed(cast, plan, erin):
    actions.set_target(row(plan, cast.olga), actor=cast.erin, amount=D(250_000), locked=True)
    answer = erin.post(url("limit_new", plan.pk), sent(two(cast, plan), most="240k"), **HTMX)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "“Newcomers” allows at most €240,000" in html
    assert html.count(" checked>") == 2
    assert 'value="240k"' in html
    answer = erin.post(url("limit_new", plan.pk), sent([], most="x"), **HTMX)
    assert answer.status_code == 422
    answer = erin.post(url("limit_new", plan.pk), sent([]), **HTMX)
    assert "A limit is about somebody. Choose its officers." in answer.content.decode()
    assert not PlanLimit.objects.exists()


def test_ready_choices_tick_officers_and_save_nothing(cast, plan, erin):
    Person.objects.filter(pk=cast.olga.pk).update(hired_on=date(2026, 3, 2))
    Person.objects.filter(pk__in=(cast.pia.pk, cast.otto.pk)).update(title="Key account officer")
    actions.resplit(plan, actor=cast.erin)
    html = erin.get(url("limit_new", plan.pk)).content.decode()
    assert "Hired in the last 12 months" in html
    assert "Key account officer" in html
    answer = erin.post(url("limit_new", plan.pk), sent([], choose="title Key account officer"), **HTMX)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count(" checked>") == 2
    assert 'value="Newcomers"' in html  # what was typed stays
    answer = erin.post(url("limit_new", plan.pk), sent([row(plan, cast.pia).pk], choose="new"), **HTMX)
    assert answer.content.decode().count(" checked>") == 2
    answer = erin.post(url("limit_new", plan.pk), sent(two(cast, plan), choose="nobody"), **HTMX)
    assert " checked>" not in answer.content.decode()
    assert not PlanLimit.objects.exists()


def test_of_many_officers_those_chosen_and_those_found_are_shown(cast, plan, erin, monkeypatch):
    monkeypatch.setattr(choosing, "WHOLE", 3)
    for number in range(9):
        add_person(
            actor=cast.adam,
            name=f"Newcomer {number}",
            role="officer",
            team=cast.south,
            since=date(2026, 8, 3),
        )
    actions.resplit(plan, actor=cast.erin)
    html = erin.get(url("limit_new", plan.pk)).content.decode()
    assert 'name="member"' not in html
    html = erin.post(url("limit_new", plan.pk), sent([], choose="find", find="newcomer 4")).content.decode()
    assert html.count('name="member"') == 1
    assert "Newcomer 4" in html
    html = erin.post(
        url("limit_new", plan.pk), {**sent([], find="nobody so"), "choose": "find"}
    ).content.decode()
    assert "Nobody of this plan fits" in html
    entered = sent([], find="newcomer 4")  # the enter key in the field, which presses no button
    del entered["save"]
    assert "Newcomer 4" in erin.post(url("limit_new", plan.pk), entered).content.decode()
    html = erin.post(url("limit_new", plan.pk), sent([], choose="new"), **HTMX).content.decode()
    assert html.count(" checked>") == 3
    assert "and 6 more chosen" in html
    rest = re.search(r'name="rest" value="([\d,]+)"', html)[1]
    ticked = re.findall(r'name="member" value="(\d+)"', html)
    erin.post(url("limit_new", plan.pk), sent(ticked, rest=rest, most="250000"))
    assert PlanLimit.objects.get().targets.count() == 9


def test_whom_a_limit_is_not_theirs_to_change(cast, plan, erin):
    limit = actions.set_limit(
        plan, actor=cast.erin, name="Newcomers", members=two(cast, plan), most=D(300_000)
    )
    nora = browser(cast.nora)
    assert nora.get(url("limit", limit.pk)).status_code == 404
    assert nora.post(url("limit_remove", limit.pk)).status_code == 404
    html = nora.get(url("plan", plan.pk)).content.decode()
    assert "1 officer carries €150,000; the limit is for others, too, and set above you." in html
    assert url("limit", limit.pk) not in html
    assert "€300,000" not in html
    assert nora.post(url("limit_new", plan.pk), sent(two(cast, plan))).status_code == 422
    sam = browser(cast.sam)
    assert "Newcomers" in sam.get(url("plan", plan.pk)).content.decode()
    nils = browser(cast.nils)
    assert "Newcomers" not in nils.get(url("plan", plan.pk)).content.decode()
    assert browser(cast.adam).get(url("limit", limit.pk)).status_code == 403


def put(client: Client, plan: Plan, **body):
    return client.put(f"/api/v1/plans/{plan.pk}/limits", body, content_type="application/json")


def test_a_limit_is_set_read_changed_and_removed_over_the_api(cast, plan, erin):
    body = {"name": "Newcomers", "most": "300000.00", "targets": two(cast, plan)}
    made = put(erin, plan, **body)
    assert made.status_code == 200, made.content
    again = put(erin, plan, **body)
    assert again.json() == made.json()
    assert Entry.objects.filter(verb="goals.limit").count() == 1
    told = erin.get(f"/api/v1/plans/{plan.pk}").json()["limits"]
    assert told == [made.json()]
    assert (told[0]["carried"], told[0]["least"]) == ("300000.00", None)
    address = f"/api/v1/plans/{plan.pk}/limits/{told[0]['id']}"
    changed = erin.patch(
        address,
        {"name": "New", "least": "100000"},
        content_type="application/json",
        headers={"If-Match": made["ETag"]},
    )
    assert changed.status_code == 200, changed.content
    assert (changed.json()["name"], changed.json()["least"], changed.json()["most"]) == (
        "New",
        "100000.00",
        "300000.00",
    )
    stale = erin.delete(address, headers={"If-Match": made["ETag"]})
    assert stale.status_code in (409, 412)
    assert erin.delete(address).status_code == 204
    assert erin.get(f"/api/v1/plans/{plan.pk}").json()["limits"] == []


def test_the_api_refuses_with_the_nearest_and_hides_what_is_not_ones_own(cast, plan, erin):
    refused = put(erin, plan, name="Newcomers", least="2000000", targets=two(cast, plan))
    assert refused.status_code == 422
    assert "leaves its officers at most" in str(refused.json())
    assert (
        put(browser(cast.nora), plan, name="Newcomers", most="1", targets=two(cast, plan)).status_code == 422
    )
    made = put(erin, plan, name="Newcomers", most="300000", targets=two(cast, plan)).json()
    assert browser(cast.nora).get(f"/api/v1/plans/{plan.pk}").json()["limits"] == []
    assert browser(cast.sam).delete(f"/api/v1/plans/{plan.pk}/limits/{made['id']}").status_code == 404
    assert put(erin, plan, name="Nobody", most="1", targets=[999_999]).status_code == 422
