"""Calls, snapshots and the waterfall over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tandem.authority.models import Organization
from tandem.core.models import Job
from tandem.forecasts.models import Call, Rhythm
from tandem.forecasts.queries import bars
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


def test_a_call_keeps_the_smallest_unit_of_a_currency_with_three_places(cast: Cast):
    Organization.objects.update(currency="KWD")
    answer = post(cast.olga, "calls", likely="1234.567", commit="1000.001", best="1500.999")
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert [D(told[name]) for name in ("likely", "commit", "best")] == [
        D("1234.567"),
        D("1000.001"),
        D("1500.999"),
    ]


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


def test_the_forecast_is_told_as_its_page_shows_it(cast: Cast):
    opened(cast.olga, 1000, category="commit")
    called(cast.olga, 213_000, commit=200_000)
    post(cast.nora, "overrides", seat=cast.north.pk, person=cast.olga.pk, likely="181000", reason="Silent")
    told = browser(cast.nora).get("/api/v1/forecasts").json()
    assert (told["period"], told["whole"]["team"]["name"], told["may_call"]) == ("2026-Q4", "North", True)
    row = next(each for each in told["rows"] if each["person"] and each["person"]["id"] == cast.olga.pk)
    assert (D(row["counts"]), D(row["own"]["likely"]), D(row["over"]["likely"])) == (
        D(181_000),
        D(213_000),
        D(181_000),
    )
    assert (D(row["beneath"]["commit"]), row["beneath"]["deals"], row["model"]) == (D(1000), 1, None)
    assert (told["whole"]["called"], told["whole"]["asked"]) == (1, 3)
    assert told["course"][-1]["on"] == "2026-12-31"
    own = browser(cast.olga).get("/api/v1/forecasts").json()
    assert (own["whole"]["person"]["id"], own["handed_up"], own["rows"]) == (cast.olga.pk, True, [])
    assert browser(cast.sam).get(f"/api/v1/forecasts?team={cast.north.pk}").status_code == 404


def test_every_call_of_a_forecast_is_told_and_what_the_next_begins_with(cast: Cast):
    opened(cast.olga, 1000, category="commit")
    first, second = (called(cast.olga, likely) for likely in (200_000, 213_000))
    path = f"/api/v1/forecasts/{first.forecast_id}/calls"
    for who in (cast.olga, cast.nora):
        told = browser(who).get(path).json()
        assert [(each["id"], D(each["likely"])) for each in told] == [
            (second.pk, D(213_000)),
            (first.pk, D(200_000)),
        ]
        assert {each["forecast"] for each in told} == {first.forecast_id}
    assert browser(cast.sam).get(path).status_code == 404
    begins = browser(cast.olga).get("/api/v1/forecasts/prefill").json()
    assert (D(begins["likely"]), D(begins["commit"])) == (D(1000), D(1000))


def test_each_bar_of_a_waterfall_tells_its_deals(cast: Cast, monkeypatch):
    deal = opened(cast.olga, 1000)
    taken = post(cast.nora, "snapshots").json()
    path = "/api/v1/forecasts/waterfall"
    told = browser(cast.nora).get(f"{path}/opening?start={taken['id']}").json()
    assert (told["count"], told["deals"][0]["deal"]["id"], D(told["deals"][0]["amount"])) == (
        1,
        deal.pk,
        D(1000),
    )
    assert browser(cast.nora).get(f"{path}/won?start={taken['id']}").json() == {
        "count": 0, "amount": "0", "deals": [], "next": None,
    }  # fmt: skip
    others = [opened(cast.olga, amount).pk for amount in (3000, 2000)]
    seen, after, start = [], "", post(cast.nora, "snapshots").json()["id"]
    monkeypatch.setattr(bars, "LISTED", 1)
    while after is not None:
        page = browser(cast.nora).get(f"{path}/opening?start={start}&after={after}").json()
        assert (page["count"], D(page["amount"])) == (3, D(6000))
        seen += [each["deal"]["id"] for each in page["deals"]]
        after = page["next"]
    assert seen == [*others, deal.pk]
    refused = browser(cast.nora).get(f"{path}/opening?start={start}&after=x")
    assert (refused.status_code, refused.json()["code"]) == (422, "page")
    assert browser(cast.nora).get(f"{path}/lost-and-found?start={taken['id']}").status_code == 404
    assert browser(cast.sam).get(f"{path}/opening?start={taken['id']}").json()["count"] == 0


def test_the_rhythm_is_read_by_all_and_set_by_few_with_the_version_they_read(cast: Cast):
    def put(who: Person, body: dict[str, Any], **headers: str) -> Any:
        path = "/api/v1/forecasts/rhythm"
        return browser(who).patch(path, body, content_type="application/json", headers=headers)

    seen = browser(cast.olga).get("/api/v1/forecasts/rhythm")
    assert seen.json() == {
        "kind": "quarter", "weekday": 4, "at_time": "12:00", "ask_hours": 24, "asking": True,
    }  # fmt: skip
    for who in (cast.olga, cast.nora):
        assert put(who, {"weekday": 3}).status_code == 403
    saved = put(cast.erin, {"weekday": 3, "at_time": "16:30"}, **{"If-Match": seen["ETag"]})
    assert (saved.status_code, saved.json()["weekday"], saved.json()["asking"]) == (200, 3, True)
    assert str(Rhythm.objects.get()) == "Thursday 16:30"
    late = put(cast.adam, {"asking": False}, **{"If-Match": seen["ETag"]})
    assert (late.status_code, Rhythm.objects.get().asking) == (409, True)
    assert put(cast.adam, {"at_time": "noon"}).status_code == 422
    assert put(cast.adam, {"asking": False}, **{"If-Match": saved["ETag"]}).json()["asking"] is False


def test_the_model_is_worked_out_again_once_for_two_who_ask(cast: Cast):
    assert post(cast.olga, "model").status_code == 403
    answers = [post(who, "model").status_code for who in (cast.nora, cast.erin)]
    assert answers == [202, 202]
    assert Job.objects.filter(kind="goals.odds").count() >= 1
