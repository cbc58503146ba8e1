"""Calls, snapshots and the waterfall over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tandem.forecasts.models import Call
from tandem.forecasts.tests.make import D, called, opened, selling
from tandem.forecasts.tests.test_accuracy import scored
from tandem.people.models import Person
from tests.cast import Cast


@pytest.fixture(autouse=True)
def as_of(cast: Cast, settings) -> None:
    settings.TANDEM_TODAY = "2026-11-18"
    selling(cast)


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=person.pk))
    return client


def post(who: Person, path: str, **body: Any) -> Any:
    return browser(who).post(f"/api/v1/forecasts/{path}", body, content_type="application/json")


def test_an_officer_hands_up_and_both_sides_read_it(cast: Cast):
    answer = post(cast.olga, "calls", likely="160000", commit="150000", reason="Two tenders")
    assert answer.status_code == 201
    assert answer.json()["person"]["id"] == cast.olga.pk
    for person, count in ((cast.olga, 1), (cast.nora, 1), (cast.erin, 1), (cast.omar, 0), (cast.sam, 0)):
        assert len(browser(person).get("/api/v1/forecasts/calls").json()) == count


def test_a_manager_overrides_with_a_reason(cast: Cast):
    called(cast.olga, 213_000)
    asked = {"seat": cast.north.pk, "person": cast.olga.pk, "likely": "181000"}
    assert post(cast.nora, "overrides", **asked).status_code == 422
    assert post(cast.sam, "overrides", **asked, reason="No").status_code == 404
    assert post(cast.nora, "overrides", **asked, reason="Silent 19 days").status_code == 201
    assert [call.likely for call in Call.objects.order_by("pk")] == [D(213_000), D(181_000)]


def test_nobody_calls_for_another(cast: Cast):
    assert post(cast.nora, "calls", person=cast.olga.pk, likely="1").status_code == 403
    assert post(cast.omar, "calls", person=cast.olga.pk, likely="1").status_code == 404
    assert post(cast.adam, "calls", likely="1").status_code == 403
    assert not Call.objects.exists()


def test_a_waterfall_adds_up(cast: Cast):
    opened(cast.olga, 1000)
    assert post(cast.olga, "snapshots").status_code == 403
    taken = post(cast.nora, "snapshots").json()
    told = browser(cast.nora).get(f"/api/v1/forecasts/waterfall?start={taken['id']}").json()
    assert D(told["opening"]) == D(told["closing"]) == D(1000)
    assert [bar["term"] for bar in told["bars"]] == ["opening", "closing"]
    assert browser(cast.nora).get("/api/v1/forecasts/waterfall?start=999999").status_code == 404


def test_accuracy_is_told_by_layer_and_caller_within_the_line(cast: Cast):
    scored(cast.olga, "naive", [80, 90, 120, 110])
    scored(cast.olga, "officer", [104, 105, 103, 104])
    scored(cast.north, "manager", [102, 104, 98, 100])
    scored(cast.north, "director", [101, 101, 101, 101], chair=cast.maple)
    found = browser(cast.nora).get("/api/v1/forecasts/accuracy?weeks=8").json()
    assert (found["weeks"], [each["layer"] for each in found["layers"]]) == (8, ["manager"])
    (caller,) = found["callers"]
    assert (caller["person"], caller["team"], caller["usually"]) == (
        cast.olga.pk,
        None,
        "usually 4% too high",
    )
    assert round(caller["measure"]["over_naive"], 6) == 0.11
    own = browser(cast.olga).get("/api/v1/forecasts/accuracy").json()
    assert [each["layer"] for each in own["layers"]] == ["naive", "officer"]
    assert browser(cast.omar).get("/api/v1/forecasts/accuracy").json()["layers"] == []
    assert browser(cast.omar).get(f"/api/v1/forecasts/accuracy?person={cast.olga.pk}").status_code == 404
