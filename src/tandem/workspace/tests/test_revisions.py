"""A revision beyond somebody's limit that waits is marked wherever the target stands, until it is decided."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tandem.collaboration import actions as answers
from tandem.collaboration.models import Agreement
from tandem.core.errors import BeyondLimit
from tandem.deals.tests.make import sales
from tandem.goals import queries
from tandem.goals.actions import defer_revision, publish, revise_target
from tandem.goals.models import Target
from tandem.goals.tests.make import plan_for, row
from tandem.people.models import Person
from tests.cast import Cast

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 9, 20, 9, tzinfo=UTC)
ASKED = "asked Thu 12 Nov"


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = "2026-11-12"


@pytest.fixture
def target(cast: Cast, settings) -> Target:
    """Olga's target, of which Nora asked on 12 November to lower it beyond her limit."""
    sales(cast)
    plan = plan_for(cast, top=1_000_000)
    publish(plan, actor=cast.erin, at=NOW)
    found = row(plan, cast.olga)
    body = {"amount": found.amount * Decimal("0.6"), "reason": "Two accounts went to Omar"}
    browser(cast.nora).post(reverse("goals:revise", args=[found.pk]), body)
    assert Agreement.objects.get(kind="approval").answerer == cast.erin
    settings.TANDEM_TODAY = TODAY.isoformat()
    return found


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def read(person: Person, address: str) -> str:
    answer = browser(person).get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def olgas_row(html: str, name: str = "Olga Officer") -> str:
    """The row of the table that names her."""
    return next(part for part in html.split("<tr")[1:] if name in part.split("</tr>")[0]).split("</tr>")[0]


def test_the_officers_row_of_the_team_page_shows_it_with_its_day(cast: Cast, target: Target):
    html = read(cast.nora, reverse("workspace:team"))
    figure = queries.story(cast.nora, target, today=TODAY).revision.figure
    assert f"Revision to {figure} {ASKED}" in olgas_row(html)
    assert "Nora North asked for" in olgas_row(html) and "Erin Executive decides" in olgas_row(html)
    assert html.count("Revision to") == 1


def test_the_row_of_the_workbench_shows_it_and_keeps_the_answer_beside_it(cast: Cast, target: Target):
    request = Agreement.objects.get(kind="approval")
    asked = Agreement.objects.get(kind="goals.target", about_id=target.pk)
    told = olgas_row(read(cast.nora, reverse("goals:plan", args=[target.plan_id])))
    assert ASKED.replace("asked ", "") in told.replace("\xa0", " ")
    assert reverse("collaboration:agreement", args=[request.pk]) in told
    assert reverse("goals:answer", args=[asked.pk]) in told
    assert reverse("goals:answer", args=[request.pk]) not in told


def test_the_page_of_the_target_says_who_asked_and_that_the_target_stays(cast: Cast, target: Target):
    told = read(cast.nora, reverse("goals:target", args=[target.pk]))
    assert "Nora North asked for" in told and "Until then the target stays" in told
    assert (
        browser(cast.nora)
        .get(reverse("goals:answer", args=[Agreement.objects.get(kind="approval").pk]))
        .status_code
        == 404
    ), "an approval is no agreement on the target"


def test_the_officer_and_other_teams_are_told_nothing(cast: Cast, target: Target):
    told = read(cast.olga, reverse("goals:target", args=[target.pk]))
    assert "Until then the target stays" not in told and ASKED not in told
    for address in (reverse("goals:index"), reverse("workspace:today")):
        assert "evision" not in read(cast.olga, address)
    assert "Revision to" not in read(cast.sam, reverse("workspace:team"))
    assert queries.story(cast.olga, target, today=TODAY).revision is None


def test_it_is_gone_once_it_is_decided(cast: Cast, target: Target):
    request = Agreement.objects.get(kind="approval")
    answers.decline(request, actor=cast.erin, reason="Not in mid-quarter")
    for address in (reverse("workspace:team"), reverse("goals:plan", args=[target.plan_id])):
        assert ASKED not in read(cast.nora, address)


def test_a_teams_row_shows_it_to_the_executive(cast: Cast, target: Target):
    north = row(target.plan, cast.north)
    with pytest.raises(BeyondLimit) as beyond:
        revise_target(north, actor=cast.nora, amount=north.amount / 2, reason="Half the team left")
    defer_revision(north, beyond.value, actor=cast.nora, amount=north.amount / 2, reason="Half the team left")
    assert "Revision to" in olgas_row(read(cast.erin, reverse("workspace:business")), "Nora North")


def test_the_request_is_headed_by_whose_target_it_is(cast: Cast, target: Target):
    html = read(
        cast.erin, reverse("collaboration:agreement", args=[Agreement.objects.get(kind="approval").pk])
    )
    assert "goal · Olga Officer ·" in html or "goal · Olga Officer<" in html
