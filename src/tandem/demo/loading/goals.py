"""Target plans of every quarter so far: published by the executive, accepted by all who carried a share.

Where the figures come from, see `planning`. What Tandem stated of each when it was published is kept beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from tandem.authority import organization
from tandem.core.periods import Period
from tandem.demo.bulk import days, moments
from tandem.demo.company import CURRENCY
from tandem.demo.company.calendar import Ints, day_number
from tandem.demo.loading.asked import NINE, Row, write_agreements
from tandem.demo.loading.hands import moment
from tandem.demo.loading.planning import FromRuns, Planning
from tandem.demo.loading.story import Story
from tandem.goals.actions.plans import rows_of as targets_of
from tandem.goals.models import Plan, Target, TargetVersion
from tandem.goals.queries.chances import stated_chances
from tandem.goals.rules import DEFAULT_WEIGHTS, SPLITS

OPENED_BEFORE, PUBLISHED_BEFORE, ANSWER_WITHIN = 16, 12, 9  # days before the quarter; days to answer
ROUND = 50_000  # cents


def rows_of(story: Story, people: Ints, amounts: Ints, start: date) -> list[Row]:
    """The shares of a quarter in whole cents, teams before what is below them; each is the sum of its parts."""
    staff = story.company.staff
    homes = staff.team_on(people, np.full(len(people), day_number(start)))
    officers = [
        Row(-1, int(person), int(home), int(amount))
        for person, home, amount in zip(people, homes, amounts, strict=True)
        if amount > 0
    ]
    sums = [0] * len(staff.teams)
    for row in officers:
        team = row.home
        while team >= 0:
            sums[team] += row.amount
            team = staff.teams[team].parent
    teams = [Row(n, -1, n, total) for n, total in enumerate(sums) if total]
    return [*teams, *officers]


def there_on(story: Story, day: date) -> Ints:
    """The officers who work here on a day and have not given notice by it, by place."""
    found = [
        number
        for number, who in enumerate(story.company.staff.people)
        if who.role == "officer" and who.hired_on < day and (who.left_on is None or who.left_on >= day)
    ]
    return np.array(found, np.int64)


def write_plans(story: Story, starts: list[date], planning: Planning) -> None:
    """A published plan for every quarter in which somebody had a target. `starts`: first days of quarters."""
    for start in starts:
        period = organization.calendar().of("quarter", start)
        published = _before(start, PUBLISHED_BEFORE)
        people = there_on(story, published)
        figures = planning.figures(period, published - timedelta(days=1), people)
        rows = rows_of(story, people, (np.round(figures / ROUND) * ROUND).astype(np.int64), start)
        if rows:
            _write_plan(story, period, rows, planning)


def _write_plan(story: Story, period: Period, rows: list[Row], planning: Planning) -> None:
    opened = moment(_before(period.start, OPENED_BEFORE), NINE)
    published = moment(_before(period.start, PUBLISHED_BEFORE), NINE)
    executive = int(story.person_ids[story.company.staff.executive])
    answer_by = published // 86400 + ANSWER_WITHIN
    states = isinstance(planning, FromRuns)
    [plan] = story.bulk.write(
        Plan, 1, team_id=story.teams[0].pk, metric="bookings", kind="quarter", start_on=period.start.isoformat(),
        end_on=period.end.isoformat(), currency=CURRENCY, top=rows[0].amount * 100,
        weights=json.dumps(SPLITS["chance"] if states else DEFAULT_WEIGHTS), over_officers="0", over_teams="0",
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
    stated = _stated(plan) if states else {}
    story.bulk.write(
        TargetVersion, len(rows), target_id=keys, amount=amounts, kind="published", by_id=executive,
        at=moments(np.full(len(rows), published)), chance=[stated.get(key) for key in keys],
    )  # fmt: skip
    asked = [(key, row) for key, row in zip(keys, rows, strict=True) if row.team != 0]
    top = f"{rows[0].amount / 100:.2f}"
    about = Plan._meta.label_lower
    opening = {"top": [None, top], "period": period.key, "metric": "bookings", "team": story.teams[0].pk}
    said = json.dumps({**opening, "currency": CURRENCY})
    out = json.dumps({"state": ["draft", "published"], "top": top, "asked": len(asked), "currency": CURRENCY})
    story.log([
        (opened, "goals.open_plan", executive, about, plan, executive, said),
        (published, "goals.publish", executive, about, plan, executive, out),
    ])  # fmt: skip
    write_agreements(story, period, asked, published, answer_by)


def _stated(plan: int) -> Mapping[int, float]:
    """What Tandem states of each figure, from the run of the evening before."""
    written = Plan.objects.get(pk=plan)
    return stated_chances(written, targets_of(written))


def _above(story: Story, row: Row) -> int:
    return story.company.staff.teams[row.team].parent if row.team >= 0 else row.home


def _before(start: date, how_long: int) -> date:
    """A working day so long before the quarter."""
    day = date.fromordinal(start.toordinal() - how_long)
    return date.fromordinal(day.toordinal() - max(day.weekday() - 4, 0))
