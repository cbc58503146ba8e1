"""Calling: an officer for themself, a lead for the team, another figure with a reason, and nothing beneath changes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.http import Http404
from django.test import Client

from tandem.collaboration.models import Notification
from tandem.collaboration.queries.notifications import notifications
from tandem.core.errors import NotAllowed, Refused
from tandem.deals.actions import edit_deal, lose_deal, reopen_deal
from tandem.deals.models import LostReason
from tandem.forecasts.actions import hand_up
from tandem.forecasts.models import Call, Forecast
from tandem.forecasts.queries import page, prefill, story
from tandem.forecasts.queries.page import Page
from tandem.forecasts.tests.make import (
    NOW,
    Q4,
    TODAY,
    D,
    called,
    called_for,
    opened,
    overridden,
    selling,
    won,
)
from tandem.people.models import Person, Team
from tests.cast import Cast


@pytest.fixture(autouse=True)
def pipeline(cast: Cast) -> None:
    selling(cast)


def shown(viewer: Person, team: Team | None = None) -> Page:
    viewer = Person.objects.get(pk=viewer.pk)
    return page(viewer, str(team.pk) if team else "", "", today=TODAY, now=NOW)


def test_a_call_begins_with_the_deals_by_category(cast: Cast):
    won(cast.olga, 100_000)
    opened(cast.olga, 50_000, category="commit")
    best = opened(cast.olga, 60_000, category="best")
    opened(cast.olga, 30_000)
    opened(cast.olga, 20_000, category="omitted")
    opened(cast.olga, 99_000, date(2027, 1, 5), category="commit")
    begins = prefill(cast.olga, cast.north, Q4, TODAY)
    chance = best.stage.chance
    assert begins.commit == D(150_000)
    assert begins.best == D(210_000)
    assert begins.likely == D(150_000) + D(60_000) * chance / 100


@pytest.mark.parametrize("category", ["omitted", "commit", "best"])
def test_a_call_can_be_handed_up_as_it_begins_whatever_the_cents(cast: Cast, category: str):
    won(cast.olga, "28207.40")
    opened(cast.olga, "0.30", category=category)
    begins = prefill(cast.olga, cast.north, Q4, TODAY)
    assert begins.commit <= begins.likely <= begins.best
    hand_up(
        cast.olga, cast.north, Q4, actor=cast.olga, at=NOW,
        likely=begins.likely, commit=begins.commit, best=begins.best,
    )  # fmt: skip
    assert shown(cast.olga).call.likely == begins.likely


def test_a_late_deal_still_counts_for_the_running_period(cast: Cast):
    opened(cast.olga, 40_000, date(2026, 9, 20), category="commit")
    assert prefill(cast.olga, cast.north, Q4, TODAY).commit == D(40_000)


def test_every_call_stays_and_the_newest_stands(cast: Cast):
    called(cast.olga, 200_000, at=NOW - timedelta(days=7), reason="Two tenders")
    called(cast.olga, 180_000)
    told = story(cast.olga, Forecast.objects.get())
    assert [(each.call.likely, each.change) for each in told] == [
        (D(180_000), D(-20_000)),
        (D(200_000), None),
    ]
    assert shown(cast.olga).call.likely == D(180_000)


def test_calls_add_up_through_the_tree_and_overrides_change_nothing_beneath(cast: Cast):
    called(cast.olga, 100)
    called(cast.omar, 200)
    called(cast.otto, 400)
    called(cast.pia, 800)
    overridden(cast.omar, cast.north, cast.nora, 150)
    overridden(cast.harbor, cast.north, cast.nora, 390, "Otto is on leave")
    north, maple = shown(cast.nora), shown(cast.erin)
    assert north.whole.rolled.officers == D(700)
    assert north.whole.rolled.standing == D(640)
    assert north.overridden_words == "2 overrides, −€60"
    assert [(row.name, row.handed_up, row.rolled.standing) for row in north.rows] == [
        ("Harbor", D(400), D(390)),
        ("Olga Officer", D(100), D(100)),
        ("Omar Officer", D(200), D(150)),
    ]
    assert maple.whole.rolled.officers == D(1500)
    assert maple.whole.rolled.standing == D(1440)
    assert shown(cast.nils).whole.rolled.standing == D(400)


def test_a_team_call_counts_upward_instead_of_the_sum(cast: Cast):
    called(cast.olga, 100)
    called_for(cast.north, cast.nora, 120)
    assert shown(cast.nora).call_against_sum == "€20 over what was handed up"
    assert [(row.name, row.rolled.standing) for row in shown(cast.erin).rows] == [
        ("North", D(120)),
        ("South", D(0)),
    ]


def test_a_lower_lead_does_not_see_an_override_as_their_own(cast: Cast):
    called(cast.otto, 400)
    overridden(cast.harbor, cast.north, cast.nora, 300, "Slow summer")
    assert shown(cast.nils).call is None
    assert [call.likely for call in shown(cast.nils).overrides] == [D(300)]


def test_an_override_is_taken_back_and_both_stay_to_read(cast: Cast):
    called(cast.olga, 100)
    overridden(cast.olga, cast.north, cast.nora, 80)
    overridden(cast.olga, cast.north, cast.nora, None, "")
    assert shown(cast.nora).whole.rolled.standing == D(100)
    assert [call.likely for call in Call.objects.order_by("pk")] == [D(100), D(80), None]


def test_an_override_says_when_the_call_beneath_changed(cast: Cast):
    called(cast.olga, 100)
    overridden(cast.olga, cast.north, cast.nora, 80)
    assert shown(cast.nora).rows[1].changed_beneath is None
    called(cast.olga, 130)
    assert shown(cast.nora).rows[1].changed_beneath == D(100)
    assert shown(cast.nora).rows[1].rolled.standing == D(80)


def test_a_call_says_what_moved_beneath_it(cast: Cast):
    commit = opened(cast.olga, 42_000, category="commit")
    opened(cast.olga, 10_000)
    called(cast.olga, 50_000)
    assert shown(cast.olga).whole.moved is None
    edit_deal(commit, actor=cast.olga, next_step="Call them")
    assert shown(cast.olga).whole.moved is None
    edit_deal(commit, actor=cast.olga, forecast_category="pipeline")
    row = shown(cast.nora).rows[1]
    assert row.moved_words == "€42.0k moved since"
    assert row.moved_parts == "commit −€42.0k, pipeline +€42.0k"


def test_a_lost_deal_moves_a_call_too(cast: Cast):
    deal = opened(cast.olga, 42_000, category="commit")
    called(cast.olga, 50_000)
    lose_deal(deal, actor=cast.olga, reason=LostReason.objects.first())
    assert shown(cast.olga).whole.moved_words == "€42.0k moved since"


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        ({"likely": None}, "likely"),
        ({"likely": D(-1)}, "likely"),
        ({"likely": D(100), "commit": D(120)}, "commit"),
        ({"likely": D(100), "best": D(90)}, "best"),
    ],
)
def test_figures_that_contradict_each_other_are_refused(cast: Cast, figures: dict[str, object], field: str):
    from tandem.forecasts.actions import hand_up

    with pytest.raises(Refused) as refused:
        hand_up(cast.olga, cast.north, Q4, actor=cast.olga, at=NOW, **figures)
    assert field in refused.value.fields
    assert not Forecast.objects.exists()


@pytest.mark.parametrize("field", ["likely", "commit", "best"])
def test_nobody_calls_less_than_is_won(cast: Cast, field: str):
    deal = won(cast.olga, "28207.50")
    figures = {"likely": D(30_000), field: D(20_000)}
    with pytest.raises(Refused, match=r"€28,207\.50 is won already") as refused:
        called(cast.olga, figures.pop("likely"), **figures)
    assert field in refused.value.fields
    with pytest.raises(Refused, match="is won already"):
        called_for(cast.north, cast.nora, 20_000)
    called(cast.olga, "28207.50")
    with pytest.raises(Refused, match="is won already"):
        overridden(cast.olga, cast.north, cast.nora, 20_000)
    reopen_deal(deal, actor=cast.olga, at=NOW, reason="They cancelled")
    assert overridden(cast.olga, cast.north, cast.nora, 20_000).likely == 20_000


def test_a_call_of_a_team_begins_with_at_least_what_is_won(cast: Cast):
    called(cast.olga, 100)
    won(cast.olga, 5_000)
    begins = prefill(None, cast.north, Q4, TODAY)
    assert (begins.likely, begins.commit, begins.best) == (5_000, 5_000, 5_000)
    called_for(cast.north, cast.nora, begins.likely, commit=begins.commit, best=begins.best)


def test_an_override_needs_a_reason(cast: Cast):
    called(cast.olga, 100)
    with pytest.raises(Refused, match="needs a reason"):
        overridden(cast.olga, cast.north, cast.nora, 80, " ")


def test_what_is_over_is_not_called(cast: Cast):
    with pytest.raises(Refused, match="ended on 31 Dec 2026"):
        called(cast.olga, 100, at=NOW + timedelta(days=60))


def test_nobody_calls_for_somebody_else(cast: Cast):
    from tandem.forecasts.actions import call

    called(cast.olga, 100)
    forecast = Forecast.objects.get()
    with pytest.raises(NotAllowed, match="Only Olga"):
        call(forecast, actor=cast.nora, at=NOW, likely=D(1))
    with pytest.raises(NotAllowed, match="Nils Harbor calls for Harbor"):
        called_for(cast.harbor, cast.nora, 1)
    with pytest.raises(NotAllowed, match="Nora North calls for North"):
        overridden(cast.olga, cast.north, cast.erin, 1)
    with pytest.raises(Http404):
        call(forecast, actor=cast.omar, at=NOW, likely=D(1))
    with pytest.raises(Http404):
        overridden(cast.olga, cast.south, cast.sam, 1)


def test_whoever_is_overridden_is_told(cast: Cast):
    from tandem.authority.readers import advance_all

    called(cast.olga, 100)
    overridden(cast.olga, cast.north, cast.nora, 80)
    while advance_all():
        pass
    told = Notification.objects.filter(entry__verb="forecasts.override")
    assert [one.person for one in told] == [cast.olga]
    [line] = notifications(cast.olga)
    assert line.subject == "Olga Officer, Q4 2026"
    client = Client()
    client.force_login(cast.olga)
    assert client.get(line.link).status_code == 200


def test_moving_a_person_or_a_team_changes_no_call(cast: Cast):
    from tandem.people.actions import move_person, move_team

    called(cast.olga, 100)
    called(cast.otto, 400)
    called_for(cast.north, cast.nora, 550)
    before = list(Call.objects.order_by("pk").values())
    move_person(cast.olga, actor=cast.adam, team=cast.south, since=TODAY)
    move_team(Team.objects.get(pk=cast.harbor.pk), actor=cast.adam, parent=cast.south)
    assert list(Call.objects.order_by("pk").values()) == before
    assert [row.name for row in shown(cast.sam).rows] == [
        "Harbor",
        "Olga Officer",
        "Paul Officer",
        "Pia Officer",
    ]
