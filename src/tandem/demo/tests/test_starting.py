"""Starting with one's own data: what the demonstration held goes, and nothing else ever does."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tandem.authority.models import Organization
from tandem.customers.models import Account
from tandem.demo.load import fill
from tandem.demo.tests.test_welcome import HERE, OWN, TODAY
from tandem.people.models import Person, Team
from tests.cast import Cast


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings.DATA = tmp_path


def test_a_door_does_not_open_to_ones_own_people(cast: Cast, client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.TANDEM_DEMO = True
    assert client.post(reverse("demo:enter", args=["officer"]), **HERE).status_code == 404
    assert client.post(reverse("demo:start"), {**OWN, "clear": "on"}, **HERE).status_code == 404
    assert Person.objects.filter(name="Olga Officer").exists()


@pytest.mark.django_db(transaction=True)
def test_starting_empty_replaces_the_demonstration_company(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.TANDEM_DEMO = True
    fill(officers=6, deals=120, years=2, today=TODAY, progress=lambda *_: None, odds=False)
    page = client.post(reverse("demo:start"), OWN, **HERE)
    assert page.status_code == 422, "it asks before it removes"
    assert Account.objects.exists()
    page = client.post(reverse("demo:start"), {**OWN, "clear": "on"}, **HERE)
    assert page.status_code == 302
    assert not Account.objects.exists()
    person = Person.objects.get()
    assert (person.role, person.email) == ("administrator", "ada@maple.example")
    assert person.check_password("correct horse battery")
    assert Organization.objects.get().currency == "USD"
    assert Team.objects.get().name == "Maple"
    assert client.session["_auth_user_id"] == str(person.pk)
