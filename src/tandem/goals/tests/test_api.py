"""Plans, targets and chances over the API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from tandem.authority.models import Organization
from tandem.goals.models import Plan
from tandem.goals.tests.make import Q4, browser, kept_run, plan_for, row, won
from tests.cast import Cast

AS_OF = date(2026, 9, 20)


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = AS_OF.isoformat()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    rng = np.random.default_rng(4)
    people = (cast.olga, cast.omar, cast.otto, cast.pia, cast.paul)
    kept_run(Q4, {person: rng.gamma(9, 25_000, 1000) for person in people}, as_of=AS_OF)
    return plan_for(cast, top=1_000_000)


def test_a_plan_comes_with_its_targets_and_their_chances(cast, plan):
    told = browser(cast.erin).get(f"/api/v1/plans/{plan.pk}").json()
    assert told["period"] == "Q4 2026"
    assert [each["id"] for each in browser(cast.erin).get("/api/v1/plans").json()] == [plan.pk]
    olga = next(each for each in told["targets"] if each["person"] and each["person"]["id"] == cast.olga.pk)
    assert 0 < olga["chance"]["percent"] < 100
    assert float(olga["chance"]["low"]) < float(olga["chance"]["middle"]) < float(olga["chance"]["high"])
    assert told["chance"]["as_of"] == "2026-09-20"
    whole = next(each["chance"] for each in told["targets"] if each["parent"] is None)
    assert whole["band"]
    for name in ("band", "low", "middle", "high"):
        assert told["chance"][name] == whole[name]


def test_a_manager_gets_their_part_and_an_officer_nothing_of_a_draft(cast, plan):
    part = browser(cast.sam).get(f"/api/v1/plans/{plan.pk}").json()
    assert {each["person"]["id"] for each in part["targets"] if each["person"]} == {cast.pia.pk, cast.paul.pk}
    assert browser(cast.olga).get(f"/api/v1/plans/{plan.pk}").status_code == 404
    assert browser(cast.olga).get(f"/api/v1/targets/{row(plan, cast.olga).pk}").status_code == 404


def test_a_figure_is_typed_and_the_others_share_the_rest(cast, plan):
    client, target = browser(cast.erin), row(plan, cast.pia)
    answer = client.patch(
        f"/api/v1/targets/{target.pk}",
        {"amount": "150000.00", "locked": True},
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    assert (answer.json()["amount"], answer.json()["locked"]) == ("150000.00", True)
    assert row(plan, cast.paul).amount == row(plan, cast.south).amount - 150_000


def test_which_target_has_a_chance(cast, plan):
    told = browser(cast.erin).get(f"/api/v1/plans/{plan.pk}/which?chance=50").json()
    assert told["chance"] == 50
    assert 900_000 < float(told["top"]) < 1_300_000
    assert browser(cast.erin).get(f"/api/v1/plans/{plan.pk}/which?chance=0").status_code == 422


def test_the_record_is_told_by_band(cast, plan):
    told = browser(cast.erin).get("/api/v1/chances/record").json()
    assert [(each["stated"], each["n"], each["enough"]) for each in told] == [
        (40, 0, False), (50, 0, False), (60, 0, False), (70, 0, False),
    ]  # fmt: skip


def send(client: Client, method: str, path: str, body: dict | None = None, **headers: str):
    values = {"data": body, "content_type": "application/json"} if body is not None else {}
    return getattr(client, method)(f"/api/v1{path}", headers=headers, **values)


def test_a_plan_is_opened_and_published_once(cast):
    client = browser(cast.erin)
    body = {"team": cast.maple.pk, "period": "2026-Q4", "top": "900000.00", "split": "even"}
    made = send(client, "post", "/plans", body, **{"Idempotency-Key": "q4"})
    assert made.status_code == 201, made.content
    assert send(client, "post", "/plans", body, **{"Idempotency-Key": "q4"}).json() == made.json()
    assert (made.json()["period"], made.json()["state"]) == ("Q4 2026", "draft")
    path = f"/plans/{made.json()['id']}/publish"
    assert send(client, "post", path, **{"If-Match": '"v77"'}).status_code == 409
    assert send(client, "post", path, **{"If-Match": made["ETag"]}).json()["state"] == "published"
    refused = send(client, "post", path)
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert send(client, "post", "/plans", {**body, "period": "soon"}).json()["fields"]["period"]


def test_chances_are_worked_out_on_demand(cast, plan):
    told = send(browser(cast.erin), "post", f"/plans/{plan.pk}/chances")
    assert (told.status_code, told.json()["state"]) == (202, "done")
    assert send(browser(cast.adam), "post", f"/plans/{plan.pk}/chances").status_code == 403


def test_bounds_are_set_one_by_one_and_taken_away(cast, plan):
    client, path = browser(cast.erin), f"/targets/{row(plan, cast.pia).pk}"
    tag = client.get(f"/api/v1{path}")["ETag"]
    told = send(client, "patch", path, {"floor": "1000.00"}, **{"If-Match": tag})
    assert (told.json()["floor"], told.json()["ceiling"]) == ("1000.00", None)
    assert send(client, "patch", path, {"ceiling": "5.00"}, **{"If-Match": tag}).status_code == 409
    told = send(client, "patch", path, {"ceiling": "900000.00"}).json()
    assert (told["floor"], told["ceiling"]) == ("1000.00", "900000.00")
    assert send(client, "patch", path, {"floor": None}).json()["floor"] is None
    assert send(client, "patch", path, {"floor": "950000.00"}).status_code == 422


def test_a_fix_is_seen_first_then_applied(cast, plan):
    client = browser(cast.erin)
    send(client, "patch", f"/targets/{row(plan, cast.pia).pk}", {"amount": "380000.00"})
    path, target = f"/plans/{plan.pk}/fix", row(plan, cast.pia)
    seen = client.get(f"/api/v1{path}?target={target.pk}")
    assert row(plan, cast.pia).amount == 380_000
    asked = [each for each in seen.json() if each["asked"]]
    assert [(each["target"], each["chosen"]) for each in asked] == [(target.pk, True)]
    assert asked[0]["chance_before"] < 40 <= asked[0]["chance_after"]
    figures = [{"target": each["target"], "amount": each["after"]} for each in seen.json() if each["chosen"]]
    body = {"figures": figures}
    send(client, "patch", f"/targets/{row(plan, cast.olga).pk}", {"floor": "1000.00"})
    assert send(client, "post", path, body, **{"If-Match": seen["ETag"]}).status_code == 409
    told = send(client, "post", path, body, **{"If-Match": client.get(f"/api/v1{path}")["ETag"]})
    assert {each["id"]: each["amount"] for each in told.json()} == {
        each["target"]: each["amount"] for each in figures
    }
    assert told["ETag"] == client.get(f"/api/v1/plans/{plan.pk}")["ETag"]
    assert client.get(f"/api/v1{path}?target={target.pk}").json() == []
    assert send(browser(cast.nora), "post", f"/plans/{plan.pk}/fix", body).status_code == 404


def test_a_fix_of_another_plan_is_refused(cast, plan):
    other = plan_for(cast, metric="deals_won", top=100)
    figures = [{"target": row(plan, cast.pia).pk, "amount": "150000.00"}]
    told = send(browser(cast.erin), "post", f"/plans/{other.pk}/fix", {"figures": figures})
    assert told.status_code == 422
    assert row(plan, cast.pia).amount != 150_000


def test_a_figure_is_kept_with_a_reason(cast, plan):
    path = f"/targets/{row(plan, cast.pia).pk}/keep"
    assert send(browser(cast.erin), "post", path, {"reason": ""}).status_code == 422
    told = send(browser(cast.erin), "post", path, {"reason": "Takes over a large account"})
    assert told.json()["kept_reason"] == "Takes over a large account"


def test_a_revision_beyond_the_limit_waits_for_the_next_person_up(cast, plan):
    send(browser(cast.erin), "post", f"/plans/{plan.pk}/publish")
    target = row(plan, cast.pia)
    path = f"/targets/{target.pk}/revise"
    little = {"amount": str(target.amount * 105 / 100), "reason": "A new account"}
    assert send(browser(cast.sam), "post", path, little).status_code == 200
    much = {"amount": str(target.amount * 2), "reason": "Many new accounts"}
    asked = send(browser(cast.sam), "post", path, much)
    assert asked.status_code == 202, asked.content
    assert asked.json()["answerer"]["id"] == cast.erin.pk
    assert send(browser(cast.erin), "post", path, {**much, "reason": ""}).status_code == 422


def test_a_draft_is_split_again_and_dropped(cast, plan):
    client, path = browser(cast.erin), f"/plans/{plan.pk}"
    send(client, "patch", f"/targets/{row(plan, cast.pia).pk}", {"amount": "150000.00"})
    seen = client.get(f"/api/v1{path}")["ETag"]
    assert send(browser(cast.sam), "post", f"{path}/rerun").status_code == 403
    told = send(client, "post", f"{path}/rerun", **{"If-Match": seen})
    assert (told.status_code, row(plan, cast.pia).typed) == (200, False)
    assert row(plan, cast.pia).amount != 150_000
    assert send(client, "post", f"{path}/rerun", **{"If-Match": seen}).status_code == 409
    assert send(client, "delete", path, **{"If-Match": seen}).status_code == 409
    assert send(browser(cast.sam), "delete", path).status_code == 403
    assert send(client, "delete", path, **{"If-Match": told["ETag"]}).status_code == 204
    assert not Plan.objects.exists()


def test_a_published_plan_is_not_dropped(cast, plan):
    client = browser(cast.erin)
    send(client, "post", f"/plans/{plan.pk}/publish")
    assert send(client, "delete", f"/plans/{plan.pk}").status_code == 422
    assert Plan.objects.get().state == "published"


def test_weights_of_ones_own_add_up_to_a_hundred(cast, plan):
    client, path = browser(cast.erin), f"/plans/{plan.pk}"
    weights = {"history": 20, "pipeline": 30, "even": 50}
    assert send(client, "patch", path, {"weights": weights}).json()["weights"] == weights
    assert send(client, "patch", path, {"weights": {**weights, "even": 49}}).status_code == 422
    assert Plan.objects.get().weights == weights


def test_a_typed_figure_is_let_go_to_the_split(cast, plan):
    client, path = browser(cast.erin), f"/targets/{row(plan, cast.pia).pk}"
    before = row(plan, cast.pia).amount
    send(client, "patch", path, {"amount": "150000.00", "locked": True})
    told = send(client, "patch", path, {"amount": None}).json()
    assert (float(told["amount"]), told["locked"]) == (float(before), False)


def test_what_constraints_cost_is_told_in_points(cast, plan):
    client, path = browser(cast.erin), f"/plans/{plan.pk}/costs"
    assert client.get(f"/api/v1{path}").json()["constraints"] == []
    send(client, "patch", f"/targets/{row(plan, cast.pia).pk}", {"amount": "100000.00", "locked": True})
    told = client.get(f"/api/v1{path}").json()
    (lock,) = told["constraints"]
    assert (lock["name"], lock["what"].startswith("locked at")) == ("Pia Officer", True)
    assert lock["points"] > 0
    shares = [each["chance"] for each in told["overs"]]
    assert shares == sorted(shares, reverse=True)
    assert len(shares) > 1
    assert browser(cast.olga).get(f"/api/v1{path}").status_code == 404


def test_the_history_of_a_plan_names_who_did_what(cast, plan):
    client = browser(cast.erin)
    send(client, "patch", f"/targets/{row(plan, cast.pia).pk}", {"amount": "150000.00"})
    told = client.get(f"/api/v1/plans/{plan.pk}/history").json()
    assert (told[0]["who"]["name"], told[0]["target"]) == ("Erin Executive", "Pia Officer")
    assert told[-1]["target"] == ""
    part = browser(cast.nora).get(f"/api/v1/plans/{plan.pk}/history").json()
    assert "Pia Officer" not in {each["target"] for each in part}


def test_own_goals_come_with_attainment_and_pace_while_they_run(cast, plan, settings):
    assert browser(cast.olga).get("/api/v1/goals").json() == []
    send(browser(cast.erin), "post", f"/plans/{plan.pk}/publish")
    (ahead,) = browser(cast.olga).get("/api/v1/goals").json()
    assert (ahead["when"], ahead["standing"]) == ("next", None)
    assert ahead["target"]["id"] == row(plan, cast.olga).pk
    settings.TANDEM_TODAY = "2026-11-16"
    won(cast.olga, 50_000, date(2026, 11, 2))
    (now,) = browser(cast.olga).get("/api/v1/goals").json()
    assert (now["when"], float(now["result"])) == ("now", 50_000)
    standing = now["standing"]
    assert standing["attainment"] == pytest.approx(50_000 / float(now["target"]["amount"]) * 100, abs=0.01)
    assert float(standing["gap"]) == pytest.approx(50_000 - float(standing["due"]))
    assert 0 < standing["pace"] < 100
    told = browser(cast.olga).get(f"/api/v1/agreements/{now['agreement']}").json()
    assert told["about_id"] == now["target"]["id"]


def test_a_chance_is_the_same_wherever_it_is_told_and_none_once_the_target_is_reached(cast, plan, settings):
    send(browser(cast.erin), "post", f"/plans/{plan.pk}/publish")
    settings.TANDEM_TODAY = "2026-11-16"
    target = row(plan, cast.olga)

    def told() -> list[dict]:
        (goal,) = browser(cast.olga).get("/api/v1/goals").json()
        page = browser(cast.erin).get(f"/api/v1/plans/{plan.pk}").json()
        (own,) = [each for each in page["targets"] if each["id"] == target.pk]
        alone = browser(cast.olga).get(f"/api/v1/targets/{target.pk}").json()
        return [each["chance"] for each in (goal["target"], own, alone)]

    def standing() -> int | None:
        people = browser(cast.nora).get("/api/v1/standing?period=2026-Q4").json()["people"]
        return next(each["chance"] for each in people if each["person"]["id"] == cast.olga.pk)

    first, *others = told()
    assert first["percent"]
    assert others == [first, first]
    assert standing() == round(first["percent"])
    won(cast.olga, target.amount, date(2026, 11, 2))
    first, *others = told()
    assert (first["percent"], first["band"], first["reached"]) == (None, "", True)
    assert others == [first, first]
    assert standing() is None


def test_a_top_target_that_is_reached_has_no_chance_any_more(cast, plan, settings):
    send(browser(cast.erin), "post", f"/plans/{plan.pk}/publish")
    settings.TANDEM_TODAY = "2026-11-16"
    for amount, reached in ((1, False), (plan.top, True)):
        won(cast.olga, amount, date(2026, 11, 2))
        chance = browser(cast.erin).get(f"/api/v1/plans/{plan.pk}").json()["chance"]
        assert (chance["reached"], chance["percent"] is None) == (reached, reached)
        page = browser(cast.erin).get(reverse("goals:plan", args=[plan.pk])).content.decode()
        assert ("data-gauge-chance" in page) is not reached
        assert ('<p class="mt-2 text-xs up font-medium">reached</p>' in page) is reached


def test_the_story_of_a_target_is_told_to_both_sides(cast, plan):
    path = f"/api/v1/targets/{row(plan, cast.olga).pk}"
    assert browser(cast.olga).get(f"{path}/story").status_code == 404
    send(browser(cast.erin), "post", f"/plans/{plan.pk}/publish")
    for who in (cast.olga, cast.nora):
        story = browser(who).get(f"{path}/story").json()
        assert [version["kind"] for version in story["versions"]] == ["published"]
        assert story["must"]
        assert story["target"]["chance"]["as_of"] == "2026-09-20"
        assert "Suggested" in {reason["name"] for reason in story["reasons"]}
    assert browser(cast.omar).get(f"{path}/story").status_code == 404
    assert browser(cast.olga).get(f"{path}/moves").json() is None


def test_another_figure_is_weighed_before_it_is_proposed(cast, plan):
    send(browser(cast.erin), "post", f"/plans/{plan.pk}/publish")
    path = f"/api/v1/targets/{row(plan, cast.olga).pk}"
    less, more = (
        browser(cast.olga).get(f"{path}/weigh?figure={figure}").json() for figure in (100_000, 400_000)
    )
    assert less["chance"] > more["chance"]
    assert (less["band"], more["band"]) == ("too_easy", "too_hard")
    assert browser(cast.olga).get(f"{path}/weigh?figure=0").status_code == 422
    assert browser(cast.omar).get(f"{path}/weigh?figure=1").status_code == 404


def test_what_a_team_carries_too_little_is_placed_among_its_officers(cast, plan):
    send(browser(cast.erin), "post", f"/plans/{plan.pk}/publish")
    north = row(plan, cast.north)
    path = f"/targets/{north.pk}/place"
    assert send(browser(cast.nora), "post", path, {"reason": "Nothing to do"}).status_code == 422
    target = row(plan, cast.olga)
    less = {"amount": str(target.amount - 10_000), "reason": "Leave in May"}
    assert send(browser(cast.erin), "post", f"/targets/{target.pk}/revise", less).status_code == 200
    placed = send(browser(cast.erin), "post", path, {"reason": "Leave in May"})
    assert placed.status_code == 200, placed.content
    parts = plan.targets.filter(parent=north)
    assert sum(part.amount for part in parts) == north.amount
    assert send(browser(cast.erin), "post", path, {"reason": "Again"}).status_code == 422
    assert send(browser(cast.olga), "post", path, {"reason": "Me too"}).status_code == 404


def test_figures_keep_the_smallest_unit_of_a_currency_with_three_places(cast):
    Organization.objects.update(currency="KWD")
    client = browser(cast.erin)
    body = {"team": cast.maple.pk, "period": "2027-Q1", "top": "200000.001", "over_officers": "3"}
    answer = client.post("/api/v1/plans", body, content_type="application/json")
    assert answer.status_code == 201, answer.content
    made = Plan.objects.get(pk=answer.json()["id"])
    assert made.top == Decimal("200000.001")
    target = row(made, cast.pia)
    answer = client.patch(
        f"/api/v1/targets/{target.pk}", {"amount": "15000.125"}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    assert Decimal(answer.json()["amount"]) == Decimal("15000.125")
    told = client.get(f"/api/v1/plans/{made.pk}").json()["targets"]
    teams = [Decimal(each["amount"]) for each in told if each["parent"] == told[0]["id"]]
    assert sum(teams) == Decimal("200000.001")
