"""What waits for somebody today: revised targets to answer, a counter-proposal to decide, a draft for the next quarter.

All of it happened on the last working day, after everything else, and through the actions themselves.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from tandem.authority import organization
from tandem.collaboration.actions import announce, comment, counter
from tandem.collaboration.models import Agreement
from tandem.core.money import round_to
from tandem.core.periods import Period
from tandem.deals.models import Deal
from tandem.demo.company import CURRENCY
from tandem.demo.loading.doors import open_doors
from tandem.demo.queries import door
from tandem.goals.actions import open_plan, revise_target, set_limit
from tandem.goals.actions.plans import rows_of
from tandem.goals.actions.splitting import split
from tandem.goals.models import Plan, Target
from tandem.goals.queries.records import Records
from tandem.goals.queries.results import results
from tandem.people.absences import record_absence
from tandem.people.models import Absence, Person, Team


def last_working_day(today: date) -> date:
    """The last Monday to Friday before today."""
    day = today - timedelta(days=1)
    return day - timedelta(days=max(day.weekday() - 4, 0))


def leave_open(today: date, records: Records | None) -> None:
    """Make what waits for the manager, the officer and the executive of the first page."""
    quarter = organization.calendar().of("quarter", today)
    evening = datetime.combine(last_working_day(today), time(16, 30), UTC)
    _leave(quarter, evening - timedelta(minutes=30))
    open_doors(quarter, today, evening - timedelta(minutes=20), records)
    manager, officer, executive = door("manager"), door("officer"), door("executive")
    if manager is None or officer is None or executive is None:
        return
    _speak(manager, officer, evening - timedelta(minutes=15))
    _revise_some(manager, officer, quarter, evening)
    plan = Plan.objects.filter(start_on=quarter.start, metric="bookings").order_by("pk").first()
    if plan is not None:
        draft = open_plan(
            actor=executive, at=evening + timedelta(minutes=40), team=plan.team, metric="bookings",
            period=quarter.next(), top=_rounded(plan.top * Decimal("1.04")), over_officers=Decimal(3),
            answer_by=quarter.next().start + timedelta(days=7),
        )  # fmt: skip
        _spare_newest(draft, executive, evening + timedelta(minutes=45))


def _spare_newest(plan: Plan, executive: Person, at: datetime) -> None:
    """The fifth of the officers who came last carries a little less together than the split alone gives."""
    rows = list(plan.targets.filter(person__hired_on__isnull=False).order_by("-person__hired_on", "pk"))
    newest = rows[: max(len(rows) // 5, 1)]
    together = sum((row.amount for row in newest), Decimal(0))
    if together:
        most, members = _rounded(together * Decimal("0.95")), [row.pk for row in newest]
        set_limit(plan, actor=executive, at=at, name="Newest colleagues", members=members, most=most)


def _revise_some(manager: Person, officer: Person, quarter: Period, evening: datetime) -> None:
    """The officer's target; of the colleagues that of who is farthest behind, and of who is nearest, who counters."""
    came = results("bookings", quarter.start, evening.date()).by_person

    def reached(row: Target) -> tuple[Decimal, int]:
        return came.get(row.person_id or 0, Decimal(0)) / max(row.amount, Decimal(1)), row.pk

    rows = sorted(_carried_by_team(manager, quarter.start).values(), key=reached)
    mine = next((row for row in rows if row.person_id == officer.pk), None)
    if mine is not None:
        behind, other = rows.index(mine) < len(rows) // 2, _beside(manager.team)
        why = (
            f"Two of your accounts went over to {other}."
            if behind
            else f"Two accounts of {other} came over to you."
        )
        _revise(mine, manager, evening, "0.95" if behind else "1.06", why)
        rows.remove(mine)
    if len(rows) > 1:
        _revise(
            rows[0], manager, evening + timedelta(minutes=5), "0.95", "Three weeks of leave were not counted."
        )
    if rows:
        why = "The trade fair brought more than planned."
        # Whom there is still something to agree on with, where there is one.
        under_way = [row for row in rows[1:] if reached(row)[0] < 1] or rows
        row = _revise(under_way[-1], manager, evening + timedelta(minutes=9), "1.09", why)
        _counter(row, evening + timedelta(minutes=25), "1.04", "Half of the fair contacts decide next year.")


def _beside(team: Team | None) -> str:
    """The name of a team of the same region, or "another team"."""
    other = Team.objects.filter(parent=team.parent).exclude(pk=team.pk).first() if team else None
    return other.name if other else "another team"


def explain_current(today: date) -> None:
    """Keep beside the current quarter's targets what a split would have given, and from what."""
    quarter = organization.calendar().of("quarter", today)
    plan = (
        Plan.objects.filter(start_on=quarter.start, metric="bookings", state="published")
        .order_by("pk")
        .first()
    )
    if plan is None:
        return
    rows = rows_of(plan)
    for row in rows:
        row.typed = row.parent is not None  # what was agreed on stays
    split(plan, rows, today)
    Target.objects.bulk_update(rows, ["suggested", "reasons"], batch_size=500)


def _leave(quarter: Period, at: datetime) -> None:
    """Some officers have written down when they are away next: two weeks for most, months for one in twenty."""
    next_quarter = quarter.next()
    officers = Person.objects.officers().active().filter(team__isnull=False).order_by("pk")
    long = set(Absence.objects.filter(last_on__gte=next_quarter.start).values_list("person", flat=True))
    for number, officer in enumerate(officers):
        if officer.pk in long:
            continue
        first = next_quarter.start + timedelta(days=7 * (number % 10) - next_quarter.start.weekday() + 7)
        if number % 20 == 6:
            last = first + timedelta(days=76)
            record_absence(officer, actor=officer, at=at, first_on=first, last_on=last, kind="parental")
        elif number % 3 == 1:
            last = first + timedelta(days=11)
            record_absence(officer, actor=officer, at=at, first_on=first, last_on=last)


def _speak(manager: Person, officer: Person, at: datetime) -> None:
    """A word of the manager's to all, and a question about the officer's largest deal."""
    if manager.team is not None:
        announce(
            actor=manager, at=at, team=manager.team, title="Quarter-end review on Thursday at nine",
            text="Bring the two deals you want a second pair of eyes on.", until=at.date() + timedelta(days=10),
        )  # fmt: skip
    deal = Deal.objects.alive().open().filter(owner=officer).order_by("-amount", "pk").first()
    if deal is not None:
        text = (
            f"@{officer.name} who signs this on their side? Ask for fifteen minutes with the economic buyer."
        )
        comment(actor=manager, at=at + timedelta(minutes=3), about=deal, text=text)


def _carried_by_team(manager: Person, start: date) -> dict[int, Target]:
    rows = Target.objects.filter(
        plan__start_on=start,
        plan__kind="quarter",
        home__manager=manager,
        person__isnull=False,
        person__is_active=True,
    ).select_related("person", "plan")
    return {row.person_id: row for row in rows if row.person_id}


def _revise(row: Target, manager: Person, at: datetime, factor: str, reason: str) -> Target:
    toward = ROUND_FLOOR if Decimal(factor) > 1 else ROUND_CEILING
    amount = _rounded(row.amount * Decimal(factor), toward)
    revised: Target = revise_target(row, actor=manager, at=at, amount=amount, reason=reason)
    return revised


def _counter(row: Target, at: datetime, factor: str, reason: str) -> None:
    agreement = Agreement.objects.about(row).open().first()
    before = row.versions.order_by("at", "pk").first()
    if agreement is not None and before is not None:
        figure = _rounded(before.amount * Decimal(factor))
        counter(agreement, actor=agreement.answerer, at=at, figure=figure, reason=reason)


def _rounded(amount: Decimal, rounding: str = ROUND_FLOOR) -> Decimal:
    """To fives in the third digit: 123,900 becomes 120,000; a change so becomes smaller, never larger."""
    step = Decimal(5) * 10 ** max(len(f"{amount:.0f}") - 3, 0)
    return round_to((amount / step).quantize(Decimal(1), rounding=rounding) * step, CURRENCY)
