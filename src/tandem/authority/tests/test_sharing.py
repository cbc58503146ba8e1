"""A record shown to somebody who would not see it otherwise."""

import pytest

from tandem.authority.models import Entry, Share
from tandem.authority.sharing import share, unshare
from tandem.core.errors import NotAllowed, Refused
from tandem.customers.actions import add_account, edit_account
from tandem.customers.models import Account
from tests.cast import Cast


@pytest.fixture
def account(cast: Cast) -> Account:
    return add_account(actor=cast.olga, name="Kan-code")


def test_who_it_is_shared_with_sees_it_and_does_not_change_it(cast: Cast, account):
    share(account, actor=cast.olga, person=cast.pia)
    cast.pia.refresh_from_db()
    assert cast.pia.has_shares
    assert list(Account.objects.visible_to(cast.pia)) == [account]
    with pytest.raises(NotAllowed):
        edit_account(account, actor=cast.pia, city="Cologne")


def test_shared_to_work_on_it(cast: Cast, account):
    share(account, actor=cast.olga, person=cast.pia)
    share(account, actor=cast.nora, person=cast.pia, to_work=True)
    cast.pia.refresh_from_db()
    edit_account(account, actor=cast.pia, city="Cologne")
    entry = Entry.objects.filter(verb="authority.share").latest("pk")
    assert entry.facts == {"person": cast.pia.pk, "share": ["see", "work"]}


def test_what_is_not_shared_any_more_is_gone(cast: Cast, account):
    share(account, actor=cast.olga, person=cast.pia)
    unshare(account, actor=cast.olga, person=cast.pia)
    cast.pia.refresh_from_db()
    assert not cast.pia.has_shares
    assert not Account.objects.visible_to(cast.pia).exists()
    assert not Share.objects.exists()


def test_another_share_keeps_the_flag(cast: Cast, account):
    other = add_account(actor=cast.olga, name="Condax")
    for row in (account, other):
        share(row, actor=cast.olga, person=cast.pia)
    unshare(account, actor=cast.olga, person=cast.pia)
    cast.pia.refresh_from_db()
    assert list(Account.objects.visible_to(cast.pia)) == [other]


def test_a_colleague_does_not_share_it_on(cast: Cast, account):
    share(account, actor=cast.olga, person=cast.pia)
    cast.pia.refresh_from_db()
    with pytest.raises(NotAllowed):
        share(account, actor=cast.pia, person=cast.paul)


def test_who_sees_it_anyway_needs_no_share(cast: Cast, account):
    with pytest.raises(Refused, match="sees this already"):
        share(account, actor=cast.olga, person=cast.nora)


def test_sharing_twice_is_logged_once(cast: Cast, account):
    for _ in range(2):
        share(account, actor=cast.olga, person=cast.pia)
    assert Entry.objects.filter(verb="authority.share").count() == 1
