"""Plans and results for tests, made by actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.test import Client
from django.urls import reverse

from tandem.collaboration.models import Agreement
from tandem.core.periods import FiscalCalendar, Period
from tandem.deals.actions import lose_deal, open_deal, win_deal
from tandem.deals.models import Deal
from tandem.deals.tests import make as deals
from tandem.goals.actions import open_plan
from tandem.goals.actions.odds import make_run
from tandem.goals.models import Outlook, Plan, Run, Target
from tandem.goals.packing import pack
from tandem.goals.rules import SPLITS
from tandem.people.models import Person, Team
from tandem.science.draws import TOLD
from tests.cast import Cast

Q4 = FiscalCalendar(1).parse("2026-Q4")
HTMX = {"HTTP_HX_REQUEST": "true"}
NOW = datetime(2026, 9, 20, 9, tzinfo=UTC)
AS_OF = NOW.date()
LAST_YEAR = date(2025, 11, 3)  # in the same quarter of last year
RESULTS = {"olga": 300_000, "omar": 150_000, "otto": 200_000, "pia": 250_000, "paul": 100_000}


def won(owner: Person, amount: int | str, day: date, **values: Any) -> Deal:
    """A deal that its owner won on that day."""
    at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    deal = open_deal(
        actor=owner,
        at=at,
        name="Deal",
        amount=Decimal(amount),
        currency="EUR",
        expected_close_on=day,
        **values,
    )
    return win_deal(deal, actor=owner, at=at, closed_on=day)


def opened(owner: Person, amount: int | str, closes: date) -> Deal:
    """An open deal that is expected to close on that day."""
    return open_deal(
        actor=owner, at=NOW, name="Open", amount=Decimal(amount), currency="EUR", expected_close_on=closes
    )


def plan_for(cast: Cast, *, team: Team | None = None, top: int | str = 1_000_000, **values: Any) -> Plan:
    """Erin's draft plan for the last quarter of 2026."""
    return open_plan(
        actor=values.pop("actor", cast.erin),
        at=NOW,
        team=team or cast.maple,
        metric=values.pop("metric", "bookings"),
        period=Q4,
        top=Decimal(top),
        **values,
    )


def row(plan: Plan, who: Person | Team) -> Target:
    """The row of a person or team, as it stands in the database."""
    return plan.targets.get(person=who) if isinstance(who, Person) else plan.targets.get(team=who)


def kept_run(
    period: Period, drawn: Mapping[Person | Team, Sequence[float]], *, as_of: date, thin: str = ""
) -> Run:
    """A run that says just this: the draws of some persons and teams."""
    count = len(next(iter(drawn.values())))
    run = Run.objects.create(
        metric="bookings", kind=period.kind, start_on=period.start, end_on=period.end, as_of=as_of,
        made_at=datetime(as_of.year, as_of.month, as_of.day, 3, tzinfo=UTC), draws=count, seed=1, method="test",
        digest=f"{Run.objects.count():064}", weeks=[period.end.isoformat()],
    )  # fmt: skip
    for who, draws in drawn.items():
        kept_outlook(run, who, draws, thin=thin)
    return run


def kept_outlook(run: Run, who: Person | Team, draws: Sequence[float], *, thin: str = "") -> Outlook:
    """What a run says of one person or team."""
    values = np.array(draws, dtype=float)
    told = dict(zip(("p10", "p25", "p50", "p75", "p90"), np.quantile(values, TOLD), strict=True))
    person = who if isinstance(who, Person) else None
    team = who if isinstance(who, Team) else None
    return Outlook.objects.create(
        run=run, person=person, team=team, home=team or person.team, booked=0, mean=values.mean(), **told,
        thin=thin, quarters=8, outcomes=40, fan=pack(np.array([list(told.values())])), drawn=pack(values),
        open_deals=None,
    )  # fmt: skip


TODAY = date(2026, 3, 31)
NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
QUARTER = FiscalCalendar().of("quarter", TODAY)
NEXT = QUARTER.next()
CLOSES = date(2026, 4, 20)


def sales_of_a_year(cast: Cast) -> Cast:
    """Olga won one deal a month for a year, lost some, and has two open; Pia has one open."""
    deals.sales(cast)
    for month in range(1, 13):
        at = datetime(2025, month, 3, 9, 0, tzinfo=UTC)
        won = deals.deal(
            cast.olga, name=f"Won {month}", amount=Decimal(1000 + month), at=at, expected_close_on=CLOSES
        )
        win_deal(won, actor=cast.olga, at=at + timedelta(days=20), closed_on=(at + timedelta(days=20)).date())
        lost = deals.deal(cast.olga, name=f"Lost {month}", at=at, expected_close_on=CLOSES)
        lose_deal(
            lost, actor=cast.olga, at=at + timedelta(days=9), reason=deals.reason(),
            closed_on=(at + timedelta(days=9)).date(),
        )  # fmt: skip
    for name, person in (("One", cast.olga), ("Two", cast.olga), ("Three", cast.pia)):
        deals.deal(person, name=name, at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC), expected_close_on=CLOSES)
    return cast


def sold_last_year(cast: Cast) -> Cast:
    """Each reached their figure of RESULTS in the last quarter of 2025, and €150,000 in each quarter since."""
    deals.sales(cast)
    Person.objects.filter(role="officer").update(hired_on=date(2023, 1, 2))
    for name, amount in RESULTS.items():
        won(getattr(cast, name), amount, LAST_YEAR)
        for day in (date(2026, 2, 3), date(2026, 5, 5), date(2026, 8, 4)):
            won(getattr(cast, name), 150_000, day)
    return cast


def plan_with_chances(cast: Cast) -> Plan:
    """A draft of a million, split evenly, with draws around the figures of RESULTS."""
    rng = np.random.default_rng(4)
    drawn = {getattr(cast, name): rng.gamma(9, mean / 9, 1000) for name, mean in RESULTS.items()}
    kept_run(Q4, drawn, as_of=AS_OF)
    return plan_for(cast, top=1_000_000, weights=SPLITS["even"])


def figures(cast: Cast, plan: Plan) -> dict[str, Decimal]:
    """What each of RESULTS has in the plan now."""
    return {name: row(plan, getattr(cast, name)).amount for name in RESULTS}


def run_for(
    period: Period = QUARTER, *, as_of: date = TODAY, today: date = TODAY, metric: str = "bookings"
) -> Run:
    """A run of the simulation as of that day."""
    found = make_run(metric, period, as_of=as_of, today=today, at=NOON)
    assert found is not None
    return found


def browser(person: Person) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *args: int) -> str:
    """An address of goals."""
    return reverse(f"goals:{name}", args=args)


def asked(target: Target) -> Agreement:
    """The agreement about a target that was asked for last."""
    return Agreement.objects.about(target).latest("pk")
