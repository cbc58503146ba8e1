"""The pages: handing up and overriding with and without a script, who sees what, what a page costs."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.authority.configuring import configure
from tandem.deals.actions import delete_deal
from tandem.deals.models import Deal
from tandem.forecasts.models import Call, Rhythm
from tandem.forecasts.tests.make import D, called, opened, overridden, selling, won
from tandem.goals.actions import publish
from tandem.goals.tests.make import NOW as PLANNED
from tandem.goals.tests.make import plan_for
from tandem.people.actions import add_person
from tandem.people.models import Person
from tests.cast import SINCE, Cast


@pytest.fixture(autouse=True)
def as_of(cast: Cast, settings) -> None:
    settings.TANDEM_TODAY = "2026-11-18"
    selling(cast)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    return client


def url(name: str, *args: int) -> str:
    return reverse(f"forecasts:{name}", args=args)


def test_an_officer_hands_up_from_the_page(cast: Cast):
    won(cast.olga, 100_000)
    opened(cast.olga, 50_000, category="commit")
    client = browser(cast.olga)
    form = client.get(url("call")).content.decode()
    assert 'value="150,000"' in form
    answer = client.post(
        url("call"), {"likely": "160k", "commit": "150,000", "best": "200k", "reason": "Two tenders"}
    )
    assert answer.status_code == 303
    page = client.get(url("index")).content.decode()
    assert "€160k" in page and "€10.0k over your deals say" in page and "Change my call" in page


def test_what_was_deleted_after_the_quarter_counts_in_it_and_the_line_says_so(cast: Cast, settings):
    won(cast.olga, 100_000)
    deleted = won(cast.olga, 50_000)
    settings.TANDEM_TODAY = "2027-01-04"
    delete_deal(deleted, actor=cast.olga)
    page = browser(cast.olga).get(url("index"), {"period": "2026-Q4"}).content.decode()
    assert "1 deal deleted since, not in the list" in page and "€150k" in page
    assert "deleted since" not in browser(cast.olga).get(url("index")).content.decode()
    settings.TANDEM_TODAY = "2026-12-01"
    Deal.objects.filter(pk=deleted.pk).update(deleted_at=datetime(2026, 11, 30, tzinfo=UTC))
    page = browser(cast.olga).get(url("index")).content.decode()
    assert "deleted since" not in page and "€100k" in page and "€150k" not in page


def test_what_contradicts_itself_is_told_at_the_field(cast: Cast):
    answer = browser(cast.olga).post(url("call"), {"likely": "100", "commit": "200"})
    assert answer.status_code == 422
    assert "At most the most likely figure." in answer.content.decode()
    assert not Call.objects.exists()


def test_a_manager_counts_another_figure_in_the_row(cast: Cast):
    called(cast.olga, 213_000)
    client = browser(cast.nora)
    edit = f"?team={cast.north.pk}&edit=person-{cast.olga.pk}"
    assert 'name="likely"' in client.get(url("index") + edit).content.decode()
    answer = client.post(url("override") + edit, {"likely": "181k", "reason": "Hatfan silent 19 days"})
    assert answer.status_code == 303
    page = client.get(answer["Location"]).content.decode()
    assert "Hatfan silent 19 days" in page and "1 override, −€32.0k" in page
    assert "€213k" in page
    own = browser(cast.olga).get(url("index")).content.decode()
    assert "€181,000" in own and "Hatfan silent 19 days" in own


def test_an_override_without_a_reason_comes_back_with_what_was_typed(cast: Cast):
    called(cast.olga, 213_000)
    edit = f"?team={cast.north.pk}&edit=person-{cast.olga.pk}"
    answer = browser(cast.nora).post(url("override") + edit, {"likely": "181k", "reason": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="181k"' in page and "needs a reason" in page
    field = re.search(r'<input[^>]*name="reason"[^>]*>', answer.content.decode())
    assert field is not None and "autofocus" in field[0] and 'aria-invalid="true"' in field[0]


@pytest.mark.parametrize(
    ("likely", "ends"),
    [(100, ("70%", "130%")), (145, ("50%", "150%")), (35, ("30%", "170%")), (450, ("0%", "200%"))],
)
def test_lanes_reach_as_far_as_what_is_said(cast: Cast, likely: int, ends: tuple[str, str]):
    plan = plan_for(cast, top=1_000)
    publish(plan, actor=cast.erin, at=PLANNED)
    plan.targets.filter(person__isnull=True).update(amount=D(likely))
    plan.targets.filter(person__isnull=False).update(amount=D(100))
    called(cast.olga, likely)
    page = browser(cast.nora).get(url("index")).content.decode()
    assert f"<span>{ends[0]}</span><b>target</b><span>{ends[1]}</span>" in page


def test_of_a_period_that_is_over_the_lanes_show_what_came(cast: Cast, settings):
    plan = plan_for(cast, top=1_000)
    publish(plan, actor=cast.erin, at=PLANNED)
    plan.targets.filter(person=cast.olga).update(amount=D(1_000))
    called(cast.olga, 800)
    won(cast.olga, 900)
    settings.TANDEM_TODAY = "2027-01-10"
    page = browser(cast.nora).get(url("index"), {"period": "2026-Q4"}).content.decode()
    assert "Olga Officer: called 80% of target, 90% attained" in page
    assert "<span>0%</span><b>target</b><span>200%</span>" in page
    assert "Attained</th>" in page and '<span class="tn">90%</span>' in page
    assert "Attained</th>" not in browser(cast.nora).get(url("index")).content.decode()


def test_sums_hold_only_what_the_viewer_may_see(cast: Cast):
    called(cast.otto, 400)
    called(cast.pia, 800)
    won(cast.pia, 77_000)
    page = browser(cast.nils).get(url("index")).content.decode()
    assert "Pia" not in page and "€77" not in page and "€800" not in page
    for person in (cast.omar, cast.pia):
        asked = browser(cast.olga).get(url("index"), {"person": person.pk})
        assert asked.status_code == 404
    assert browser(cast.nils).get(url("index"), {"team": cast.north.pk}).status_code == 404


def test_the_story_tells_every_call_to_both_sides(cast: Cast):
    made = called(cast.olga, 213_000)
    overridden(cast.olga, cast.north, cast.nora, 181_000)
    for person in (cast.olga, cast.nora, cast.erin):
        page = browser(person).get(url("story", made.forecast_id)).content.decode()
        assert "€213,000" in page and "€181,000" in page
    for person in (cast.omar, cast.sam):
        assert browser(person).get(url("story", made.forecast_id)).status_code == 404


def test_executives_set_the_rhythm(cast: Cast):
    client = browser(cast.erin)
    answer = client.post(
        url("rhythm"),
        {"kind": "quarter", "weekday": "3", "at_time": "16:00", "ask_hours": "24", "asking": "on"},
    )
    assert answer.status_code == 303
    assert str(Rhythm.objects.get()) == "Thursday 16:00"
    assert "Call due Thursday 16:00" in client.get(url("index")).content.decode()


def test_a_page_without_anything_says_so(cast: Cast):
    assert "not handed up yet" in browser(cast.olga).get(url("index")).content.decode()
    assert "0 of 3 handed up" in browser(cast.nora).get(url("index")).content.decode()


def test_there_is_no_such_period(cast: Cast):
    for other in ("1999-Q1", "2036-Q1", "2025", "Q3"):
        assert browser(cast.olga).get(url("index"), {"period": other}).status_code == 404


@pytest.mark.parametrize(
    "key, label", [("2022-Q1", "FY2022"), ("2026-01x3", "Jan–Mar 2026"), ("2026-05", "May 2026")]
)
def test_old_periods_of_any_rhythm_and_fiscal_year_can_be_read(cast: Cast, key: str, label: str):
    configure(actor=cast.adam, fiscal_start_month=2)
    for person in (cast.olga, cast.nora, cast.erin):
        assert label in browser(person).get(url("index"), {"period": key}).content.decode()
        assert browser(person).get(f"/api/v1/forecasts?period={key}").json()["period"] == key


def test_the_page_costs_the_same_for_one_officer_and_for_twenty(cast: Cast):
    def cost(person: Person) -> int:
        client = browser(person)
        client.get(url("index"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(url("index")).status_code == 200
        return len(asked)

    called(cast.olga, 100)
    overridden(cast.olga, cast.north, cast.nora, 90)
    before = cost(cast.nora)
    for number in range(20):
        one = add_person(
            actor=cast.adam, name=f"Officer {number}", role="officer", team=cast.north, since=SINCE,
            email=f"o{number}@maple.example",
        )  # fmt: skip
        opened(one, 1000, category="commit")
        called(one, 1000 + number)
        overridden(one, cast.north, cast.nora, 900)
    assert cost(cast.nora) == before
    assert before <= 17
    assert sum(call.likely for call in Call.objects.filter(seat=None)) == D(100 + 20 * 1000 + 190)
