"""Adding, editing, giving away, merging and deleting accounts."""

import pytest

from tandem.authority.actions import undo
from tandem.authority.models import Entry
from tandem.core.errors import Conflict, NotAllowed, Refused
from tandem.customers import actions, queries
from tandem.customers.models import Account
from tests.cast import Cast


@pytest.fixture
def acorn(cast: Cast) -> Account:
    return actions.add_account(actor=cast.olga, name="Acorn Works", industry="mining")


def last() -> Entry:
    return Entry.objects.latest("pk")


def test_adding_is_logged_with_its_owner(cast: Cast, acorn: Account):
    entry = last()
    assert (entry.verb, entry.about, entry.about_id) == (
        "customers.add_account",
        "customers.account",
        acorn.pk,
    )
    assert entry.owner == cast.olga


def test_editing_logs_only_what_changed(cast: Cast, acorn: Account):
    actions.edit_account(acorn, actor=cast.olga, industry="mining", city="Ulm")
    assert last().facts == {"city": ["", "Ulm"]}


def test_two_people_editing_the_second_sees_a_conflict(cast: Cast, acorn: Account):
    read = acorn.version
    actions.edit_account(acorn, actor=cast.olga, version=read, city="Ulm")
    with pytest.raises(Conflict) as conflict:
        actions.edit_account(acorn, actor=cast.nora, version=read, city="Bonn")
    assert conflict.value.current.city == "Ulm"


def test_an_edit_can_be_undone_once(cast: Cast, acorn: Account):
    actions.edit_account(acorn, actor=cast.olga, city="Ulm")
    entry = last()
    assert undo(entry, actor=cast.olga).city == ""
    with pytest.raises(Refused, match="undone already"):
        undo(entry, actor=cast.olga)


def test_an_edit_that_somebody_built_on_is_not_undone(cast: Cast, acorn: Account):
    actions.edit_account(acorn, actor=cast.olga, city="Ulm")
    entry = last()
    actions.edit_account(acorn, actor=cast.nora, city="Bonn")
    with pytest.raises(Refused, match="changed this since"):
        undo(entry, actor=cast.olga)


def test_reassigning_takes_the_contacts_along_and_back(cast: Cast, acorn: Account):
    contact = actions.add_contact(acorn, actor=cast.olga, name="Ada Berg")
    actions.reassign_account(acorn, actor=cast.nora, to=cast.omar)
    contact.refresh_from_db()
    assert contact.owner == cast.omar
    assert undo(last(), actor=cast.nora).owner == cast.olga
    contact.refresh_from_db()
    assert contact.owner == cast.olga


def test_a_manager_gives_nothing_outside_their_team(cast: Cast, acorn: Account):
    with pytest.raises(NotAllowed, match="outside your team"):
        actions.reassign_account(acorn, actor=cast.nora, to=cast.pia)
    acorn.refresh_from_db()
    assert acorn.owner == cast.olga


def test_an_account_is_not_its_own_grandparent(cast: Cast, acorn: Account):
    twig = actions.add_account(actor=cast.olga, name="Twig", parent=acorn)
    with pytest.raises(Refused, match="own subsidiaries"):
        actions.edit_account(acorn, actor=cast.olga, parent=twig)


def test_merging_keeps_what_either_knew(cast: Cast, acorn: Account):
    double = actions.add_account(actor=cast.olga, name="ACORN", city="Ulm", industry="timber")
    actions.add_contact(double, actor=cast.olga, name="Ada Berg")
    kept = actions.merge_accounts(acorn, actor=cast.olga, other=double)
    assert (kept.industry, kept.city) == ("mining", "Ulm")
    assert [c.name for c in queries.account_page(cast.olga, kept.pk).contacts] == ["Ada Berg"]
    assert list(queries.accounts(cast.olga)) == [kept]


def test_a_deleted_account_is_hidden_and_comes_back(cast: Cast, acorn: Account):
    actions.delete_account(acorn, actor=cast.olga)
    assert not queries.accounts(cast.olga).exists()
    undo(last(), actor=cast.olga)
    assert list(queries.accounts(cast.olga)) == [acorn]


def test_an_account_with_contacts_is_not_deleted(cast: Cast, acorn: Account):
    actions.add_contact(acorn, actor=cast.olga, name="Ada Berg")
    with pytest.raises(Refused, match="still has contacts"):
        actions.delete_account(acorn, actor=cast.olga)


def test_an_account_with_subsidiaries_is_not_deleted(cast: Cast, acorn: Account):
    twig = actions.add_account(actor=cast.olga, name="Twig", parent=acorn)
    with pytest.raises(Refused, match="subsidiaries"):
        actions.delete_account(acorn, actor=cast.olga)
    actions.delete_account(twig, actor=cast.olga)
    actions.delete_account(acorn, actor=cast.olga)
