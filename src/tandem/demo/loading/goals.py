"""Target plans of every quarter so far: published by the executive, accepted by all who carried a share."""

from __future__ import annotations

import json
from datetime import date

import numpy as np

from tandem.authority import organization
from tandem.core.periods import Period
from tandem.demo.bulk import days, moments
from tandem.demo.company import CURRENCY, Targets
from tandem.demo.company.calendar import day_number
from tandem.demo.loading.asked import NINE, Row, write_agreements
from tandem.demo.loading.hands import moment
from tandem.demo.loading.story import Story
from tandem.goals.models import Plan, Target, TargetVersion
from tandem.goals.rules import DEFAULT_WEIGHTS

OPENED_BEFORE, PUBLISHED_BEFORE, ANSWER_WITHIN = 16, 12, 9  # days before the quarter; days to answer


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
        created_at=moments(np.array([opened])), saved_at=moments(np.array([opened])),
        published_at=moments(np.array([published])), version=2,
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
    write_agreements(story, period, asked, published, answer_by)


def _above(story: Story, row: Row) -> int:
    return story.company.staff.teams[row.team].parent if row.team >= 0 else row.home


def _before(start: date, how_long: int) -> date:
    """A working day so long before the quarter."""
    day = date.fromordinal(start.toordinal() - how_long)
    return date.fromordinal(day.toordinal() - max(day.weekday() - 4, 0))
