"""Giving away and merging over the API: the acts of the pages, one by one or for many."""

from __future__ import annotations

import pytest

from tandem.authority.models import Entry
from tandem.customers.actions import add_account, add_contact, edit_account
from tandem.customers.models import Account, Contact
from tandem.people.models import Person
from tests.cast import Cast
from tests.test_api_habits import Caller


@pytest.fixture
def acorn(cast: Cast) -> Account:
    return add_account(actor=cast.olga, name="Acorn Works")


@pytest.fixture
def ada(cast: Cast, acorn: Account) -> Contact:
    return add_contact(acorn, actor=cast.olga, name="Ada Berg")


def test_a_merge_keeps_what_both_knew_and_moves_what_hung_on_the_other(cast: Cast, acorn: Account):
    nora = Caller(cast.nora)
    double = add_account(actor=cast.omar, name="Acorn Works Ltd", city="Ulm")
    berta = add_contact(double, actor=cast.omar, name="Berta Kern")
    kept = nora("post", f"/accounts/{acorn.pk}/merge", {"other": double.pk})
    assert (kept.status_code, kept.json()["name"], kept.json()["city"]) == (200, "Acorn Works", "Ulm")
    assert Contact.objects.get(pk=berta.pk).account_id == acorn.pk
    assert nora("get", f"/accounts/{double.pk}").status_code == 404
    assert Entry.objects.get(verb="customers.merge_accounts").facts["merged"] == double.pk


def test_a_merge_heeds_the_version_and_who_may(cast: Cast, acorn: Account):
    double, foreign = (
        add_account(actor=owner, name=f"Acorn {owner.name}") for owner in (cast.olga, cast.pia)
    )
    olga, path = Caller(cast.olga), f"/accounts/{acorn.pk}/merge"
    tag = olga("get", f"/accounts/{acorn.pk}")["ETag"]
    edit_account(acorn, actor=cast.olga, city="Bonn")
    assert olga("post", path, {"other": double.pk}, **{"If-Match": tag}).status_code == 409
    assert olga("post", path, {"other": foreign.pk}).status_code == 404
    assert olga("post", path, {"other": acorn.pk}).status_code == 422
    assert Caller(cast.erin)("post", path, {"other": double.pk}).status_code == 403
    assert Caller(cast.pia)("post", path, {"other": foreign.pk}).status_code == 404
    assert Account.objects.alive().count() == 3


def test_a_contact_is_given_away_and_that_can_be_taken_back(cast: Cast, ada: Contact):
    nora = Caller(cast.nora)
    given = nora("post", f"/contacts/{ada.pk}/reassign", {"to": cast.omar.pk})
    assert given.json()["owner"] == {"id": cast.omar.pk, "name": "Omar Officer"}
    entry = nora("get", "/entries").json()[0]
    assert (entry["verb"], entry["about_id"]) == ("customers.reassign_contact", ada.pk)
    assert nora("post", f"/entries/{entry['id']}/undo").status_code == 204
    assert Contact.objects.get(pk=ada.pk).owner == cast.olga


def test_what_is_not_yours_to_give_is_refused(cast: Cast, acorn: Account, ada: Contact):
    for path in (f"/accounts/{acorn.pk}/reassign", f"/contacts/{ada.pk}/reassign"):
        assert Caller(cast.olga)("post", path, {"to": cast.omar.pk}).status_code == 403
        assert Caller(cast.nora)("post", path, {"to": cast.pia.pk}).status_code == 404
        assert Caller(cast.sam)("post", path, {"to": cast.pia.pk}).status_code == 404


def test_nobody_who_left_gets_anything(cast: Cast, acorn: Account, ada: Contact):
    Person.objects.filter(pk=cast.omar.pk).update(is_active=False)
    adam = Caller(cast.adam)
    for path in (f"/accounts/{acorn.pk}/reassign", f"/contacts/{ada.pk}/reassign"):
        refused = adam("post", path, {"to": cast.omar.pk})
        assert (refused.status_code, list(refused.json()["fields"])) == (422, ["to"])
    assert {Account.objects.get().owner, Contact.objects.get().owner} == {cast.olga}


@pytest.mark.parametrize("what", ["accounts", "contacts"])
def test_of_many_each_is_done_or_refused_by_itself(cast: Cast, acorn: Account, ada: Contact, what: str):
    mine = acorn if what == "accounts" else ada
    add = add_account if what == "accounts" else add_contact
    foreign, other = add(actor=cast.pia, name="Birch"), add(actor=cast.omar, name="Cedar")
    body = {"ids": [mine.pk, foreign.pk, other.pk, mine.pk], "to": cast.otto.pk}
    own = Caller(cast.olga)("post", f"/{what}/reassign", {"ids": [mine.pk], "to": cast.omar.pk})
    assert (own.json()["done"], [each["id"] for each in own.json()["refused"]]) == ([], [mine.pk])
    told = Caller(cast.nora)("post", f"/{what}/reassign", body)
    assert told.status_code == 200
    assert told.json()["done"] == [mine.pk, other.pk]
    assert [each["id"] for each in told.json()["refused"]] == [foreign.pk]
    assert "Birch" not in told.content.decode()
    owners = dict(type(mine)._base_manager.values_list("pk", "owner"))
    assert (owners[mine.pk], owners[other.pk], owners[foreign.pk]) == (
        cast.otto.pk,
        cast.otto.pk,
        cast.pia.pk,
    )
    assert Caller(cast.nora)("post", f"/{what}/reassign", {**body, "ids": []}).status_code == 422


def test_what_stands_around_an_account_is_told_as_far_as_one_sees_it(cast: Cast, acorn: Account):
    double = add_account(actor=cast.omar, name="acorn works")
    add_account(actor=cast.pia, name="Acorn Works")
    mill = add_account(actor=cast.olga, name="Acorn Mill", parent=acorn)
    told = Caller(cast.nora)("get", f"/accounts/{acorn.pk}/around").json()
    assert [person["name"] for person in told["team"]] == ["Olga Officer"]
    assert [one["id"] for one in told["subsidiaries"]] == [mill.pk]
    assert [one["id"] for one in told["alike"]] == [double.pk]
    assert Caller(cast.pia)("get", f"/accounts/{acorn.pk}/around").status_code == 404
