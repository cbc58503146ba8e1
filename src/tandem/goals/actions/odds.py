"""Making runs of the simulation and dropping their draws. No act of a person, so not in the logbook."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.conf import settings
from django.db import IntegrityError, transaction

from tandem.authority import organization
from tandem.core.periods import Period
from tandem.goals.models import Outlook, Plan, Run
from tandem.goals.packing import pack, pack_deals
from tandem.goals.queries.known import Known, known
from tandem.goals.queries.results import Results, results, team_paths
from tandem.science.draws import TOLD
from tandem.science.landing.fan_out import FanOut, cluster
from tandem.science.landing.given import Ask, Landing
from tandem.science.landing.simulate import land

METHOD = "landing 7"
DRAWS = 2000
SEED = 1
FRIDAY = 4
FRIDAYS_KEPT = 2
AT_ONCE = 500
Wanted = tuple[str, Period]

logger = logging.getLogger(__name__)


def runs_due(today: date) -> list[Wanted]:
    """What is simulated every night: bookings of this and the next quarter, and every plan that is not over."""
    calendar = organization.calendar()
    this = calendar.quarter_of(today)
    wanted: dict[Wanted, None] = {("bookings", this): None, ("bookings", this.next()): None}
    for plan in Plan.objects.filter(end_on__gte=today).order_by("start_on", "pk"):
        wanted[plan.metric, plan.period(calendar)] = None
    return list(wanted)


def make_run(
    metric: str,
    period: Period,
    *,
    as_of: date,
    today: date,
    at: datetime,
    given: Known | None = None,
    watched: Callable[[FanOut], FanOut] | None = None,
) -> Run | None:
    """Simulate and keep. The same inputs give the run that is there already; None while there is nobody to simulate.

    `given`: what was known as of the day, when several periods are simulated from it. `watched`: what tells how
    far the drawing is.
    """
    given = given or known(metric, as_of, today)
    if given is None or not len(given.people):
        return None
    digest = given.digest(METHOD, DRAWS, SEED, period.kind, period.start, period.end, as_of)
    same = Run.objects.of(metric, period).filter(as_of=as_of, digest=digest, has_draws=True).first()
    if same is not None:
        Run.objects.filter(pk=same.pk).update(entry_id=given.entry_id)
        return same
    ask = Ask(
        as_of=as_of.toordinal(),
        start=period.start.toordinal(),
        end=period.end.toordinal(),
        draws=DRAWS,
        seed=SEED,
        year_begins=organization.current().fiscal_start_month,
    )
    with workers() as fan_out:
        told = land(given.deals, given.staff, ask, watched(fan_out) if watched else fan_out)
    run = Run(
        metric=metric,
        kind=period.kind,
        start_on=period.start,
        end_on=period.end,
        as_of=as_of,
        made_at=at,
        draws=DRAWS,
        seed=SEED,
        method=METHOD,
        digest=digest,
        entry_id=given.entry_id,
        weeks=[date.fromordinal(int(day)).isoformat() for day in told.weeks],
        deals=len(told.deals),
    )
    return _keep(run, given, told)


@contextmanager
def workers() -> Iterator[FanOut]:
    """Who simulates the teams: the cluster of TANDEM_DASK, or this process when none is set or none answers."""
    with ExitStack() as stack:
        try:
            fan_out = stack.enter_context(cluster(settings.TANDEM_DASK))
        except (OSError, ModuleNotFoundError) as error:
            logger.warning(
                "TANDEM_DASK is %s, which cannot be used (%s). The chances are worked out here, to the same "
                "numbers; start the scheduler, or unset TANDEM_DASK.",
                settings.TANDEM_DASK,
                error,
            )
            fan_out = map
        yield fan_out


def _keep(run: Run, given: Known, told: Landing) -> Run:
    reached = results(run.metric, run.start_on, min(run.end_on, run.as_of))
    rows = [*_of_people(run, given, told, reached), *_of_teams(run, given, told, reached)]
    try:
        with transaction.atomic():
            Run.objects.of(run.metric, Period(run.start_on, run.end_on, run.kind)).filter(  # type: ignore[arg-type]
                as_of=run.as_of, digest=run.digest
            ).delete()
            run.save()
            Outlook.objects.bulk_create(rows, batch_size=AT_ONCE)
    except IntegrityError:  # another worker kept the same run just now
        return Run.objects.get(
            metric=run.metric, start_on=run.start_on, end_on=run.end_on, as_of=run.as_of, digest=run.digest
        )
    return run


def _of_people(run: Run, given: Known, told: Landing, reached: Results) -> Iterable[Outlook]:
    officer = given.deals.officer[told.deals]
    order = np.argsort(officer, kind="stable")
    begin = np.searchsorted(officer[order], np.arange(len(given.people) + 1))
    quantiles = np.quantile(told.people, TOLD, axis=1)
    for place, person in enumerate(given.people.tolist()):
        mine = order[begin[place] : begin[place + 1]]
        yield Outlook(
            run=run,
            person_id=person,
            home_id=int(given.homes[place]),
            booked=float(reached.by_person.get(person, 0)),
            **_quantiles(quantiles[:, place]),
            mean=float(told.people[place].mean()),
            thin=told.thin[place],
            quarters=int(told.quarters[place]),
            outcomes=int(told.outcomes[place]),
            fan=pack(told.people_fan[place]),
            drawn=pack(told.people[place]),
            open_deals=pack_deals(
                given.deal_ids[told.deals[mine]],
                told.in_period[mine],
                told.ever[mine],
                told.worth[mine],
                told.wins[mine],
            ),
        )


def _of_teams(run: Run, given: Known, told: Landing, reached: Results) -> Iterable[Outlook]:
    """Teams, moved by what those who are elsewhere now earned for them: results stay with the team of the day."""
    paths = team_paths()
    members = np.zeros(len(given.teams))
    np.add.at(members, given.staff.team, told.booked)
    for team in range(len(given.teams) - 1, 0, -1):
        if given.staff.parent[team] >= 0:
            members[given.staff.parent[team]] += members[team]
    for place, team in enumerate(given.teams.tolist()):
        booked = float(reached.of_path(paths[team], paths)) if team in paths else float(members[place])
        moved = np.float32(booked - members[place])
        drawn = told.teams[place] + moved
        yield Outlook(
            run=run,
            team_id=team,
            home_id=team,
            booked=booked,
            **_quantiles(np.quantile(drawn, TOLD)),
            mean=float(drawn.mean()),
            thin=told.thin_teams[place],
            quarters=min(int(told.quarters.max(initial=0)), 99),
            outcomes=0,
            fan=pack(told.teams_fan[place] + moved),
            drawn=pack(drawn),
        )


def _quantiles(five: Any) -> dict[str, float]:
    return dict(zip(("p10", "p25", "p50", "p75", "p90"), (float(value) for value in five), strict=True))


def drop_draws(today: date) -> int:
    """Drop the draws of runs that no page needs: all but the newest of each period and those of the last Fridays.

    Quantiles and fans stay. Returns how many runs lost their draws.
    """
    kept: set[int] = set()
    newest: set[tuple[Any, ...]] = set()
    fridays: dict[tuple[Any, ...], set[date]] = {}
    for run in Run.objects.filter(has_draws=True).newest_first():
        key = (run.metric, run.start_on, run.end_on)
        seen = fridays.setdefault(key, set())
        over = run.end_on < today - timedelta(days=31)
        if key not in newest and not over:
            newest.add(key)
            kept.add(run.pk)
        elif (
            run.as_of.weekday() == FRIDAY and run.as_of not in seen and len(seen) < FRIDAYS_KEPT and not over
        ):
            seen.add(run.as_of)
            kept.add(run.pk)
    rest = Run.objects.filter(has_draws=True).exclude(pk__in=kept)
    count = 0
    for run in rest:
        with transaction.atomic():
            run.outlooks.update(drawn=None, open_deals=None)
            run.has_draws = False
            run.save(update_fields=["has_draws"])
        count += 1
    return count
