"""What moved a chance since last week: by deal for a person, by person for a team; it adds up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from tandem.deals import actions as deals
from tandem.deals.tests import make
from tandem.goals.actions import publish, revise_target
from tandem.goals.actions.odds import make_run
from tandem.goals.queries import moved
from tandem.goals.queries.plans import get_target
from tandem.goals.tests.make import Q4, browser, kept_run, plan_for, row
from tests.cast import Cast

FRIDAY = date(2026, 11, 20)
TODAY = date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
CLOSES = date(2026, 12, 15)


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


@pytest.fixture
def week(cast: Cast):
    """Olga won a deal a month for a year. Since Friday she won one, lost one, opened one; one stayed as it was."""
    make.sales(cast)
    for month in range(1, 13):
        year, number = (2025, month + 10) if month < 3 else (2026, month - 2)
        at = datetime(year, number, 3, 9, tzinfo=UTC)
        one = make.deal(cast.olga, name=f"Won {month}", at=at, expected_close_on=CLOSES)
        deals.win_deal(one, actor=cast.olga, at=at.replace(day=24), closed_on=at.replace(day=24).date())
    early = datetime(2026, 11, 4, 9, tzinfo=UTC)
    names = ("Alder", "Birch", "Cedar")
    rows = {name: make.deal(cast.olga, name=name, at=early, expected_close_on=CLOSES) for name in names}
    plan = plan_for(cast)
    publish(plan, actor=cast.erin, at=datetime(2026, 9, 20, 9, tzinfo=UTC))
    plan.targets.filter(pk=row(plan, cast.olga).pk).update(amount=Decimal(3000))
    plan.targets.filter(pk=row(plan, cast.north).pk).update(amount=Decimal(3000))
    wednesday = datetime(2026, 11, 25, 9, tzinfo=UTC)
    deals.win_deal(rows["Alder"], actor=cast.olga, at=wednesday, closed_on=wednesday.date())
    deals.lose_deal(
        rows["Birch"], actor=cast.olga, at=wednesday, reason=make.reason(), closed_on=wednesday.date()
    )
    make.deal(cast.olga, name="Dogwood", at=wednesday, expected_close_on=CLOSES)
    for day in (FRIDAY, TODAY):
        make_run("bookings", Q4, as_of=day, today=TODAY, at=NOW)
    return plan


def test_every_deal_of_the_week_is_told_and_the_points_add_up(cast: Cast, week):
    told = moved(cast.olga, get_target(cast.olga, row(week, cast.olga).pk))
    assert told is not None
    assert (told.since, told.until) == (FRIDAY, TODAY)
    words = {part.name: part.words for part in told.parts}
    assert words["Alder"] == "won"
    assert words["Birch"] == "lost"
    assert words["Dogwood"] == "opened"
    assert words["1 deal that only grew older"] == ""
    assert sum(part.points for part in told.parts) == told.points
    points = {part.name: part.points for part in told.parts}
    assert points["Alder"] >= 0 >= points["Birch"]


def test_a_revised_target_is_a_part_of_its_own(cast: Cast, week):
    target = row(week, cast.olga)
    revise_target(target, actor=cast.erin, at=NOW, amount=Decimal(2000), reason="Two accounts went to Omar.")
    told = moved(cast.olga, get_target(cast.olga, target.pk))
    assert told is not None
    assert any(part.name == "The target" and part.words.startswith("revised from") for part in told.parts)
    assert sum(part.points for part in told.parts) == told.points
    # The line of Today names what moved the chance most, here the target, and not the largest deal in its place.
    assert told.named[0].name == "The target"
    assert told.sentence.startswith("The target revised from")
    assert (told.before, told.after) == (min(max(told.before, 1), 99), min(max(told.after, 1), 99))


def test_a_team_is_told_by_its_people(cast: Cast, week):
    told = moved(cast.nora, get_target(cast.nora, row(week, cast.north).pk))
    assert told is not None
    assert {part.person.name for part in told.parts if part.person} >= {"Olga Officer", "Omar Officer"}
    assert sum(part.points for part in told.parts) == told.points


def test_one_run_alone_is_nothing_to_compare(cast: Cast):
    make.sales(cast)
    plan = plan_for(cast)
    publish(plan, actor=cast.erin, at=datetime(2026, 9, 20, 9, tzinfo=UTC))
    kept_run(Q4, {cast.olga: [1.0, 2.0]}, as_of=TODAY)
    assert moved(cast.olga, get_target(cast.olga, row(plan, cast.olga).pk)) is None


def test_the_page_and_the_line_show_it_to_those_it_concerns(cast: Cast, week, client: Client):
    url = reverse("goals:moves", args=[row(week, cast.olga).pk])
    for person, status in ((cast.olga, 200), (cast.nora, 200), (cast.omar, 404), (cast.sam, 404)):
        client.force_login(person)
        assert client.get(url).status_code == status
    client.force_login(cast.olga)
    assert "Alder" in client.get(url).content.decode()
    line = client.get(f"{url}?line", headers={"HX-Request": "true"}).content.decode()
    assert "since" in line
    assert "What moves it" in line


def test_the_api_tells_the_same_parts(cast: Cast, week):
    path = f"/api/v1/targets/{row(week, cast.olga).pk}/moves"
    told = browser(cast.olga).get(path).json()
    assert (told["since"], told["until"]) == (FRIDAY.isoformat(), TODAY.isoformat())
    assert sum(part["points"] for part in told["parts"]) == told["after"] - told["before"]
    alder = next(part for part in told["parts"] if part["name"] == "Alder")
    assert (alder["words"], alder["deal"]["name"]) == ("won", "Alder")
    assert browser(cast.sam).get(path).status_code == 404
