"""People and teams over the API: what the pages do, with the same permissions."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tandem.authority import organization
from tandem.authority.models import Entry
from tandem.customers.actions import add_account
from tandem.customers.models import Account
from tandem.people.actions import add_team, set_team_manager
from tandem.people.models import AccessToken, Membership, Person, Team
from tests.cast import Cast
from tests.test_api_habits import Caller

NEW = {"name": "Quinn Quay", "role": "officer", "email": "quinn@maple.example", "title": "Account executive"}


@pytest.fixture
def adam(cast: Cast) -> Caller:
    return Caller(cast.adam)


def changes(cast: Cast) -> list[tuple[str, str, Any]]:
    """Every route that changes people or teams, with a body that an administrator may send."""
    olga = f"/people/{cast.olga.pk}"
    return [
        ("post", "/people", {**NEW, "team": cast.north.pk}),
        ("patch", olga, {"title": "Closer"}),
        ("post", f"{olga}/move", {"team": cast.south.pk}),
        ("post", f"{olga}/role", {"role": "manager"}),
        ("post", f"{olga}/invite", {"email": "olga@maple.example"}),
        ("post", f"{olga}/leave", {"heir": cast.omar.pk}),
        ("post", f"{olga}/return", None),
        ("post", "/teams", {"name": "Quay", "parent": cast.north.pk}),
        ("patch", f"/teams/{cast.harbor.pk}", {"name": "Port"}),
        ("delete", f"/teams/{cast.harbor.pk}", None),
    ]


@pytest.mark.parametrize(
    ("who", "seen", "own"),
    [("olga", 403, 200), ("omar", 403, 403), ("nora", 403, 403), ("erin", 403, 403), ("pia", 404, 404)],
)
def test_only_an_administrator_changes_people_and_teams(cast: Cast, who: str, seen: int, own: int):
    caller, entries = Caller(getattr(cast, who)), Entry.objects.exclude(verb="people.make_token").count()
    answers = [caller(method, path, body).status_code for method, path, body in changes(cast)]
    about_olga, teams = answers[1:7], [answers[0], *answers[7:]]
    assert about_olga == [own, *[seen] * 5]
    assert teams == [403] * 4
    written = Entry.objects.exclude(verb="people.make_token").count() - entries
    assert written == (1 if own == 200 else 0)


def test_an_administrator_may_send_each_of_them(cast: Cast, adam: Caller):
    answers = [adam(method, path, body).status_code for method, path, body in changes(cast)]
    assert answers == [201, 200, 200, 200, 200, 200, 200, 201, 200, 422]  # Harbor has people


def test_a_person_is_added_once_however_often_it_is_sent(cast: Cast, adam: Caller):
    body = {**NEW, "team": cast.north.pk, "hired_on": "2025-03-01", "years_in_sales": 4}
    made, again = (adam("post", "/people", body, **{"Idempotency-Key": "hire-1"}) for _ in range(2))
    assert (made.status_code, again.json()) == (201, made.json())
    quinn = Person.objects.get(email="quinn@maple.example")
    assert (quinn.team, quinn.years_in_sales, quinn.title) == (cast.north, 4, "Account executive")
    told = adam("get", f"/people/{quinn.pk}").json()
    assert told["memberships"] == [
        {"team": {"id": cast.north.pk, "name": "North"}, "since": "2025-03-01", "until": None}
    ]
    assert [boss["name"] for boss in told["line"]] == ["Nora North", "Erin Executive"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**NEW}, "team"),
        ({**NEW, "role": "executive", "name": "  "}, "name"),
        ({**NEW, "role": "executive", "email": "olga@maple.example"}, "email"),
        ({**NEW, "role": "executive", "email": "quinn"}, "email"),
        ({**NEW, "role": "executive", "time_zone": "Mars/Olympus"}, "time_zone"),
        ({**NEW, "role": "king"}, "role"),
    ],
)
def test_what_makes_no_sense_is_refused_and_named(adam: Caller, body: dict[str, Any], field: str):
    answer = adam("post", "/people", body)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert not Person.objects.filter(name="Quinn Quay").exists()


def test_an_edit_heeds_the_version_and_leaves_the_rest(cast: Cast, adam: Caller):
    olga = f"/people/{cast.olga.pk}"
    tag = adam("get", olga)["ETag"]
    saved = adam("patch", olga, {"hired_on": "2023-05-01"}, **{"If-Match": tag})
    assert (saved.json()["hired_on"], saved.json()["email"]) == ("2023-05-01", "olga@maple.example")
    assert adam("patch", olga, {"title": "Closer"}, **{"If-Match": tag}).status_code == 409
    taken = adam("patch", olga, {"email": "OMAR@maple.example"})
    assert (taken.status_code, list(taken.json()["fields"])) == (422, ["email"])
    assert adam("patch", olga, {"email": None}).json()["email"] is None


def test_results_stay_with_the_team_of_the_day_after_a_move(cast: Cast, adam: Caller):
    moved = adam("post", f"/people/{cast.olga.pk}/move", {"team": cast.south.pk, "since": "2026-04-01"})
    assert [(one["team"]["name"], one["since"], one["until"]) for one in moved.json()["memberships"]] == [
        ("South", "2026-04-01", None),
        ("North", "2024-01-01", "2026-03-31"),
    ]
    early = adam("post", f"/people/{cast.olga.pk}/move", {"team": cast.north.pk, "since": "2026-04-01"})
    assert (early.status_code, list(early.json()["fields"])) == (422, ["since"])
    today = adam("post", f"/people/{cast.olga.pk}/move", {"team": cast.north.pk})
    assert today.json()["memberships"][0]["since"] == organization.today().isoformat()


def test_who_leaves_hands_everything_over_and_may_return(cast: Cast, adam: Caller):
    acorn = add_account(actor=cast.olga, name="Acorn Works")
    olga = f"/people/{cast.olga.pk}"
    left = adam("post", f"{olga}/leave", {"heir": cast.omar.pk})
    assert (left.json()["handed_over"], left.json()["person"]["is_active"]) == (1, False)
    assert Account.objects.get(pk=acorn.pk).owner == cast.omar
    for body in ({"heir": cast.omar.pk}, {"heir": cast.olga.pk}):
        assert adam("post", f"{olga}/leave", body).status_code == 422
    assert adam("post", f"{olga}/move", {"team": cast.south.pk}).status_code == 422
    assert adam("post", f"{olga}/invite", {"email": "olga@maple.example"}).status_code == 422
    assert [one["name"] for one in adam("get", "/people?is_active=false").json()] == ["Olga Officer"]
    assert adam("post", f"{olga}/return").json()["is_active"] is True


def test_an_invitation_is_a_link_that_opens(cast: Cast, adam: Caller):
    Person.objects.filter(pk=cast.olga.pk).update(email=None)
    answer = adam("post", f"/people/{cast.olga.pk}/invite", {"email": "olga@new.example"}).json()
    assert answer["person"]["email"] == "olga@new.example"
    assert "password" in Client().get(answer["link"], follow=True).content.decode().lower()


def test_people_are_filtered_by_team_and_role(cast: Cast, adam: Caller):
    below = adam("get", f"/people?team={cast.north.pk}").json()
    assert [one["name"] for one in below] == [
        "Nils Harbor",
        "Nora North",
        "Olga Officer",
        "Omar Officer",
        "Otto Officer",
    ]
    managers = adam("get", f"/people?team={cast.north.pk}&role=manager").json()
    assert [one["name"] for one in managers] == ["Nils Harbor", "Nora North"]
    assert Caller(cast.pia)("get", f"/people?team={cast.north.pk}").json() == []


def test_a_team_is_added_renamed_led_moved_and_removed(cast: Cast, adam: Caller):
    made = adam("post", "/teams", {"name": "Quay", "parent": cast.north.pk})
    assert (made.status_code, made.json()["depth"]) == (201, 2)
    quay = f"/teams/{made.json()['id']}"
    body = {"name": "Pier", "parent": cast.south.pk, "manager": cast.sam.pk}
    saved = adam("patch", quay, body, **{"If-Match": made["ETag"]})
    assert (saved.json()["name"], saved.json()["parent_id"]) == ("Pier", cast.south.pk)
    assert saved.json()["manager"]["name"] == "Sam South"
    assert adam("patch", quay, {"name": "Dock"}, **{"If-Match": made["ETag"]}).status_code == 409
    assert adam("delete", quay, **{"If-Match": saved["ETag"]}).status_code == 204
    assert adam("get", quay).status_code == 404


def test_a_team_changes_as_a_whole_or_not_at_all(cast: Cast, adam: Caller):
    answer = adam("patch", f"/teams/{cast.harbor.pk}", {"name": "Port", "manager": cast.olga.pk})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["manager"])
    assert Team.objects.get(pk=cast.harbor.pk).name == "Harbor"
    assert adam("patch", f"/teams/{cast.harbor.pk}", {"manager": None}).json()["manager"] is None


def test_two_teams_of_one_place_do_not_share_a_name(cast: Cast, adam: Caller):
    for body in ({"name": "South"}, {"name": " South "}):
        answer = adam("patch", f"/teams/{cast.north.pk}", body)
        assert (answer.status_code, list(answer.json()["fields"])) == (422, ["name"])
    south = add_team(actor=cast.adam, name="South", parent=cast.north)
    assert adam("patch", f"/teams/{south.pk}", {"parent": cast.maple.pk}).status_code == 422
    assert adam("patch", f"/teams/{cast.north.pk}", {"parent": south.pk}).status_code == 422


def test_who_left_leads_no_team(cast: Cast, adam: Caller):
    set_team_manager(cast.harbor, actor=cast.adam, manager=None)
    assert adam("post", f"/people/{cast.nils.pk}/leave", {"heir": cast.nora.pk}).status_code == 200
    answer = adam("patch", f"/teams/{cast.harbor.pk}", {"manager": cast.nils.pk})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["manager"])


def test_a_team_shows_only_the_people_one_may_see(cast: Cast):
    team = f"/teams/{cast.south.pk}"
    assert [one["name"] for one in Caller(cast.sam)("get", team).json()["people"]] == [
        "Paul Officer",
        "Pia Officer",
        "Sam South",
    ]
    assert Caller(cast.olga)("get", team).json()["people"] == []


def test_everybody_keeps_their_own_profile_and_tokens(cast: Cast):
    olga = Caller(cast.olga)
    assert olga("patch", "/me", {"theme": "tandem-dark", "time_zone": "Europe/Rome"}).json()["theme"] == (
        "tandem-dark"
    )
    assert olga("patch", "/me", {"time_zone": "Rome"}).json()["fields"].keys() == {"time_zone"}
    assert olga("patch", "/me", {"language": "German"}).json()["language"] == "de"
    assert olga("patch", "/me", {"language": "Klingon"}).json()["fields"].keys() == {"language"}
    told = olga("get", "/me").json()
    assert (told["time_zone"], told["name"]) == ("Europe/Rome", "Olga Officer")
    [token] = olga("get", "/me/tokens").json()
    assert olga.token not in str(token)
    assert Caller(cast.omar)("delete", f"/me/tokens/{token['id']}").status_code == 404
    assert olga("delete", f"/me/tokens/{token['id']}").status_code == 204
    assert olga("get", "/me").status_code == 401
    assert AccessToken.objects.get(pk=token["id"]).revoked_at is not None


def test_a_move_writes_one_membership_even_when_sent_twice(cast: Cast, adam: Caller):
    key = {"Idempotency-Key": "move-1"}
    for _ in range(2):
        adam("post", f"/people/{cast.olga.pk}/move", {"team": cast.south.pk}, **key)
    assert Membership.objects.filter(person=cast.olga).count() == 2
