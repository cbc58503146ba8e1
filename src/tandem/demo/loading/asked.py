"""The agreements on targets of past quarters: asked in the nearest manager's name, accepted within a week."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from tandem.collaboration.models import Agreement, AgreementVersion, Signature
from tandem.core.periods import Period
from tandem.demo.bulk import days, moments
from tandem.demo.company import CURRENCY
from tandem.demo.company.calendar import DAY
from tandem.demo.loading.story import Line, Story
from tandem.goals.models import Target
from tandem.goals.rules import KIND

NINE = 8 * 3600
ABOUT = Agreement._meta.label_lower


@dataclass(frozen=True)
class Row:
    """A team's or a person's share: places in the company's lists, -1 for none; amount in whole cents."""

    team: int
    person: int
    home: int
    amount: int


def write_agreements(
    story: Story, period: Period, asked: list[tuple[int, Row]], published: int, answer_by: int
) -> None:
    """Everybody was asked on the day of publishing and said yes. `asked`: target's key and its row."""
    n, executive = len(asked), int(story.person_ids[story.company.staff.executive])
    holders, askers = [], []
    for _, row in asked:
        holder, asker = _sides(story, row)
        holders.append(int(story.person_ids[holder]))
        askers.append(int(story.person_ids[asker]))
    facts = [_facts(story, period, row) for _, row in asked]
    figures = [row.amount * 100 for _, row in asked]
    answered, at = _answer_times(published, n), np.full(n, published)
    keys = story.bulk.write(
        Agreement, n, kind=KIND, about=Target._meta.label_lower, about_id=[key for key, _ in asked], asker_id=askers,
        answerer_id=holders, mover_id=None, state="accepted", facts=facts, figure=figures, currency=CURRENCY,
        asked_at=moments(at), due_on=days(np.full(n, answer_by)), answered_at=moments(answered),
        answered_by_id=holders, version=2,
    )  # fmt: skip
    versions = story.bulk.write(
        AgreementVersion,
        n,
        agreement_id=keys,
        number=1,
        facts=facts,
        figure=figures,
        by_id=askers,
        at=moments(at),
    )
    # The executive published, and so signed for the managers who ask.
    stood_in = [None if asker == executive else asker for asker in askers]
    story.bulk.write(
        Signature, 2 * n, agreement_id=[*keys, *keys], version_id=[*versions, *versions],
        person_id=[executive] * n + holders, for_person_id=stood_in + [None] * n,
        at=[*moments(at), *moments(answered)],
    )  # fmt: skip
    lines: list[Line] = []
    rows: Any = zip(keys, asked, askers, holders, answered.tolist(), strict=True)
    for key, (target, row), asker, holder, when in rows:
        figure = f"{row.amount / 100:.2f}"
        said = {
            "state": [None, "waiting"], "kind": KIND, "about": [Target._meta.label_lower, target],
            "answerer": holder, "figure": [None, figure], "reason": "",
        }  # fmt: skip
        yes = {"state": ["waiting", "accepted"], "figure": [None, figure]}
        lines.append((published, "collaboration.ask", executive, ABOUT, key, asker, json.dumps(said)))
        lines.append((when, "collaboration.accept", holder, ABOUT, key, asker, json.dumps(yes)))
    story.log(lines)


def _sides(story: Story, row: Row) -> tuple[int, int]:
    """Who carries the share, and the nearest manager above them."""
    teams = story.company.staff.teams
    holder = row.person if row.person >= 0 else teams[row.team].manager
    above = row.home if row.person >= 0 else teams[row.team].parent
    return holder, teams[above].manager


def _facts(story: Story, period: Period, row: Row) -> str:
    staff = story.company.staff
    whose = staff.people[row.person].name if row.person >= 0 else staff.teams[row.team].name
    return json.dumps(
        {"period": period.label, "metric": "bookings", "whose": whose, "team": row.team >= 0, "before": None}
    )


def _answer_times(published: int, n: int) -> np.ndarray[Any, Any]:
    """Within a week of Mondays to Fridays, a few a day, the same each time."""
    place = np.arange(n)
    day = published // DAY + 1 + (place * 5 + 2) % 7
    day = day + np.where((day + 3) % 7 > 4, 7 - (day + 3) % 7, 0)
    times: np.ndarray[Any, Any] = day * DAY + NINE + (place * 37 % 480) * 60
    return times
