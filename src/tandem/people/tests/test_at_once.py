"""Two administrators edit one person or team: the second sees both versions, and nothing is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tandem.people import actions
from tests.cast import Cast


@pytest.fixture
def as_adam(cast: Cast, client: Client) -> Client:
    client.force_login(cast.adam)
    return client


def begun(client: Client, url: str, **typed: Any) -> dict[str, Any]:
    """What the form holds when it is opened, and what is typed into it."""
    form = client.get(url).context["form"]
    held = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**held, **typed}.items() if value is not None}


def told(answer: Any) -> list[tuple[str, str, str]]:
    """Field, theirs and yours, as the page shows them."""
    assert answer.status_code == 409
    page = answer.content.decode()
    both = [(one.label, one.theirs, one.yours) for one in answer.context["both"]]
    assert all(words in page for one in both for words in one)
    return both


def test_a_person_that_two_edit(as_adam: Client, cast: Cast):
    url = reverse("people:person_edit", args=[cast.olga.pk])
    mine = begun(as_adam, url, title="Closer")
    actions.edit_person(cast.olga, actor=cast.adam, title="Hunter")
    answer = as_adam.post(url, mine)
    assert told(answer) == [("Job title", "Hunter", "Closer")]
    cast.olga.refresh_from_db()
    assert cast.olga.title == "Hunter"
    again = {**mine, "version": answer.context["form"]["version"].value()}
    assert as_adam.post(url, again).status_code == 303
    cast.olga.refresh_from_db()
    assert cast.olga.title == "Closer"


def test_a_person_that_two_move(as_adam: Client, cast: Cast):
    url = reverse("people:person_move", args=[cast.olga.pk])
    mine = begun(as_adam, url, team=cast.south.pk, since="2026-04-01")
    actions.move_person(cast.olga, actor=cast.adam, team=cast.harbor, since=date(2026, 3, 1))
    assert told(as_adam.post(url, mine)) == [("Team", "Harbor", "South")]
    cast.olga.refresh_from_db()
    assert cast.olga.team == cast.harbor


def test_a_role_that_two_change(as_adam: Client, cast: Cast):
    url = reverse("people:person_role", args=[cast.olga.pk])
    mine = begun(as_adam, url, role="administrator")
    actions.change_role(cast.olga, actor=cast.adam, role="manager")
    assert told(as_adam.post(url, mine)) == [("Role", "Sales Manager", "Administrator")]
    cast.olga.refresh_from_db()
    assert cast.olga.role == "manager"


def test_a_person_whom_two_invite(as_adam: Client, cast: Cast):
    url = reverse("people:person_invite", args=[cast.olga.pk])
    mine = begun(as_adam, url, email="olga.two@maple.example")
    actions.invite_person(cast.olga, actor=cast.adam, email="olga.one@maple.example")
    answer = as_adam.post(url, mine)
    assert told(answer) == [("Email", "olga.one@maple.example", "olga.two@maple.example")]
    cast.olga.refresh_from_db()
    assert cast.olga.email == "olga.one@maple.example"


def test_a_team_that_two_edit(as_adam: Client, cast: Cast):
    url = reverse("people:team_edit", args=[cast.harbor.pk])
    mine = begun(as_adam, url, name="Port")
    actions.rename_team(cast.harbor, actor=cast.adam, name="Docks")
    answer = as_adam.post(url, mine)
    assert told(answer) == [("Name", "Docks", "Port")]
    again = {**mine, "version": answer.context["form"]["version"].value()}
    assert as_adam.post(url, again).status_code == 303
    cast.harbor.refresh_from_db()
    assert cast.harbor.name == "Port"


def test_a_team_that_two_move(as_adam: Client, cast: Cast):
    url = reverse("people:team_move", args=[cast.harbor.pk])
    mine = begun(as_adam, url, parent=cast.maple.pk)
    actions.move_team(cast.harbor, actor=cast.adam, parent=cast.south)
    assert told(as_adam.post(url, mine)) == [("Belongs to", "South", "Maple")]
    cast.harbor.refresh_from_db()
    assert cast.harbor.parent == cast.south


def test_a_profile_that_its_owner_and_an_administrator_edit(cast: Cast, client: Client):
    client.force_login(cast.olga)
    url = reverse("people:profile")
    mine = begun(client, url, title="Closer", theme="")
    actions.edit_person(cast.olga, actor=cast.adam, title="Hunter")
    answer = client.post(url, mine)
    assert ("Job title", "Hunter", "Closer") in told(answer)
    assert client.post(url, {**mine, "version": answer.context["form"]["version"].value()}).status_code == 303
    cast.olga.refresh_from_db()
    assert cast.olga.title == "Closer"
