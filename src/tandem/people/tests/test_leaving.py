"""Leaving and returning, by the organization's clock: its day began, or has not ended, where the server's differs."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tandem.authority.delegating import delegate
from tandem.authority.models import Organization
from tandem.collaboration.models.agreements import givers
from tandem.core import clock
from tandem.core.errors import Refused
from tandem.people.actions import deactivate_person, move_person, reactivate_person
from tandem.people.models import Person
from tests.cast import Cast

LATE = datetime(2026, 3, 15, 23, 30, tzinfo=UTC)


def spans(person: Person) -> list[tuple[str, date, date | None]]:
    found = person.memberships.order_by("since", "pk").select_related("team")
    return [(each.team.name, each.since, each.until) for each in found]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Berlin", date(2026, 3, 16)),
        ("UTC", date(2026, 3, 15)),
        ("America/New_York", date(2026, 3, 15)),
    ],
)
def test_who_leaves_and_returns_does_so_on_the_organizations_day(cast: Cast, zone: str, day: date):
    Organization.objects.update(time_zone=zone)
    move_person(cast.olga, actor=cast.adam, at=LATE, team=cast.south, since=day)
    deactivate_person(cast.olga, actor=cast.adam, at=LATE)
    assert spans(cast.olga)[-1] == ("South", day, day)
    reactivate_person(cast.olga, actor=cast.adam, at=LATE)
    assert spans(cast.olga)[-1] == ("South", day, None)


def test_a_move_on_a_day_to_come_stays_when_somebody_leaves_and_returns_before(cast: Cast):
    move_person(cast.olga, actor=cast.adam, at=LATE, team=cast.south, since=date(2026, 4, 1))
    before = spans(cast.olga)
    deactivate_person(cast.olga, actor=cast.adam, at=LATE)
    reactivate_person(cast.olga, actor=cast.adam, at=LATE)
    assert spans(cast.olga) == before
    assert before[-1] == ("South", date(2026, 4, 1), None)


def test_a_day_that_is_over_for_the_organization_is_lent_to_no_deputy(cast: Cast):
    with pytest.raises(Refused, match="These days are over"):
        delegate(actor=cast.nora, at=LATE, deputy=cast.sam, since=date(2026, 3, 15), until=date(2026, 3, 15))


def test_a_deputy_stands_in_on_the_organizations_days(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    """Half an hour after midnight in Berlin, half an hour before it by UTC."""
    days = {"Europe/Berlin": date(2026, 3, 16)}
    monkeypatch.setattr(clock, "today", lambda zone=None: days.get(zone, date(2026, 3, 15)))
    delegate(actor=cast.nora, at=LATE, deputy=cast.sam, since=date(2026, 3, 16), until=date(2026, 3, 16))
    assert cast.north.path in cast.sam.lent_paths()
    assert list(givers(cast.sam)) == [cast.nora.pk]
