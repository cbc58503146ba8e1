"""Whose work may a person touch? The tree is drawn in tests/cast.py."""

from datetime import date, timedelta

import pytest

from tandem.authority import organization, reach
from tandem.authority.models import Delegation
from tests.cast import Cast


def names(people):
    return {person.first_name for person in people}


def test_an_officer_reaches_only_themself(cast: Cast):
    assert names(reach.people_within(cast.olga, "people.edit")) == {"Olga"}


def test_a_manager_reaches_their_subtree(cast: Cast):
    assert names(reach.people_within(cast.nora, "people.see")) == {"Nora", "Olga", "Omar", "Nils", "Otto"}


def test_a_manager_does_not_reach_their_sibling(cast: Cast):
    assert not reach.reaches_person(cast.nora, "people.see", cast.pia)
    assert not reach.reaches_person(cast.nils, "people.see", cast.olga)


def test_executives_and_administrators_see_everybody(cast: Cast):
    everybody = names(cast.everybody())
    assert names(reach.people_within(cast.erin, "people.see")) == everybody
    assert names(reach.people_within(cast.adam, "people.see")) == everybody


def test_somebody_who_left_reaches_nobody(cast: Cast):
    cast.nora.is_active = False
    assert names(reach.people_within(cast.nora, "people.see")) == set()


def test_a_manager_without_a_team_reaches_themself(cast: Cast):
    cast.sam.led = []
    assert names(reach.people_within(cast.sam, "people.see")) == {"Sam"}


@pytest.mark.parametrize(("offset", "sees"), [(0, True), (5, False), (-5, False)])
def test_a_deputy_sees_for_the_days_of_the_delegation(cast: Cast, offset: int, sees: bool):
    day: date = organization.today() + timedelta(days=offset)
    Delegation.objects.create(giver=cast.nora, deputy=cast.sam, since=day, until=day)
    cast.sam.stands_in = True
    assert reach.reaches_person(cast.sam, "people.see", cast.olga) is sees
    assert not reach.reaches_person(cast.sam, "people.edit", cast.olga)
