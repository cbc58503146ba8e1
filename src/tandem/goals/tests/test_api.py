"""Plans, targets and chances over the API."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from django.test import Client

from tandem.goals.models import Plan
from tandem.goals.tests.make import Q4, kept_run, plan_for, row
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


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_plan_comes_with_its_targets_and_their_chances(cast, plan):
    told = signed_in(cast.erin).get(f"/api/v1/plans/{plan.pk}").json()
    assert told["period"] == "Q4 2026"
    assert [each["id"] for each in signed_in(cast.erin).get("/api/v1/plans").json()] == [plan.pk]
    olga = next(each for each in told["targets"] if each["person"] and each["person"]["id"] == cast.olga.pk)
    assert 0 < olga["chance"]["percent"] < 100
    assert float(olga["chance"]["low"]) < float(olga["chance"]["middle"]) < float(olga["chance"]["high"])
    assert told["chance"]["as_of"] == "2026-09-20"


def test_a_manager_gets_their_part_and_an_officer_nothing_of_a_draft(cast, plan):
    part = signed_in(cast.sam).get(f"/api/v1/plans/{plan.pk}").json()
    assert {each["person"]["id"] for each in part["targets"] if each["person"]} == {cast.pia.pk, cast.paul.pk}
    assert signed_in(cast.olga).get(f"/api/v1/plans/{plan.pk}").status_code == 404
    assert signed_in(cast.olga).get(f"/api/v1/targets/{row(plan, cast.olga).pk}").status_code == 404


def test_a_figure_is_typed_and_the_others_share_the_rest(cast, plan):
    client, target = signed_in(cast.erin), row(plan, cast.pia)
    answer = client.patch(
        f"/api/v1/targets/{target.pk}",
        {"amount": "150000.00", "locked": True},
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    assert (answer.json()["amount"], answer.json()["locked"]) == ("150000.00", True)
    assert row(plan, cast.paul).amount == row(plan, cast.south).amount - 150_000


def test_which_target_has_a_chance(cast, plan):
    told = signed_in(cast.erin).get(f"/api/v1/plans/{plan.pk}/which?chance=50").json()
    assert told["chance"] == 50
    assert 900_000 < float(told["top"]) < 1_300_000
    assert signed_in(cast.erin).get(f"/api/v1/plans/{plan.pk}/which?chance=0").status_code == 422


def test_the_record_is_told_by_band(cast, plan):
    told = signed_in(cast.erin).get("/api/v1/chances/record").json()
    assert [(each["stated"], each["n"], each["enough"]) for each in told] == [
        (40, 0, False), (50, 0, False), (60, 0, False), (70, 0, False),
    ]  # fmt: skip
