"""Rows that are somebody's in several ways: what is kept about them follows every change of where the viewer stands."""

from datetime import date

import pytest

from tandem.authority import organization
from tandem.authority.models import Delegation
from tandem.authority.sharing import share, unshare
from tandem.customers.actions import add_account, add_contact
from tandem.customers.models import Account, Contact
from tandem.people.models import Person
from tests.cast import Cast

DAY = date(2026, 9, 14)


@pytest.fixture
def mine(cast: Cast, settings):
    """An account with a contact of officers in three teams; `seen` tells whose a viewer sees."""
    settings.TANDEM_TODAY = DAY.isoformat()
    for officer in (cast.olga, cast.otto, cast.pia, cast.paul):
        account = add_account(actor=officer, name=f"{officer.name} and sons")
        add_contact(actor=officer, account=account, name=f"{officer.name} junior")

    def seen(viewer: Person) -> set[str]:
        viewer = Person.objects.get(pk=viewer.pk)
        accounts = set(Account.objects.visible_to(viewer).values_list("owner__name", flat=True))
        assert accounts == set(Contact.objects.visible_to(viewer).values_list("owner__name", flat=True))
        return {name.split()[0] for name in accounts}

    return seen


def test_two_of_one_team(cast: Cast, mine):
    assert mine(cast.pia) == {"Pia"}
    assert mine(cast.paul) == {"Paul"}


def test_another_role(cast: Cast, mine):
    assert mine(cast.nora) == {"Olga", "Otto"}
    Person.objects.filter(pk=cast.nora.pk).update(role="officer")
    assert mine(cast.nora) == set()


def test_a_move_to_another_team(cast: Cast, mine):
    assert mine(cast.nora) == {"Olga", "Otto"}
    Person.objects.filter(pk=cast.otto.pk).update(team=cast.south, path=cast.south.path)
    assert mine(cast.nora) == {"Olga"}
    assert mine(cast.sam) == {"Otto", "Pia", "Paul"}


def test_another_team_to_lead(cast: Cast, mine):
    assert mine(cast.sam) == {"Pia", "Paul"}
    Person.objects.filter(pk=cast.sam.pk).update(led=[cast.south.path, cast.harbor.path])
    assert mine(cast.sam) == {"Pia", "Paul", "Otto"}


def test_a_share_given_and_taken_back(cast: Cast, mine):
    account = Account.objects.get(owner=cast.olga)
    assert mine(cast.pia) == {"Pia"}
    share(account, actor=cast.olga, person=cast.pia)
    assert mine(cast.pia) == {"Pia", "Olga"}
    unshare(account, actor=cast.olga, person=cast.pia)
    assert mine(cast.pia) == {"Pia"}


def test_a_deputy_on_the_days_of_the_delegation(cast: Cast, mine, settings):
    Delegation.objects.create(giver=cast.nils, deputy=cast.sam, since=DAY, until=DAY)
    Person.objects.filter(pk=cast.sam.pk).update(stands_in=True)
    assert mine(cast.sam) == {"Pia", "Paul", "Otto"}
    settings.TANDEM_TODAY = "2026-09-15"
    assert mine(cast.sam) == {"Pia", "Paul"}


def test_what_the_organization_shows_to_officers(cast: Cast, mine):
    Person.objects.filter(pk=cast.omar.pk).update(team=cast.north)
    assert mine(cast.omar) == set()
    current = organization.current()
    current.visibility = "team"
    current.save()
    assert mine(cast.omar) == {"Olga", "Otto"}
    Person.objects.filter(pk=cast.omar.pk).update(path=cast.south.path)
    assert mine(cast.omar) == {"Pia", "Paul"}
    current.visibility = "own"
    current.save()
    assert mine(cast.omar) == set()


def test_somebody_who_left(cast: Cast, mine):
    assert mine(cast.pia) == {"Pia"}
    Person.objects.filter(pk=cast.pia.pk).update(is_active=False)
    assert mine(cast.pia) == set()
