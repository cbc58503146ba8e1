"""The same answers as on the pages, from a program."""

import json
from decimal import Decimal

import pytest
from django.test import Client

from tandem.authority import organization
from tandem.authority.readers import advance
from tandem.collaboration.tests.asked import ask
from tandem.core import clock
from tandem.customers.actions import add_account
from tests.cast import Cast


class Caller:
    """A program that a person runs in their own session."""

    def __init__(self, person) -> None:
        self.client = Client()
        self.client.force_login(person)

    def __call__(self, method: str, path: str, body: object = None, **headers: str):
        sent = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        return getattr(self.client, method)(f"/api/v1{path}", headers=headers, **sent)


@pytest.fixture
def olga(cast: Cast) -> Caller:
    return Caller(cast.olga)


@pytest.fixture
def nora(cast: Cast) -> Caller:
    return Caller(cast.nora)


@pytest.fixture
def account(cast: Cast):
    return add_account(actor=cast.olga, name="Kan-code")


def test_an_agreement_is_countered_and_accepted(cast: Cast, olga, nora):
    agreement = ask(cast)
    (waiting,) = olga("get", "/agreements").json()
    assert (waiting["title"], waiting["may_answer"], waiting["mover"]["name"]) == (
        "Target Q4 2026",
        True,
        "Olga Officer",
    )
    path = f"/agreements/{agreement.pk}"
    assert olga("post", f"{path}/counter", {"figure": "100", "reason": "x"}).status_code == 422
    assert olga("post", f"{path}/counter", {"figure": "90", "reason": "Leave"}).json()["state"] == "countered"
    assert olga("post", f"{path}/accept-counter", {}).status_code == 403
    assert nora("post", f"{path}/accept-counter", {"seen": 1}).status_code == 409
    closed = nora("post", f"{path}/accept-counter", {"seen": 2}).json()
    assert (closed["state"], Decimal(closed["figure"]), closed["mover"]) == ("accepted", Decimal(90), None)
    page = nora("get", path).json()
    assert [[p["name"] for p in version["signed_by"]] for version in page["versions"]] == [
        ["Nora North"],
        ["Olga Officer", "Nora North"],
    ]
    second = olga("post", f"{path}/decline", {"reason": "No"})
    assert second.status_code == 409
    assert "Nora North accepted this" in second.json()["title"]


@pytest.mark.parametrize("name", ["accept", "accept-counter", "counter", "decline", "stand-firm", "withdraw"])
def test_a_stranger_finds_no_agreement(cast: Cast, name: str):
    agreement = ask(cast)
    stranger = Caller(cast.pia)
    body = {"accept": {}, "accept-counter": {}, "counter": {"reason": "x", "figure": "1"}}.get(
        name, {"reason": "x"}
    )
    assert stranger("post", f"/agreements/{agreement.pk}/{name}", body).status_code == 404
    assert stranger("get", f"/agreements/{agreement.pk}").status_code == 404
    assert stranger("get", f"/agreements/{10**30}").status_code == 404


def test_notifications_are_listed_and_read(cast: Cast, olga):
    ask(cast)
    advance("notifications")
    told = olga("get", "/notifications").json()
    assert (told["unread"], told["items"][0]["who"], told["next"]) == (1, "Nora North", None)
    assert olga("post", "/notifications/read", {"ids": [10**30]}).json() == {"marked": 0}
    assert olga("post", "/notifications/read", {}).json() == {"marked": 1}


def test_comments_shares_and_delegations(cast: Cast, olga, nora, account):
    where = f"about=customers.account&id={account.pk}"
    which = {"about": "customers.account", "id": account.pk}
    said = olga("post", "/comments", {**which, "text": "@Nora North look"})
    assert (said.status_code, said.json()["mentions"]) == (201, [cast.nora.pk])
    assert len(nora("get", f"/comments?{where}").json()) == 1
    assert Caller(cast.pia)("get", f"/comments?{where}").status_code == 404
    assert (
        nora("post", "/shares", {**which, "person": cast.pia.pk}).json()[0]["person"]["name"] == "Pia Officer"
    )
    assert Caller(cast.pia)("get", f"/comments?{where}").status_code == 200
    assert nora("post", "/shares/stop", {**which, "person": cast.pia.pk}).json() == []
    assert olga("delete", f"/comments/{said.json()['id']}").status_code == 204
    day = clock.today("Europe/Berlin").isoformat()
    lent = nora("post", "/delegations", {"deputy": cast.sam.pk, "since": day, "until": day})
    assert lent.status_code == 201
    assert (
        nora("post", "/delegations", {"deputy": cast.olga.pk, "since": day, "until": day}).status_code == 422
    )
    assert olga("delete", f"/delegations/{lent.json()['id']}").status_code == 404
    assert nora("delete", f"/delegations/{lent.json()['id']}").status_code == 204


@pytest.mark.parametrize("about", ["people.person", "no.such", "x", "a.b.c", "authority.entry"])
def test_only_records_can_be_talked_about(cast: Cast, olga, about: str):
    assert olga("get", f"/comments?about={about}&id=1").status_code == 404


def test_activities_and_tasks(cast: Cast, olga, nora, account):
    which = {"about": "customers.account", "id": account.pk}
    logged = olga("post", "/activities", {**which, "kind": "call", "outcome": "reached", "minutes": 5})
    assert (logged.status_code, logged["ETag"]) == (201, '"v1"')
    path = f"/activities/{logged.json()['id']}"
    assert olga("patch", path, {"text": "Likes it"}).json()["text"] == "Likes it"
    assert olga("patch", path, {"happened_at": None}).status_code == 422
    assert (
        olga(
            "post", "/activities", {**which, "text": "x", "happened_at": "0001-01-01T00:00:00+14:00"}
        ).status_code
        == 422
    )
    assert Caller(cast.pia)("get", path).status_code == 404
    task = nora("post", "/tasks", {"title": "Send the quote", "owner": cast.olga.pk, **which}).json()
    assert nora("post", "/tasks", {"title": "x", "owner": cast.pia.pk}).status_code == 422
    assert [one["title"] for one in olga("get", "/tasks").json()] == ["Send the quote"]
    assert olga("post", f"/tasks/{task['id']}/finish").json()["done_at"] is not None
    assert olga("post", f"/tasks/{task['id']}/reopen").json()["done_at"] is None
    timeline = f"/timeline?about=customers.account&id={account.pk}"
    told = olga("get", timeline).json()
    assert [one["words"] for one in told["items"]] == [
        "gave Olga Officer a task: Send the quote",
        "called, 5 min, reached",
        "added this account",
    ]
    assert (
        olga(
            "get", f"/timeline?about=customers.account&id={account.pk}&before=0001-01-01T00:00:00Z"
        ).status_code
        == 200
    )
    assert olga("delete", path).status_code == 204


def test_late_approvals_go_up_the_line(cast: Cast):
    from datetime import timedelta

    from tandem.collaboration.models import Agreement

    ask(cast, actor=cast.otto, answerer=cast.nils)
    Agreement.objects.update(due_on=organization.today() - timedelta(days=1))
    (late,) = Caller(cast.nora)("get", "/agreements?show=late").json()
    assert late["may_answer"]
    assert Caller(cast.sam)("get", "/agreements?show=late").json() == []
    page = Caller(cast.nora).client.get("/collaboration/waiting/?show=late").content.decode()
    assert "Accept" in page


def test_a_comment_is_said_better_by_its_author_alone(cast: Cast, olga, nora, account):
    said = olga("post", "/comments", {"about": "customers.account", "id": account.pk, "text": "Hm"}).json()
    path = f"/comments/{said['id']}"
    tag = olga("get", path)["ETag"]
    better = olga("patch", path, {"text": "@Nora North, please look"}, **{"If-Match": tag})
    assert (better.json()["text"], better.json()["mentions"]) == ("@Nora North, please look", [cast.nora.pk])
    assert better.json()["edited_at"] is not None
    late = olga("patch", path, {"text": "Once more"}, **{"If-Match": tag})
    assert late.status_code == 409
    assert olga("delete", path, **{"If-Match": tag}).status_code == 409
    assert Caller(cast.pia)("patch", path, {"text": "Mine"}).status_code == 404
    assert olga("patch", path, {"text": " "}).status_code == 422
    assert nora("get", path).json()["text"] == "@Nora North, please look"
    assert Caller(cast.erin)("patch", path, {"text": "Theirs"}).status_code == 403


def test_a_manager_announces_to_their_teams_and_takes_it_back(cast: Cast, olga, nora):
    body = {"team": cast.north.pk, "title": "Kick-off", "text": "At nine", "until": "2020-01-31"}
    made = nora("post", "/announcements", body)
    assert (made.status_code, made.json()["team"]["name"]) == (201, "North")
    assert [one["title"] for one in olga("get", "/announcements").json()] == ["Kick-off"]
    assert olga("get", "/announcements?current=true").json() == []
    assert Caller(cast.pia)("get", "/announcements").json() == []
    refused = nora("post", "/announcements", {**body, "team": cast.south.pk})
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["team"])
    assert olga("post", "/announcements", body).status_code == 403
    path = f"/announcements/{made.json()['id']}"
    assert olga("delete", path).status_code == 403
    assert nora("delete", path, **{"If-Match": '"v9"'}).status_code == 409
    assert nora("delete", path).status_code == 204
    assert olga("get", "/announcements").json() == []


def test_everybody_chooses_how_they_are_told(olga):
    kinds = {one["kind"]: one for one in olga("get", "/notifications/choices").json()}
    kind = next(iter(kinds))
    told = olga("patch", f"/notifications/choices/{kind}", {"in_app": not kinds[kind]["in_app"]})
    after = {one["kind"]: one for one in told.json()}
    assert after[kind]["in_app"] is not kinds[kind]["in_app"]
    assert after[kind]["by_mail"] is kinds[kind]["by_mail"]
    assert {name: one for name, one in after.items() if name != kind} == {
        name: one for name, one in kinds.items() if name != kind
    }
    assert olga("patch", "/notifications/choices/rumours", {"in_app": False}).status_code == 404


def test_what_is_asked_about_a_record_is_told_to_its_sides(cast: Cast, olga, nora, account):
    agreement = ask(cast, about=account)
    path = f"/agreements/about?about={agreement.about}&id={agreement.about_id}"
    assert [one["id"] for one in nora("get", path).json()] == [agreement.pk]
    olga("post", f"/agreements/{agreement.pk}/accept", {})
    assert nora("get", path).json() == []
    assert Caller(cast.pia)("get", path).status_code == 404
