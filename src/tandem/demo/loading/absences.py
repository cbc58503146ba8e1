"""The long leaves that the company's own truth knows: while they last, it opens fewer deals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter

import numpy as np

from tandem.demo.bulk import moments
from tandem.demo.company import Company
from tandem.demo.loading.hands import moment
from tandem.demo.loading.story import Story, facts
from tandem.people.models import Absence

NOON = 12 * 3600
KINDS = {"parental": "parental", "medical": "sick"}
KNOWN = timedelta(days=60)  # before a parental leave it is written down; who falls ill says so on the day


@dataclass(frozen=True)
class Recorded:
    """An absence of a person (their place), written down by themselves at a moment."""

    at: int
    person: int
    first: date
    last: date
    kind: str


def recorded(company: Company) -> list[Recorded]:
    """All long leaves, in the order in which they were written down."""
    return sorted(_long(company), key=attrgetter("at", "person"))


def _long(company: Company) -> Iterator[Recorded]:
    for leave in company.staff.leaves:
        kind = KINDS[leave.kind]
        here = max(company.staff.people[leave.person].hired_on, company.first)
        known = leave.since - KNOWN if kind == "parental" else leave.since
        yield Recorded(moment(max(known, here), NOON), leave.person, leave.since, leave.until, kind)


def write_absences(story: Story) -> None:
    """All of them, and the entries that writing them down would have made."""
    rows = recorded(story.company)
    keys = story.bulk.reserve(Absence, len(rows))
    people = [int(story.person_ids[row.person]) for row in rows]
    first, last = [row.first.isoformat() for row in rows], [row.last.isoformat() for row in rows]
    story.bulk.write(
        Absence, len(rows), id=keys, person_id=people, first_on=first, last_on=last,
        kind=[row.kind for row in rows], created_at=moments(np.array([row.at for row in rows], np.int64)),
    )  # fmt: skip
    story.log(
        (
            row.at, "people.record_absence", who, "people.absence", key, who,
            facts(kind=[None, row.kind], first_on=[None, begins], last_on=[None, ends]),
        )
        for row, key, who, begins, ends in zip(rows, keys, people, first, last, strict=True)
    )  # fmt: skip
