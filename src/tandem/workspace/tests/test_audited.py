"""What the audit log can be asked about: every kind of record by a part of its name, for those who read the log."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tandem.core.errors import NotAllowed
from tandem.deals.tests import make
from tandem.goals.tests.make import plan_for, row
from tandem.workspace.queries.audited import audited_records
from tests.cast import Cast


def found(cast: Cast, text: str) -> dict[str, str]:
    return {each["id"]: each["note"] for each in audited_records(cast.adam, text)}


def test_records_people_teams_plans_and_targets_are_found(cast: Cast):
    deal = make.deal(cast.olga, name="Quillfeather pumps")
    plan = plan_for(cast)
    assert f"deals.deal:{deal.pk}" in found(cast, "quillf")
    olgas = found(cast, "olga off")
    assert next(iter(olgas)) == f"people.person:{cast.olga.pk}"  # before all contacts of that name
    assert olgas[f"goals.target:{row(plan, cast.olga).pk}"] == "target, bookings Q4 2026"
    norths = found(cast, cast.north.name.upper())
    assert norths[f"people.team:{cast.north.pk}"] == "team"
    assert f"goals.target:{row(plan, cast.north).pk}" in norths
    assert found(cast, "q4 bookings") == {f"goals.plan:{plan.pk}": "plan, bookings Q4 2026"}
    assert found(cast, " ") == {}


def test_what_is_found_filters_the_log(cast: Cast, client: Client):
    plan = plan_for(cast)
    client.force_login(cast.adam)
    [plan_found] = client.get(reverse("workspace:audited"), {"q": "Q4"}).json()["results"]
    page = client.get(reverse("authority:audit"), {"record": plan_found["id"]}, follow=True).content.decode()
    assert f"About: Plan {plan.team.name}" in page
    assert "No entries match." not in page


def test_only_who_reads_the_log_finds_anything(cast: Cast):
    assert audited_records(cast.erin, "olga")
    for person in (cast.nora, cast.olga):
        with pytest.raises(NotAllowed):
            audited_records(person, "olga")
