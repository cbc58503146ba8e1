"""Which accounts and contacts exist for whom."""

import pytest
from django.http import Http404, QueryDict

from tandem.authority import organization, reach
from tandem.authority.models import Share
from tandem.authority.sharing import share
from tandem.core import clock
from tandem.core.errors import NotAllowed
from tandem.core.lists import Ask, page
from tandem.customers import actions, queries, tables
from tandem.customers.models import Account
from tandem.people.models import Person
from tests.cast import Cast


@pytest.fixture
def acorn(cast: Cast) -> Account:
    return actions.add_account(actor=cast.olga, name="Acorn Works")


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("olga", True), ("omar", False), ("nora", True), ("nils", False), ("otto", False),
        ("sam", False), ("pia", False), ("erin", True), ("adam", True),
    ],
)  # fmt: skip
def test_owner_and_line_see_an_account(cast: Cast, acorn: Account, who: str, sees: bool):
    viewer = getattr(cast, who)
    assert queries.accounts(viewer).filter(pk=acorn.pk).exists() is sees
    assert reach.may(viewer, "customers.see", acorn) is sees


def test_a_foreign_account_does_not_exist(cast: Cast, acorn: Account):
    with pytest.raises(Http404):
        queries.account_page(cast.pia, acorn.pk)
    with pytest.raises(Http404):
        actions.edit_account(acorn, actor=cast.pia, industry="mining")


def test_who_sees_may_still_not_do_everything(cast: Cast, acorn: Account):
    with pytest.raises(NotAllowed):
        actions.edit_account(acorn, actor=cast.erin, industry="mining")


def test_the_account_team_and_its_line_see_and_edit_it(cast: Cast, acorn: Account):
    contact = actions.add_contact(acorn, actor=cast.olga, name="Ada Berg")
    actions.involve(acorn, cast.pia, clock.now())
    assert queries.account_page(cast.pia, acorn.pk).account == acorn
    assert queries.account_page(cast.sam, acorn.pk).team == [cast.olga, cast.pia]
    assert queries.contact_page(cast.sam, contact.pk).name == "Ada Berg"
    assert actions.edit_account(acorn, actor=cast.pia, industry="mining").industry == "mining"
    with pytest.raises(NotAllowed):
        actions.delete_account(acorn, actor=cast.pia)
    with pytest.raises(Http404):
        queries.account_page(cast.paul, acorn.pk)


def test_a_share_shows_one_record_only(cast: Cast, acorn: Account):
    other = actions.add_account(actor=cast.olga, name="Birch")
    Share.objects.create(
        person=cast.pia,
        about="customers.account",
        about_id=acorn.pk,
        shared_by=cast.olga,
        shared_at=clock.now(),
    )
    Person.objects.filter(pk=cast.pia.pk).update(has_shares=True)
    pia = Person.objects.get(pk=cast.pia.pk)
    assert list(queries.accounts(pia)) == [acorn]
    assert not reach.may(pia, "customers.edit_account", acorn)
    assert not reach.may(pia, "customers.see", other)


@pytest.mark.parametrize(("visibility", "seen"), [("own", 0), ("team", 1), ("everyone", 2)])
def test_the_organization_can_widen_what_officers_see(cast: Cast, acorn: Account, visibility: str, seen: int):
    actions.add_account(actor=cast.pia, name="Palm")
    cast.organization.visibility = visibility
    cast.organization.save()
    assert queries.accounts(cast.omar).count() == seen


def test_how_many_one_reaches_changes_how_rows_are_found_and_not_which(
    cast: Cast, acorn: Account, monkeypatch: pytest.MonkeyPatch
):
    birch = actions.add_account(actor=cast.paul, name="Birch")
    cedar = actions.add_account(actor=cast.otto, name="Cedar")
    for owner, account in ((cast.olga, acorn), (cast.paul, birch), (cast.otto, cedar)):
        actions.add_contact(account, actor=owner, name=f"Ada of {account.name}")
    actions.involve(acorn, cast.pia, clock.now())
    share(cedar, actor=cast.otto, person=cast.sam)
    found = {}
    for most in (100, 0):
        monkeypatch.setattr(reach, "MANY", most)
        for viewer in Person.objects.all():
            names = [*queries.accounts(viewer), *queries.contacts(viewer)]
            found.setdefault(viewer.pk, []).append(sorted(str(one) for one in names))
    assert all(few == many for few, many in found.values())
    seen = ["Acorn Works", "Ada of Acorn Works", "Ada of Birch", "Ada of Cedar", "Birch", "Cedar"]
    assert found[cast.sam.pk][0] == seen


def test_where_most_rows_are_counted_first_the_count_is_the_same(
    cast: Cast, acorn: Account, monkeypatch: pytest.MonkeyPatch
):
    birch = actions.add_account(actor=cast.omar, name="Birch")
    palm = actions.add_account(actor=cast.pia, name="Palm")
    actions.involve(palm, cast.olga, clock.now())
    assert queries.most_accounts(cast.nora) is None
    monkeypatch.setattr(reach, "MANY", 0)
    nora = Person.objects.get(pk=cast.nora.pk)  # how many she reaches is counted once
    assert set(queries.most_accounts(nora)) == {acorn, birch}
    ask = Ask(nora, organization.today(), organization.calendar())
    for bound, words in ((1, "1+ accounts"), (2, "2+ accounts"), (3, "3 accounts")):
        monkeypatch.setattr(page, "BOUND", bound)
        monkeypatch.setattr(tables.Accounts, "page_size", 1)
        assert page.make_page(tables.Accounts(), QueryDict(), ask).count_words == words
