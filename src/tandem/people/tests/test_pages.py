"""The pages about people and the organization, as each role sees them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tandem.authority import organization
from tandem.authority.models import Organization
from tandem.people.models import BEGINNING, Person
from tests.cast import Cast


@pytest.fixture
def as_adam(cast: Cast, client: Client) -> Client:
    client.force_login(cast.adam)
    return client


def test_an_officer_does_not_see_another_teams_people(cast: Cast, client: Client):
    client.force_login(cast.olga)
    page = client.get(reverse("people:teams")).content.decode()
    assert "Omar Officer" in page
    assert "Pia Officer" not in page
    assert client.get(reverse("people:person", args=[cast.pia.pk])).status_code == 404


def test_adding_a_person_without_a_team_is_told_at_the_field(as_adam: Client):
    answer = as_adam.post(reverse("people:person_new"), {"name": "Quinn", "role": "officer"})
    assert answer.status_code == 422
    assert "needs a team" in answer.content.decode()


def test_adding_and_moving_a_person(as_adam: Client, cast: Cast):
    added = as_adam.post(
        reverse("people:person_new"),
        {"name": "Quinn Quay", "role": "officer", "team": cast.south.pk, "hired_on": "2025-02-03"},
    )
    assert added.status_code == 303
    quinn = Person.objects.get(name="Quinn Quay")
    moved = as_adam.post(
        reverse("people:person_move", args=[quinn.pk]), {"team": cast.north.pk, "since": "2025-04-01"}
    )
    assert moved.status_code == 303
    quinn.refresh_from_db()
    assert quinn.path == cast.north.path


def test_a_membership_whose_first_day_nobody_said_begins_at_the_beginning(as_adam: Client, cast: Cast):
    page = reverse("people:person", args=[cast.olga.pk])
    assert "the beginning" not in as_adam.get(page).content.decode()
    cast.olga.memberships.update(since=BEGINNING)
    html = as_adam.get(page).content.decode()
    assert "the beginning" in html
    assert "Jan 2000" not in html


def test_a_team_moved_into_itself_is_refused_in_the_form(as_adam: Client, cast: Cast):
    answer = as_adam.post(reverse("people:team_move", args=[cast.north.pk]), {"parent": cast.harbor.pk})
    assert answer.status_code == 422
    assert "lies inside" in answer.content.decode()


def test_whoever_leaves_hands_everything_over(as_adam: Client, cast: Cast):
    from tandem.customers.actions import add_account

    acorn = add_account(actor=cast.olga, name="Acorn")
    heirs = as_adam.get(reverse("people:pick_active"), {"q": "Omar"}).json()["results"]
    assert [each["id"] for each in heirs] == [cast.omar.pk]
    answer = as_adam.post(reverse("people:person_leave", args=[cast.olga.pk]), {"heir": cast.omar.pk})
    assert answer.status_code == 303
    acorn.refresh_from_db()
    cast.olga.refresh_from_db()
    assert acorn.owner == cast.omar
    assert not cast.olga.is_active


def test_an_invited_person_chooses_a_password_and_signs_in(as_adam: Client, cast: Cast):
    answer = as_adam.post(reverse("people:person_invite", args=[cast.olga.pk]), {"email": "o@maple.example"})
    link = answer.context["link"]
    visitor = Client()
    page = visitor.get(link, follow=True)
    chosen = {"password1": "harbor-lantern-42", "password2": "harbor-lantern-42"}
    visitor.post(page.redirect_chain[-1][0], chosen)
    signed_in = visitor.post(
        reverse("account_login"), {"login": "o@maple.example", "password": "harbor-lantern-42"}
    )
    assert signed_in.status_code == 302


@pytest.mark.parametrize("name", ["authority:organization", "authority:limits", "people:person_new"])
def test_only_an_administrator_configures(cast: Cast, client: Client, name: str):
    for person, status in ((cast.nora, 403), (cast.olga, 403), (cast.adam, 200)):
        client.force_login(person)
        assert client.get(reverse(name)).status_code == status


def test_a_wrong_currency_is_explained(as_adam: Client):
    answer = as_adam.post(reverse("authority:organization"), {"currency": "EURO", "name": "Maple"})
    assert answer.status_code == 422
    assert Organization.objects.get().currency == "EUR"


def test_a_token_is_shown_once_and_ended(cast: Cast, client: Client):
    client.force_login(cast.olga)
    url = reverse("people:tokens")
    in_a_month = (organization.today() + timedelta(days=30)).isoformat()
    made = client.post(
        url, {"name": "Warehouse", "scopes": "read", "expires_on": in_a_month}
    ).content.decode()
    assert "tandem_" in made
    assert "tandem_" not in client.get(url).content.decode()
    token = cast.olga.tokens.get()
    client.post(reverse("people:token_revoke", args=[token.pk]))
    assert client.get(url).context["tokens"] == []


def test_a_token_does_not_live_longer_than_a_year(cast: Cast, client: Client):
    client.force_login(cast.olga)
    answer = client.post(
        reverse("people:tokens"), {"name": "x", "scopes": "read", "expires_on": "2099-01-01"}
    )
    assert answer.status_code == 422
    assert not cast.olga.tokens.exists()


def test_a_persons_page_leads_an_administrator_to_every_change(as_adam: Client, cast: Cast):
    person = reverse("people:person", args=[cast.olga.pk])
    ways = [
        reverse(f"people:person_{name}", args=[cast.olga.pk])
        for name in ("edit", "invite", "move", "role", "leave")
    ]
    html = as_adam.get(person).content.decode()
    assert [way for way in ways if f'href="{way}"' not in html] == []
    for viewer in (cast.nora, cast.erin, cast.olga):
        as_adam.force_login(viewer)
        html = as_adam.get(person).content.decode()
        assert [way for way in ways if f'href="{way}"' in html] == []
    Person.objects.filter(pk=cast.olga.pk).update(is_active=False)
    as_adam.force_login(cast.adam)
    assert reverse("people:person_return", args=[cast.olga.pk]) in as_adam.get(person).content.decode()


def test_before_a_team_is_moved_one_reads_what_becomes_of_its_past_results(as_adam: Client, cast: Cast):
    shown = as_adam.get(reverse("people:team_move", args=[cast.harbor.pk])).content.decode()
    assert "What Harbor reached in the periods that run goes with it. Periods that are over stay" in shown
