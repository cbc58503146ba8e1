"""Search: what is found, in which order, and by whom it is not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.customers.actions import add_contact, edit_contact
from tandem.deals.tests import make
from tandem.workspace.queries.search import fits, pieces, search

PALETTE = {"HX-Request": "true", "HX-Target": "palette-out"}


@pytest.fixture
def acorn(cast):
    make.sales(cast)
    account = make.account(cast.olga, "Éclair Foods")
    add_contact(actor=cast.olga, name="Zelda Zucker", account=account)
    make.deal(cast.olga, name="Zenith pumps", account=account, amount=Decimal(42800))
    return account


def titles(viewer, text: str, group: str = "Records") -> list[str]:
    found = dict(search(viewer, text).groups).get(group, [])
    return ["".join(part for part, _ in row.pieces) for row in found]


def test_records_come_first_then_actions_then_settings(client, cast, acorn):
    client.force_login(cast.olga)
    html = client.get("/search/", {"q": "eclair"}, headers=PALETTE).content.decode()
    assert "<html" not in html
    assert f'href="/customers/accounts/{acorn.pk}/"' in html
    assert "deal, Qualify, €42.8k" in html
    groups = [name for name, _ in search(cast.olga, "de").groups]
    assert groups == sorted(groups, key=["Records", "Actions", "Settings"].index)
    assert "New deal" in titles(cast.olga, "deal", "Actions")
    assert "New deal" in titles(cast.olga, "opportunity", "Actions")


def test_what_a_record_is_beside_its_name_is_told_in_parts(cast, acorn):
    edit_contact(acorn.contacts.get(), actor=cast.olga, title="Head of Purchasing", email="z@eclair.example")
    [row] = dict(search(cast.olga, "zelda").groups)["Records"]
    assert row.line == "Head of Purchasing · Éclair Foods · z@eclair.example"


def test_nothing_foreign_is_found(client, cast, acorn):
    for viewer in (cast.olga, cast.nora, cast.erin):
        assert len(titles(viewer, "eclair")) >= 2
        assert titles(viewer, "zelda") == ["Zelda Zucker"]
    for viewer in (cast.pia, cast.omar, cast.sam, cast.nils):
        assert titles(viewer, "eclair") == titles(viewer, "zelda") == titles(viewer, "zenith") == []
        client.force_login(viewer)
        assert "Zenith" not in client.get("/search/", {"q": "zenith pu"}).content.decode()


def test_colleagues_are_found_by_those_who_may_know_them(cast):
    assert titles(cast.nora, "olga") == ["Olga Officer"]
    assert titles(cast.erin, "pia") == ["Pia Officer"]
    assert titles(cast.olga, "nora") == ["Nora North"]
    assert titles(cast.olga, "pia") == []


def test_with_nothing_typed_it_offers_what_one_had_last(client, cast, acorn):
    assert titles(cast.olga, "", "Recent") == ["Éclair Foods · Zenith pumps", "Zelda Zucker", "Éclair Foods"]
    assert titles(cast.pia, "", "Recent") == []
    client.force_login(cast.pia)
    html = client.get("/search/").content.decode()
    assert "Go to Today" in html


def test_every_typed_word_begins_a_word():
    assert fits(["go", "pip"], "Go to Pipeline")
    assert not fits(["line"], "Go to Pipeline")
    assert pieces("Kan-code", "kan") == [("Kan", True), ("-code", False)]


def test_it_asks_no_more_for_many_hits_than_for_one(client, cast, acorn):
    client.force_login(cast.olga)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/search/", {"q": "eclair"}, headers=PALETTE)
        return len(found)

    before = asked()
    for number in range(15):
        make.deal(cast.olga, name=f"Deal {number}", account=acorn)
    assert asked() == before <= 12
