"""The first page and its door: in the demo only, on this machine only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from tandem.demo import rules
from tandem.demo.load import fill
from tandem.people.models import Person
from tests.kept import kept

TODAY = date(2026, 11, 23)
HERE = {"REMOTE_ADDR": "127.0.0.1", "headers": {"host": "localhost:8000"}}
OWN = {
    "organization": "Maple", "currency": "USD", "name": "Ada Maple", "email": "ada@maple.example",
    "password": "correct horse battery",
}  # fmt: skip


@pytest.fixture(scope="module")
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The demonstration company, once for all doors, which do not look at chances (test_filled.py works them out)."""

    def make() -> None:
        with override_settings(DATA=tmp_path_factory.mktemp("demo")):
            fill(officers=6, deals=120, years=2, today=TODAY, progress=lambda *_: None, odds=False)

    yield from kept(request, make)


@pytest.fixture
def demo(filled: None, db: None, settings) -> None:  # type: ignore[no-untyped-def]
    settings.TANDEM_DEMO = True
    settings.ALLOWED_HOSTS = ["*"]


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
