"""What the demonstration company wrote down on the last Fridays, and what it called last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from tandem.authority import organization
from tandem.core.money import round_to
from tandem.core.periods import Period
from tandem.deals.actions import learn_chances
from tandem.deals.models import DatePush, Deal, StageChange, WinFit
from tandem.deals.queries.features import FIELDS, columns, look
from tandem.demo.company import CURRENCY
from tandem.demo.loading.today import last_working_day
from tandem.demo.queries import door
from tandem.forecasts.actions import count_instead, hand_up
from tandem.forecasts.actions.snapshots import CERTAIN, names_now
from tandem.forecasts.models import Snapshot, SnapshotDeal
from tandem.forecasts.queries import prefill
from tandem.forecasts.queries.calls import beneath_of
from tandem.people.models import Person, Team
from tandem.science.winning.additive import Additive

WEEKS, CALLERS = 6, 60
DATED = ("expected_close_on", "forecast_category")
LARGE = 20_000  # deals from which on one snapshot is enough to look at
REASONS = ("Two deals slipped twice", "The buyer has been silent for 19 days", "Budget is not approved yet")


def fridays(today: date, count: int) -> list[datetime]:
    """Noon of the last Fridays before today, the oldest first."""
    last = today - timedelta(days=(today.weekday() - 4) % 7 or 7)
    zone = ZoneInfo(organization.current().time_zone)
    return [datetime.combine(last - timedelta(days=7 * n), time(12), zone) for n in range(count - 1, -1, -1)]


def write_snapshots(today: date, *, told: bool) -> None:
    """Snapshots of the last Fridays; when `told`, with the win chances of the evening before, by what was learned on
    the eve of the first of them. A large company has one.
    """
    large = Deal.objects.count() > LARGE
    days = fridays(today, 1 if large else WEEKS)
    fitted = learn_chances(today=_eve(days[0]), at=days[0] - timedelta(hours=12)) if told else None
    past = _Past()
    for at in days:
        _write_snapshot(at, past, fitted)


def _eve(at: datetime) -> date:
    return at.date() - timedelta(days=1)


class _Past:
    """What happened to deals, read once: passages and pushes by deal and time."""

    def __init__(self) -> None:
        self.passages = list(
            StageChange.objects.order_by("deal", "at", "pk").values_list(
                "deal_id", "at", "to_stage_id", "to_stage__kind", "amount"
            )
        )
        self.pushes = list(
            DatePush.objects.order_by("deal", "at", "pk").values_list("deal_id", "at", "was_on", "now_on")
        )

    def stages(self, at: datetime) -> dict[int, tuple[int, Decimal | None]]:
        """Stage and amount of every deal at a moment; stage 0 once it is closed."""
        found: dict[int, tuple[int, Decimal | None]] = {}
        for deal, when, stage, kind, amount in self.passages:
            if when <= at:
                found[deal] = (stage if kind == "open" else 0, amount)
        return found

    def expected(self, at: datetime) -> dict[int, date | None]:
        """Expected close dates, of deals whose date was ever moved."""
        found: dict[int, date | None] = {}
        for deal, when, was, now in self.pushes:
            if when <= at:
                found[deal] = now
            else:
                found.setdefault(deal, was)
        return found


def _write_snapshot(at: datetime, past: _Past, fitted: WinFit | None) -> None:
    """The open deals as they stood: stage and amount from their passages, the close date from its pushes."""
    passages = {deal: each for deal, each in past.stages(at).items() if each[0]}
    expected = past.expected(at)
    made = Snapshot.objects.create(
        on=at.date(), taken_at=at, kind="weekly", currency=CURRENCY, rates={CURRENCY: "1"}, names=names_now()
    )
    rows = [row for row in Deal.objects.alive().order_by("pk").values_list(*FIELDS) if row[0] in passages]
    beside = {row[0]: row[1:] for row in Deal.objects.values_list("pk", "owner_id", "team_id", *DATED)}
    chances = _chances(rows, _eve(at), fitted)
    SnapshotDeal.objects.bulk_create(
        (
            SnapshotDeal(
                snapshot=made,
                deal_id=row[0],
                owner_id=owner,
                team_id=team,
                stage_id=passages[row[0]][0],
                amount=passages[row[0]][1],
                currency=CURRENCY,
                value=passages[row[0]][1],
                closes_on=expected.get(row[0], closes_on),
                category=category if row[3] == "open" else "commit" if row[3] == "won" else "best",
                chance=chances.get(row[0]),
            )
            for row in rows
            for owner, team, closes_on, category in [beside[row[0]]]
        ),
        batch_size=2000,
    )


def _chances(rows: Sequence[tuple[Any, ...]], day: date, fitted: WinFit | None) -> dict[int, int]:
    """Win chances in ten-thousandths, from what was known of the deals in the evening of the day."""
    if fitted is None or not rows:
        return {}
    seen = look([(row, day) for row in rows])
    told = Additive.from_json(fitted.model).chances(columns(seen, fitted.usual_amount))
    return {one.deal: round(float(chance) * CERTAIN) for one, chance in zip(seen, told, strict=True)}


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
        won = beneath_of(one, [], period, today).closed
        figure = max(_round(prefill(one, team, period, today).likely * Decimal("0.93")), won)
        when = at + timedelta(seconds=20 * place)
        count_instead(one, team, period, actor=manager, at=when, seat=team, likely=figure, reason=reason)


def _call_for_teams(period: Period, today: date, at: datetime) -> None:
    """Leads call what was handed up, the lower ones first."""
    teams = Team.objects.filter(manager__is_active=True, manager__role__in=("manager", "executive"))
    for team in sorted(teams.select_related("manager"), key=lambda one: (-one.depth, one.pk))[:20]:
        begins = prefill(None, team, period, today)
        likely = max(_round(begins.likely), begins.commit or Decimal(0))
        if team.manager is None or not likely:
            continue
        at += timedelta(seconds=20)
        commit, best = min(begins.commit or likely, likely), max(begins.best or likely, likely)
        hand_up(None, team, period, actor=team.manager, at=at, likely=likely, commit=commit, best=best)


def _round(amount: Decimal) -> Decimal:
    """To whole hundreds, as people call."""
    return round_to((amount / 100).quantize(Decimal(1)) * 100, CURRENCY)
