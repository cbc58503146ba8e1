"""The first page and its door: in the demo only, on this machine only."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tandem.authority.models import Organization
from tandem.customers.models import Account
from tandem.demo import rules
from tandem.demo.load import fill
from tandem.people.models import Person, Team
from tests.cast import Cast

TODAY = date(2026, 11, 23)
HERE = {"REMOTE_ADDR": "127.0.0.1", "headers": {"host": "localhost:8000"}}
OWN = {
    "organization": "Maple", "currency": "USD", "name": "Ada Maple", "email": "ada@maple.example",
    "password": "correct horse battery",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    settings.DATA = tmp_path
    # No door looks at chances, and they take longer than all the rest (test_fill.py works them out).
    monkeypatch.setattr("tandem.demo.load.work_out_chances", lambda today: None)


@pytest.fixture
def demo(db: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.TANDEM_DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    fill(officers=6, deals=120, years=2, today=TODAY, progress=lambda *_: None)


def test_it_offers_to_look_round_as_each_role(demo: None, client: Client) -> None:
    page = client.get(reverse("demo:welcome"), **HERE)
    assert page.status_code == 200
    words = page.content.decode()
    for text in (
        "Explore as manager",
        "Explore as officer",
        "Explore as executive",
        "Import your data",
        "Start empty",
    ):
        assert text in words
    assert "6 officers" in words


@pytest.mark.parametrize("role", ["manager", "officer", "executive", "administrator"])
def test_a_door_signs_in_without_a_password(demo: None, client: Client, role: str) -> None:
    answer = client.post(reverse("demo:enter", args=[role]), **HERE)
    assert answer.status_code == 302
    assert Person.objects.get(pk=client.session["_auth_user_id"]).role == role


def test_a_door_opens_by_post_with_a_token_only(demo: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("demo:enter", args=["officer"]), **HERE).status_code == 403
    assert strict.get(reverse("demo:enter", args=["officer"]), **HERE).status_code == 405
    assert "_auth_user_id" not in strict.session


@pytest.mark.parametrize(
    "request_of",
    [
        {"REMOTE_ADDR": "192.0.2.7", "headers": {"host": "localhost"}},
        {"REMOTE_ADDR": "127.0.0.1", "headers": {"host": "tandem.somewhere.example"}},
        {"REMOTE_ADDR": "127.0.0.1", "headers": {"host": "localhost", "x-forwarded-for": "192.0.2.7"}},
        {"REMOTE_ADDR": "", "headers": {"host": "localhost"}},
    ],
)
def test_from_elsewhere_there_is_no_door(demo: None, client: Client, request_of: dict) -> None:
    assert client.post(reverse("demo:enter", args=["officer"]), **request_of).status_code == 404
    assert client.get(reverse("demo:start"), **request_of).status_code == 404
    assert client.get(reverse("demo:welcome"), **request_of).status_code == 302
    assert "_auth_user_id" not in client.session


def test_outside_the_demo_there_is_no_door(demo: None, client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.TANDEM_DEMO = False
    assert client.get(reverse("demo:welcome"), **HERE).status_code == 404
    assert client.post(reverse("demo:enter", args=["officer"]), **HERE).status_code == 404
    assert client.post(reverse("demo:start"), OWN, **HERE).status_code == 404


def test_a_door_does_not_open_to_ones_own_people(cast: Cast, client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.TANDEM_DEMO = True
    assert client.post(reverse("demo:enter", args=["officer"]), **HERE).status_code == 404
    assert client.post(reverse("demo:start"), {**OWN, "clear": "on"}, **HERE).status_code == 404
    assert Person.objects.filter(name="Olga Officer").exists()


@pytest.mark.django_db(transaction=True)
def test_starting_empty_replaces_the_demonstration_company(client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.TANDEM_DEMO = True
    fill(officers=6, deals=120, years=2, today=TODAY, progress=lambda *_: None)
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


def test_a_weak_password_is_refused_with_a_sentence(demo: None, client: Client) -> None:
    page = client.post(reverse("demo:start"), {**OWN, "clear": "on", "password": "short"}, **HERE)
    assert page.status_code == 422
    assert "too short" in page.content.decode()


def test_loopback_is_judged_by_address_name_and_proxy() -> None:
    assert rules.from_this_machine("127.0.0.1", "localhost", {})
    assert rules.from_this_machine("::1", "[::1]", {})
    assert not rules.from_this_machine("10.0.0.1", "localhost", {})
    assert not rules.from_this_machine("127.0.0.1", "localhost", {"via": "1.1 proxy"})
    assert not rules.from_this_machine("somebody", "localhost", {})
