"""Target plans of every quarter so far: published by the executive, accepted by all who carried a share."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from tandem.authority import organization
from tandem.collaboration.models import Agreement, AgreementVersion, Signature
from tandem.core.periods import Period
from tandem.demo.bulk import days, moments
from tandem.demo.company import CURRENCY, Targets
from tandem.demo.company.calendar import day_number
from tandem.demo.loading.hands import moment
from tandem.demo.loading.story import Line, Story
from tandem.goals.actions.publishing import KIND
from tandem.goals.models import Plan, Target, TargetVersion
from tandem.goals.rules import DEFAULT_WEIGHTS

OPENED_BEFORE, PUBLISHED_BEFORE, ANSWER_WITHIN = 16, 12, 9  # days before the quarter; days to answer
NINE = 8 * 3600


@dataclass(frozen=True)
class Row:
    """A team's or a person's share: places in the company's lists, -1 for none; amount in whole cents."""

    team: int
    person: int
    home: int
    amount: int


def rows_of(story: Story, targets: Targets, quarter: int) -> list[Row]:
    """The shares of one quarter, teams before what is below them; each is the sum of its parts."""
    staff, start = story.company.staff, targets.quarters[quarter]
    people = np.flatnonzero(targets.amount[:, quarter] > 0)
    since = [max(day_number(start), day_number(staff.people[int(p)].hired_on)) for p in people]
    homes = staff.team_on(people, np.array(since))
    officers = [
        Row(-1, int(p), int(home), int(targets.amount[p, quarter]))
        for p, home in zip(people, homes, strict=True)
    ]
    sums = [0] * len(staff.teams)
    for row in officers:
        team = row.home
        while team >= 0:
            sums[team] += row.amount
            team = staff.teams[team].parent
    teams = [Row(n, -1, n, total) for n, total in enumerate(sums) if total]
    return [*teams, *officers]


def write_plans(story: Story, targets: Targets) -> None:
    """A published plan for every quarter in which somebody had a target."""
    for quarter, start in enumerate(targets.quarters):
        rows = rows_of(story, targets, quarter)
        if rows:
            _write_plan(story, organization.calendar().of("quarter", start), rows)


def _write_plan(story: Story, period: Period, rows: list[Row]) -> None:
    opened = moment(_before(period.start, OPENED_BEFORE), NINE)
    published = moment(_before(period.start, PUBLISHED_BEFORE), NINE)
    executive = int(story.person_ids[story.company.staff.executive])
    answer_by = published // 86400 + ANSWER_WITHIN
    [plan] = story.bulk.write(
        Plan, 1, team_id=story.teams[0].pk, metric="bookings", kind="quarter", start_on=period.start.isoformat(),
        end_on=period.end.isoformat(), currency=CURRENCY, top=rows[0].amount * 100,
        weights=json.dumps(DEFAULT_WEIGHTS), over_officers="0", over_teams="0",
        answer_by=days(np.array([answer_by])), state="published", created_by_id=executive,
        created_at=moments(np.array([opened])), published_at=moments(np.array([published])), version=2,
    )  # fmt: skip
    keys = story.bulk.reserve(Target, len(rows))
    of_team = {row.team: key for key, row in zip(keys, rows, strict=True) if row.team >= 0}
    amounts = [row.amount * 100 for row in rows]
    story.bulk.write(
        Target,
        len(rows),
        id=keys,
        plan_id=plan,
        parent_id=[of_team.get(_above(story, row)) for row in rows],
        team_id=[story.teams[row.team].pk if row.team >= 0 else None for row in rows],
        person_id=[int(story.person_ids[row.person]) if row.person >= 0 else None for row in rows],
        home_id=[story.teams[row.home].pk for row in rows],
        amount=amounts,
        suggested=amounts,
        state="accepted",
        version=3,
    )
    story.bulk.write(
        TargetVersion, len(rows), target_id=keys, amount=amounts, kind="published", by_id=executive,
        at=moments(np.full(len(rows), published)),
    )  # fmt: skip
    asked = [(key, row) for key, row in zip(keys, rows, strict=True) if row.team != 0]
    top = f"{rows[0].amount / 100:.2f}"
    about = Plan._meta.label_lower
    said = json.dumps(
        {"top": [None, top], "period": period.key, "metric": "bookings", "team": story.teams[0].pk}
    )
    out = json.dumps({"state": ["draft", "published"], "top": top, "asked": len(asked)})
    story.log([
        (opened, "goals.open_plan", executive, about, plan, executive, said),
        (published, "goals.publish", executive, about, plan, executive, out),
    ])  # fmt: skip
    _write_agreements(story, period, asked, published, executive, answer_by)


def _above(story: Story, row: Row) -> int:
    return story.company.staff.teams[row.team].parent if row.team >= 0 else row.home


def _before(start: date, how_long: int) -> date:
    """A working day so long before the quarter."""
    day = date.fromordinal(start.toordinal() - how_long)
    return date.fromordinal(day.toordinal() - max(day.weekday() - 4, 0))


def _write_agreements(
    story: Story, period: Period, asked: list[tuple[int, Row]], published: int, executive: int, answer_by: int
) -> None:
    """Everybody was asked on the day of publishing, and accepted within a week."""
    staff, n = story.company.staff, len(asked)
    holders = [
        int(story.person_ids[row.person if row.person >= 0 else staff.teams[row.team].manager])
        for _, row in asked
    ]
    names = [
        staff.people[row.person].name if row.person >= 0 else staff.teams[row.team].name for _, row in asked
    ]
    facts = [
        json.dumps(
            {
                "period": period.label,
                "metric": "bookings",
                "whose": name,
                "team": row.team >= 0,
                "before": None,
            }
        )
        for name, (_, row) in zip(names, asked, strict=True)
    ]
    figures = [row.amount * 100 for _, row in asked]
    answered = _answer_times(published, n)
    at = np.full(n, published)
    keys = story.bulk.write(
        Agreement, n, kind=KIND, about=Target._meta.label_lower, about_id=[key for key, _ in asked],
        asker_id=executive, answerer_id=holders, mover_id=None, state="accepted", facts=facts, figure=figures,
        currency=CURRENCY, asked_at=moments(at), due_on=days(np.full(n, answer_by)), answered_at=moments(answered),
        answered_by_id=holders, version=2,
    )  # fmt: skip
    versions = story.bulk.write(
        AgreementVersion,
        n,
        agreement_id=keys,
        number=1,
        facts=facts,
        figure=figures,
        by_id=executive,
        at=moments(at),
    )
    story.bulk.write(
        Signature, 2 * n, agreement_id=[*keys, *keys], version_id=[*versions, *versions],
        person_id=[executive] * n + holders, at=[*moments(at), *moments(answered)],
    )  # fmt: skip
    about = Agreement._meta.label_lower
    lines: list[Line] = []
    rows: Any = zip(keys, asked, holders, answered.tolist(), strict=True)
    for key, (target, row), holder, when in rows:
        figure = f"{row.amount / 100:.2f}"
        said = {
            "state": [None, "waiting"], "kind": KIND, "about": [Target._meta.label_lower, target],
            "answerer": holder, "figure": [None, figure], "reason": "",
        }  # fmt: skip
        yes = {"state": ["waiting", "accepted"], "figure": [None, figure]}
        lines.append((published, "collaboration.ask", executive, about, key, executive, json.dumps(said)))
        lines.append((when, "collaboration.accept", holder, about, key, executive, json.dumps(yes)))
    story.log(lines)


def _answer_times(published: int, n: int) -> np.ndarray[Any, Any]:
    """Within a week of Mondays to Fridays, a few a day, the same each time."""
    place = np.arange(n)
    day = published // 86400 + 1 + (place * 5 + 2) % 7
    day = day + np.where((day + 3) % 7 > 4, 7 - (day + 3) % 7, 0)
    times: np.ndarray[Any, Any] = day * 86400 + NINE + (place * 37 % 480) * 60
    return times
