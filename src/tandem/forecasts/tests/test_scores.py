"""Scores: exact figures of a small cast, once and for good, whatever is reconfigured afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tandem.authority.configuring import configure
from tandem.authority.models import Entry
from tandem.forecasts.actions import score_periods, set_rhythm
from tandem.forecasts.models import Score
from tandem.forecasts.rules import layer_of, lead_at, leads
from tandem.forecasts.tests.make import Q4, D, called, called_for, overridden, selling, won
from tandem.goals.models import Run
from tandem.goals.tests.make import kept_run
from tests.cast import Cast

AFTER = datetime(2027, 1, 10, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def pipeline(cast: Cast) -> None:
    selling(cast)


def on(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def score(layer: str, weeks: int, **about: object) -> Score:
    return Score.objects.get(layer=layer, weeks=weeks, **about)


def quarter(cast: Cast) -> None:
    """Olga brings 100, Omar 50, Otto 40; in the quarter before Olga brought 30 late and 70 early, Omar nothing."""
    won(cast.olga, 70, date(2026, 7, 10))
    won(cast.olga, 30, date(2026, 9, 20))
    won(cast.olga, 60, date(2026, 11, 2))
    called(cast.olga, 150, at=on(10, 20))
    called(cast.olga, 120, at=on(12, 2))
    called(cast.olga, 110, at=on(12, 4))
    called(cast.omar, 60, at=on(12, 2))
    overridden(cast.olga, cast.north, cast.nora, 105, at=on(12, 3))
    overridden(cast.otto, cast.north, cast.nora, 30, at=on(12, 3))
    called_for(cast.north, cast.nora, 200, at=on(12, 3))
    called_for(cast.maple, cast.erin, 180, at=on(12, 3))
    overridden(cast.north, cast.maple, cast.erin, 185, at=on(12, 3))
    won(cast.olga, 40, date(2026, 12, 20))
    won(cast.omar, 50, date(2026, 12, 21))
    won(cast.otto, 40, date(2026, 12, 22))
    drawn = {cast.olga: range(80, 131), cast.north: range(150, 251)}
    kept_run(Q4, drawn, as_of=date(2026, 12, 1))
    kept_run(Q4, {cast.olga: [1.0]}, as_of=date(2026, 10, 29))


def test_lead_times_lie_in_the_period():
    assert [weeks for weeks, _ in leads(Q4.start, Q4.end)] == [12, 8, 4, 2, 1]
    assert leads(Q4.start, Q4.end)[2] == (4, date(2026, 12, 3))
    assert [weeks for weeks, _ in leads(date(2027, 2, 1), date(2027, 2, 28))] == [2, 1]
    assert lead_at(Q4.start, Q4.end, date(2026, 11, 25), (8, 4, 1)) == 4
    assert lead_at(Q4.start, Q4.end, date(2027, 3, 1), (8, 4, 1)) == 1
    assert lead_at(Q4.start, Q4.end, date(2026, 11, 25), ()) is None


@pytest.mark.parametrize(
    ("seat", "person", "officers", "layer"),
    [
        (None, True, True, "officer"),
        (1, True, True, "manager"),
        (2, True, True, "director"),
        (1, False, True, "manager"),
        (1, False, False, "director"),
        (2, False, True, "director"),
    ],
)
def test_who_says_it_follows_from_the_seat(seat: int | None, person: bool, officers: bool, layer: str):
    assert layer_of(1, seat, of_person=person, has_officers=officers) == layer


def test_every_layer_is_scored_by_what_had_been_said_by_then(cast: Cast):
    quarter(cast)
    assert score_periods(AFTER) == Score.objects.count()
    olga = {"person": cast.olga}
    assert (score("officer", 8, **olga).figure, score("officer", 4, **olga).figure) == (D(150), D(120))
    assert score("officer", 2, **olga).figure == D(110)
    assert {row.actual for row in Score.objects.filter(**olga)} == {D(100)}
    model = score("model", 4, **olga)
    assert (model.figure, model.low, model.high) == (D(105), D(85), D(125))
    assert not Score.objects.filter(layer="model", weeks__in=(12, 8, 2, 1)).exists()
    assert score("manager", 4, **olga).figure == D(105)
    assert (score("manager", 4, **olga).chair, score("manager", 4, **olga).by) == (cast.north, cast.nora)
    assert score("director", 4, person=cast.otto).figure == D(30)
    assert score("director", 4, person=cast.otto).chair == cast.north


def test_the_naive_forecast_is_what_came_so_far_and_the_same_weeks_of_the_period_before(cast: Cast):
    quarter(cast)
    score_periods(AFTER)
    olga = {"person": cast.olga}
    assert [score("naive", weeks, **olga).figure for weeks in (12, 8, 4, 1)] == [
        D(100),  # 70 and 30 of the quarter before, nothing yet
        D(90),  # 60 so far, and 30 of the last eight weeks
        D(90),
        D(100),  # all of it is in, and the last week brought nothing
    ]
    assert not Score.objects.filter(layer="naive", person=cast.omar).exists()


def test_a_run_that_was_made_later_had_said_nothing(cast: Cast):
    quarter(cast)
    Run.objects.filter(as_of=date(2026, 12, 1)).update(made_at=on(12, 20))
    score_periods(AFTER)
    assert not Score.objects.filter(layer="model", weeks=4).exists()


def test_a_team_is_scored_with_all_below_it_and_by_those_who_handed_up(cast: Cast):
    quarter(cast)
    score_periods(AFTER)
    north = {"person": None, "team": cast.north}
    assert score("manager", 4, **north).figure == D(200)
    assert score("manager", 4, **north).actual == D(190)
    assert (score("model", 4, **north).figure, score("model", 4, **north).low) == (D(200), D(160))
    officers = score("officer", 4, **north)
    assert (officers.figure, officers.actual, officers.parts) == (D(180), D(150), 2)
    assert (score("director", 4, **north).figure, score("director", 4, **north).chair) == (
        D(185),
        cast.maple,
    )
    assert score("director", 4, person=None, team=cast.maple).figure == D(180)
    assert not Score.objects.filter(team=cast.south).exists()


def test_twice_is_once_and_it_is_logged(cast: Cast):
    quarter(cast)
    count = score_periods(AFTER)
    before = list(Score.objects.order_by("pk").values())
    assert score_periods(AFTER) == 0
    assert list(Score.objects.order_by("pk").values()) == before
    entry = Entry.objects.get(verb="forecasts.score")
    assert (entry.actor, entry.facts["scores"]) == (None, count)


def test_a_period_is_scored_when_it_is_over_and_settled(cast: Cast):
    quarter(cast)
    assert score_periods(datetime(2027, 1, 3, 12, tzinfo=UTC)) == 0
    assert score_periods(datetime(2027, 1, 4, 12, tzinfo=UTC)) > 0


def test_another_calendar_tree_or_stage_changes_no_score_and_adds_none(cast: Cast):
    from tandem.deals.actions import edit_stage
    from tandem.people.actions import move_person, move_team
    from tandem.people.models import Team

    quarter(cast)
    score_periods(AFTER)
    before = list(Score.objects.order_by("pk").values())
    edit_stage(selling(cast).stages.first(), actor=cast.adam, name="Renamed")
    move_person(cast.olga, actor=cast.adam, team=cast.south, since=date(2027, 1, 11))
    move_team(Team.objects.get(pk=cast.harbor.pk), actor=cast.adam, parent=cast.south)
    configure(actor=cast.adam, fiscal_start_month=2)
    set_rhythm(actor=cast.erin, kind="month")
    won(cast.olga, 999, date(2026, 12, 30))
    assert score_periods(datetime(2027, 6, 1, tzinfo=UTC)) == 0
    assert list(Score.objects.order_by("pk").values()) == before


def test_without_calls_and_runs_there_is_nothing_to_score(cast: Cast):
    won(cast.olga, 70, date(2026, 7, 10))
    assert score_periods(AFTER) == 0
    assert not Entry.objects.filter(verb="forecasts.score").exists()
