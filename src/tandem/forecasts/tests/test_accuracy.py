"""How good calls turned out: error, lean beyond chance, coverage, value added; to oneself and to the line above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.core.periods import FiscalCalendar, Period
from tandem.forecasts.models import Score
from tandem.forecasts.queries import Accuracy, accuracy, choose
from tandem.forecasts.rules import Case, Measure, value_added
from tandem.forecasts.tests.make import Q4, TODAY, D
from tandem.people.models import Person, Team
from tests.cast import Cast

AT = datetime(2026, 10, 5, tzinfo=UTC)
PAST = [Q4.shifted(-steps) for steps in (4, 3, 2, 1)]


def scored(
    about: Person | Team,
    layer: str,
    figures: Sequence[int],
    *,
    actual: int = 100,
    weeks: int = 8,
    chair: Team | None = None,
    spread: int | None = None,
    periods: Sequence[Period] = PAST,
) -> None:
    """What a layer said of the last quarters, each of which ended with `actual`."""
    person = about if isinstance(about, Person) else None
    team = about if isinstance(about, Team) else about.team
    for period, figure in zip(periods, figures, strict=True):
        band = {} if spread is None else {"low": D(figure - spread), "high": D(figure + spread)}
        Score.objects.create(
            start_on=period.start, end_on=period.end, weeks=weeks, layer=layer, person=person, team=team,
            chair=chair or team, figure=D(figure), actual=D(actual), currency="EUR", at=AT, **band,
        )  # fmt: skip


def asked(
    viewer: Person, team: Team | None = None, person: Person | None = None, weeks: int | None = None
) -> Accuracy:
    viewer = Person.objects.get(pk=viewer.pk)
    choice = choose(viewer, str(team.pk) if team else "", "", TODAY, str(person.pk) if person else "")
    return accuracy(viewer, choice, weeks=weeks)


def test_each_layer_is_measured_against_the_naive_one_and_the_one_beneath(cast: Cast):
    scored(cast.north, "naive", [80, 90, 120, 110])
    scored(cast.north, "model", [95, 110, 105, 110], spread=8)
    scored(cast.north, "manager", [102, 104, 98, 100])
    naive, model, manager = asked(cast.nora).lines
    assert naive.measure.off == pytest.approx(0.15)
    assert (naive.over_naive, naive.over_beneath) == (None, None)
    assert model.measure.off == pytest.approx(0.075)
    assert model.measure.bias.mean == pytest.approx(0.05)
    assert (model.measure.inside.hits, model.measure.inside.n) == (2, 4)
    assert (model.over_naive.value, model.over_naive.n) == (pytest.approx(0.075), 4)
    assert manager.measure.off == pytest.approx(0.02)
    assert manager.over_naive.value == pytest.approx(0.13)
    assert (manager.over_beneath.value, manager.beneath) == (pytest.approx(0.055), "model")


def test_a_lean_is_told_only_beyond_chance(cast: Cast):
    scored(cast.olga, "officer", [104, 105, 103, 104])
    scored(cast.omar, "officer", [140, 80, 120, 90])
    scored(cast.harbor, "manager", [90, 91, 89, 90])
    found = asked(cast.nora)
    assert [(each.name, each.line.measure.usually) for each in found.callers] == [
        ("Harbor", "usually 10% too low"),
        ("Olga Officer", "usually 4% too high"),
        ("Omar Officer", ""),
    ]
    assert [each.name for each in found.leaning] == ["Harbor", "Olga Officer"]
    assert found.usually(("person", cast.olga.pk)) == "usually 4% too high"
    assert found.usually(("person", cast.pia.pk)) == ""
    # judging three at once asks for more than judging one
    assert found.callers[1].line.measure.confidence == pytest.approx(1 - 0.05 / 3)


def test_three_quarters_say_nothing_of_a_lean():
    errors = [Case("officer", period.end, D(110), D(100)) for period in PAST]
    assert Measure(errors[:3]).usually == ""
    assert Measure(errors).usually == "usually 10% too high"


def test_a_band_that_held_too_seldom_is_called_too_narrow_and_only_beyond_chance():
    def told(held: int, of: int) -> str:
        bands = [(D(90), D(110))] * held + [(D(101), D(110))] * (of - held)
        return Measure([Case("model", PAST[0].end, D(100), D(100), band=band) for band in bands]).band_words

    assert [told(held, 6) for held in range(7)] == ["too narrow"] * 3 + [""] * 4
    assert [told(0, of) for of in (3, 4)] == ["", "too narrow"]
    assert [told(held, 20) for held in (12, 13, 19, 20)] == ["too narrow", "", "", "too wide"]


def test_a_period_in_which_nothing_came_has_no_error():
    measure = Measure(
        [Case("officer", PAST[0].end, D(10), D(0)), Case("officer", PAST[1].end, D(90), D(100))]
    )
    assert (measure.n, measure.off) == (1, pytest.approx(0.1))


def test_officers_who_had_not_all_handed_up_are_compared_only_where_they_brought_nearly_all():
    some, most = PAST[0].end, PAST[1].end
    officers = Measure([Case("officer", some, D(50), D(50)), Case("officer", most, D(92), D(92))])
    naive = Measure([Case("naive", some, D(90), D(100)), Case("naive", most, D(80), D(100))])
    found = value_added(officers, naive)
    assert found is not None and (found.n, found.value) == (1, pytest.approx(0.2))


def test_an_officer_sees_themself_without_what_was_made_of_it_above(cast: Cast):
    scored(cast.olga, "naive", [80, 90, 120, 110])
    scored(cast.olga, "officer", [104, 105, 103, 104])
    scored(cast.olga, "manager", [99, 99, 99, 99])
    scored(cast.omar, "officer", [140, 80, 120, 90])
    scored(cast.north, "manager", [102, 104, 98, 100])
    own = asked(cast.olga)
    assert [line.layer for line in own.lines] == ["naive", "officer"]
    assert set(own.about) == {("person", cast.olga.pk)}
    assert [line.layer for line in asked(cast.nora, person=cast.olga).lines] == [
        "naive",
        "officer",
        "manager",
    ]


def test_leads_see_their_line_and_not_what_is_said_above_them(cast: Cast):
    scored(cast.north, "manager", [102, 104, 98, 100])
    scored(cast.north, "director", [101, 101, 101, 101], chair=cast.maple)
    scored(cast.harbor, "manager", [90, 91, 89, 90])
    scored(cast.south, "manager", [90, 91, 89, 90])
    assert [line.layer for line in asked(cast.nora).lines] == ["manager"]
    assert [line.layer for line in asked(cast.erin, cast.north).lines] == ["manager", "director"]
    assert [each.name for each in asked(cast.nora).callers] == ["Harbor"]
    assert asked(cast.nils).call is not None
    assert set(asked(cast.sam).about) == {("team", cast.south.pk)}


def test_the_lead_time_is_the_nearest_to_today_unless_another_is_asked_for(cast: Cast):
    for weeks in (12, 8, 4):
        scored(cast.olga, "officer", [100 + weeks] * 4, weeks=weeks)
    assert (asked(cast.olga).weeks, asked(cast.olga).known) == (8, [12, 8, 4])
    assert asked(cast.olga, weeks=4).call.off == pytest.approx(0.04)
    assert asked(cast.olga, weeks=3).weeks == 8


def test_the_last_eight_periods_count(cast: Cast):
    periods = [Q4.shifted(-steps) for steps in range(9, 0, -1)]
    scored(cast.olga, "officer", [500, *[101] * 8], periods=periods)
    assert asked(cast.olga).call.n == 8
    assert asked(cast.olga).call.off == pytest.approx(0.01)


def test_quarters_of_another_calendar_keep_their_days(cast: Cast):
    shifted = FiscalCalendar(2).parse("2026-Q2")
    scored(cast.olga, "officer", [101], periods=[shifted])
    assert [each.label for each in asked(cast.olga).past] == ["to 31 Jul 2025"]


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    return client


def shown(viewer: Person, name: str, **given: object) -> str:
    answer = browser(viewer).get(reverse(f"forecasts:{name}"), given)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def as_of(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


def test_the_panel_and_the_row_tell_how_calls_turned_out(cast: Cast, as_of: None):
    scored(cast.olga, "officer", [104, 105, 103, 104])
    scored(cast.north, "model", [95, 110, 105, 110], spread=8)
    scored(cast.north, "manager", [102, 104, 98, 100])
    scored(cast.north, "model", [90, 110, 90, 110], weeks=4, spread=8)
    assert "0 of 4" in (narrow := shown(cast.nora, "accuracy", weeks=4)) and "too narrow" in narrow
    page = shown(cast.nora, "index")
    assert "too narrow" not in page
    assert "How good was the call?" in page and "usually 4% too high" in page
    assert "7.5%" in page and "2 of 4" in page and "2.0%" in page
    assert "usually 4% too high" in shown(cast.olga, "index")
    assert "7.5%" not in shown(cast.olga, "index")


def test_the_page_tells_layers_and_callers_at_the_lead_time_asked_for(cast: Cast, as_of: None):
    scored(cast.north, "naive", [80, 90, 120, 110])
    scored(cast.north, "manager", [102, 104, 98, 100])
    scored(cast.olga, "officer", [104, 105, 103, 104])
    scored(cast.olga, "officer", [110, 110, 110, 111], weeks=4)
    page = shown(cast.nora, "accuracy")
    assert "Same weeks of the period before" in page and "+13.0 points" in page
    assert "Olga Officer" in page and "+4.0%" in page
    assert "usually 10% too high" in shown(cast.nora, "accuracy", weeks=4)
    assert "Who adds what" not in shown(cast.nora, "accuracy", weeks=4)


def test_before_anything_was_scored_the_page_says_what_is_missing(cast: Cast, as_of: None):
    assert "Nothing scored yet" in shown(cast.olga, "accuracy")
    assert "Shown from the first quarter" in shown(cast.nora, "index")


def test_what_is_not_ones_own_is_not_there(cast: Cast, as_of: None):
    for viewer, given in ((cast.olga, {"person": cast.omar.pk}), (cast.sam, {"team": cast.north.pk})):
        assert browser(viewer).get(reverse("forecasts:accuracy"), given).status_code == 404


def test_the_page_costs_the_same_for_one_caller_and_for_many(cast: Cast, as_of: None):
    def cost() -> int:
        client = browser(cast.nora)
        client.get(reverse("forecasts:accuracy"))
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("forecasts:accuracy")).status_code == 200
        return len(seen)

    scored(cast.olga, "officer", [104, 105, 103, 104])
    before = cost()
    for person in (cast.olga, cast.omar):
        for layer in ("naive", "model", "manager"):
            scored(person, layer, [104, 105, 103, 104])
    scored(cast.harbor, "manager", [104, 105, 103, 104])
    assert cost() == before
