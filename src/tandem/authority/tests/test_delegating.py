"""Decisions lent to a deputy."""

from datetime import date, timedelta

import pytest

from tandem.authority import organization
from tandem.authority.delegating import delegate, delegations_of, revoke
from tandem.authority.models import Delegation
from tandem.core.errors import NotAllowed, Refused
from tests.cast import Cast


def days(first: int, last: int) -> dict[str, date]:
    today = organization.today()
    return {"since": today + timedelta(days=first), "until": today + timedelta(days=last)}


def test_a_deputy_knows_that_they_stand_in(cast: Cast):
    delegation = delegate(actor=cast.nora, deputy=cast.sam, **days(0, 6))
    cast.sam.refresh_from_db()
    assert cast.sam.stands_in
    assert list(delegations_of(cast.sam, organization.today())) == [delegation]


def test_a_revoked_delegation_is_over(cast: Cast):
    delegation = delegate(actor=cast.nora, deputy=cast.sam, **days(0, 6))
    revoke(delegation, actor=cast.nora)
    cast.sam.refresh_from_db()
    assert not cast.sam.stands_in
    assert not Delegation.objects.exists()


def test_the_administrator_delegates_for_others(cast: Cast):
    delegate(actor=cast.adam, owner=cast.nora, deputy=cast.sam, **days(0, 1))
    assert Delegation.objects.get().giver == cast.nora


def test_nobody_else_delegates_or_revokes(cast: Cast):
    delegation = delegate(actor=cast.nora, deputy=cast.nils, **days(0, 1))
    with pytest.raises(NotAllowed):
        revoke(delegation, actor=cast.sam)
    with pytest.raises(NotAllowed):
        delegate(actor=cast.sam, owner=cast.nora, deputy=cast.sam, **days(0, 1))


@pytest.mark.parametrize(
    ("first", "last", "sentence"), [(2, 1, "before the first"), (-3, -1, "over"), (0, 400, "a year at most")]
)
def test_days_that_make_no_sense(cast: Cast, first: int, last: int, sentence: str):
    with pytest.raises(Refused, match=sentence):
        delegate(actor=cast.nora, deputy=cast.sam, **days(first, last))


def test_an_officer_does_not_stand_in(cast: Cast):
    with pytest.raises(Refused, match="Only a Sales Manager"):
        delegate(actor=cast.nora, deputy=cast.olga, **days(0, 1))
    with pytest.raises(Refused, match="yourself"):
        delegate(actor=cast.nora, deputy=cast.nora, **days(0, 1))
