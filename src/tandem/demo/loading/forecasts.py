"""What the demonstration company wrote down on the last Fridays, and what it called last."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np

from tandem.authority import organization
from tandem.core.money import round_to
from tandem.core.periods import Period
from tandem.deals.models import DatePush, Deal, StageChange
from tandem.demo.company import CURRENCY
from tandem.demo.loading.today import last_working_day
from tandem.demo.queries import door
from tandem.forecasts.actions import count_instead, hand_up
from tandem.forecasts.actions.snapshots import names_now
from tandem.forecasts.models import Snapshot, SnapshotDeal
from tandem.forecasts.queries import prefill
from tandem.people.models import Person, Team

WEEKS, CALLERS = 6, 60
LARGE = 20_000  # deals from which on one snapshot is enough to look at
REASONS = ("Two deals slipped twice", "The buyer has been silent for 19 days", "Budget is not approved yet")


def fridays(today: date, count: int) -> list[datetime]:
    """Noon of the last Fridays before today, the oldest first."""
    last = today - timedelta(days=(today.weekday() - 4) % 7 or 7)
    zone = ZoneInfo(organization.current().time_zone)
    return [datetime.combine(last - timedelta(days=7 * n), time(12), zone) for n in range(count - 1, -1, -1)]


def write_snapshots(today: date) -> None:
    """Snapshots of the last Fridays."""
    large = Deal.objects.count() > LARGE
    for at in fridays(today, 1 if large else WEEKS):
        _write_snapshot(at, today)


def _write_snapshot(at: datetime, today: date) -> None:
    """The open deals as they stood: stage and amount from their passages, the close date from its pushes."""
    passages: dict[int, tuple[int, Decimal | None]] = {}
    then = StageChange.objects.filter(at__lte=at, deal__created_at__lte=at).order_by("deal", "at", "pk")
    for deal, stage, kind, amount in then.values_list("deal_id", "to_stage_id", "to_stage__kind", "amount"):
        passages[deal] = (stage if kind == "open" else 0, amount)
    expected: dict[int, date | None] = {}
    for deal, moved_at, was, now in DatePush.objects.order_by("deal", "at", "pk").values_list(
        "deal_id", "at", "was_on", "now_on"
    ):
        if moved_at <= at:
            expected[deal] = now
        else:
            expected.setdefault(deal, was)
    made = Snapshot.objects.create(
        on=at.date(), taken_at=at, kind="weekly", currency=CURRENCY, rates={CURRENCY: "1"}, names=names_now()
    )
    rows = Deal.objects.alive().filter(created_at__lte=at).order_by("pk")
    found = rows.values_list(
        "pk", "owner_id", "team_id", "amount", "expected_close_on", "forecast_category", "state"
    )
    SnapshotDeal.objects.bulk_create(
        (
            SnapshotDeal(
                snapshot=made,
                deal_id=pk,
                owner_id=owner,
                team_id=team,
                stage_id=passages[pk][0],
                amount=passages[pk][1],
                currency=CURRENCY,
                value=passages[pk][1],
                closes_on=expected.get(pk, closes_on),
                category=category if state == "open" else "commit" if state == "won" else "best",
            )
            for pk, owner, team, amount, closes_on, category, state in found
            if passages.get(pk, (0, None))[0]
        ),
        batch_size=2000,
    )


def write_calls(today: date, seed: int) -> None:
    """On the last working day, after everything else: officers call, two are counted differently, leads call."""
    manager = door("manager")
    team = manager.teams_led.first() if manager is not None else None
    period = organization.calendar().quarter_of(today)
    day = last_working_day(today)
    if manager is None or team is None or not period.contains(day):
        return
    rng = np.random.default_rng([seed, 21])
    at = datetime.combine(day, time(17, 15), UTC)
    officers = (
        Person.objects.active().officers().filter(team__isnull=False).select_related("team").order_by("pk")
    )
    for one in sorted(officers, key=lambda each: not each.path.startswith(team.path))[:CALLERS]:
        home = one.team or team
        begins = prefill(one, home, period, today)
        factor = Decimal(str(round(float(rng.normal(1.04, 0.08)), 3)))
        likely = max(_round(begins.likely * factor), begins.commit or Decimal(0))
        best = max(_round(begins.best or likely), likely)
        at += timedelta(seconds=20)
        hand_up(one, home, period, actor=one, at=at, likely=likely, commit=begins.commit, best=best)
    _count_differently(team, manager, period, today, at + timedelta(minutes=1))
    _call_for_teams(period, today, at + timedelta(minutes=3))


def _count_differently(team: Team, manager: Person, period: Period, today: date, at: datetime) -> None:
    mine = list(Person.objects.active().officers().filter(team=team).order_by("pk"))[1:3]
    for place, (one, reason) in enumerate(zip(mine, REASONS, strict=False)):
        figure = _round(prefill(one, team, period, today).likely * Decimal("0.93"))
        when = at + timedelta(seconds=20 * place)
        count_instead(one, team, period, actor=manager, at=when, seat=team, likely=figure, reason=reason)


def _call_for_teams(period: Period, today: date, at: datetime) -> None:
    """Leads call what was handed up, the lower ones first."""
    teams = Team.objects.filter(manager__is_active=True, manager__role__in=("manager", "executive"))
    for team in sorted(teams.select_related("manager"), key=lambda one: (-one.depth, one.pk))[:20]:
        begins = prefill(None, team, period, today)
        likely = _round(begins.likely)
        if team.manager is None or not likely:
            continue
        at += timedelta(seconds=20)
        commit, best = min(begins.commit or likely, likely), max(begins.best or likely, likely)
        hand_up(None, team, period, actor=team.manager, at=at, likely=likely, commit=commit, best=best)


def _round(amount: Decimal) -> Decimal:
    """To whole hundreds, as people call."""
    return round_to((amount / 100).quantize(Decimal(1)) * 100, CURRENCY)
