"""Who is behind the doors of manager and officer on the first page: where the quarter is open.

A team far ahead of its target, or far behind, shows little of what a chance is for. Executive and administrator are
known from the beginning; these two get their speaking addresses when it is known how the quarter goes.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db.models import Count

from tandem.core import clock
from tandem.core.periods import Period
from tandem.deals.models import Deal
from tandem.demo.company import DOMAIN
from tandem.demo.company.names import address_of
from tandem.demo.queries import door
from tandem.goals.actions.odds import make_run
from tandem.goals.models import Plan, Target
from tandem.goals.queries.chances import stated_chances
from tandem.goals.queries.known import known
from tandem.goals.queries.records import Records
from tandem.goals.queries.results import results
from tandem.people.actions import edit_person
from tandem.people.models import Absence, Person

OPEN = 55.0  # percent: a chance that a call, a visit or a lost deal moves most
FAR = 35.0  # points from it beyond which an officer's quarter is nearly decided
SETTLED = timedelta(days=400)  # with the company, from which on there is a history to show
FEWEST = 3  # officers of a team that is worth showing
Shut = Callable[[Target], float]


def open_doors(quarter: Period, today: date, at: datetime, records: Records | None) -> None:
    """Give a manager and an officer of theirs the addresses of their doors. `records`: None without chances."""
    plan = (
        Plan.objects.filter(start_on=quarter.start, metric="bookings", state="published")
        .order_by("pk")
        .first()
    )
    admin = door("administrator")
    if plan is None or admin is None:
        return
    targets = list(plan.targets.select_related("person", "team__manager"))
    shut = (
        _by_chance(plan, targets, quarter, today, records) if records else _by_result(targets, quarter, today)
    )
    pair = _pair(targets, shut, today)
    for role, person in zip(("manager", "officer"), pair, strict=False):
        edit_person(person, actor=admin, at=at, email=address_of(role, DOMAIN))


def _pair(targets: list[Target], shut: Shut, today: date) -> tuple[Person, ...]:
    """Manager and officer; none where no team below the top carries a target."""
    away = set(
        Absence.objects.filter(first_on__lte=today, last_on__gte=today).values_list("person", flat=True)
    )
    carried: dict[int | None, list[Target]] = {}
    for row in targets:
        if row.person is not None and row.person.is_active and row.person.role == "officer":
            carried.setdefault(row.home_id, []).append(row)

    def settled(row: Target) -> bool:
        who = row.person
        return bool(who and who.pk not in away and who.hired_on and today - who.hired_on > SETTLED)

    def worth(row: Target) -> tuple[bool, bool, float, int]:
        own = carried[row.team_id]
        return len(own) < FEWEST, not any(map(settled, own)), shut(row), row.pk

    teams = [row for row in targets if row.team_id in carried and row.team and row.team.manager]
    if not teams:
        return ()
    team = min(teams, key=worth)
    busy = dict(Deal.objects.alive().open().values_list("owner").annotate(Count("pk")))
    officer = min(
        carried[team.team_id],
        key=lambda row: (not settled(row), shut(row) > FAR, -busy.get(row.person_id, 0), row.pk),
    )
    return tuple(one for one in (team.team and team.team.manager, officer.person) if one)


def _by_chance(plan: Plan, targets: list[Target], quarter: Period, today: date, records: Records) -> Shut:
    """Points from a chance that is open, as of this morning."""
    make_run(
        "bookings",
        quarter,
        as_of=today,
        today=today,
        at=clock.now(),
        given=known("bookings", today, today, records),
    )
    stated = stated_chances(plan, targets)
    return lambda row: abs(stated[row.pk] - OPEN) if row.pk in stated else 100.0


def _by_result(targets: list[Target], quarter: Period, today: date) -> Shut:
    """How many points what is reached lies from the share that all have reached."""
    came = results("bookings", quarter.start, today)
    whole = sum(float(row.amount) for row in targets if row.person_id) or 1.0
    usual = sum(map(float, came.by_person.values())) / whole

    def off(row: Target) -> float:
        reached = came.by_person.get(row.person_id, 0) if row.person_id else came.by_team.get(row.home_id, 0)
        return 100 * abs(float(reached) / max(float(row.amount), 1.0) - usual)

    return off
