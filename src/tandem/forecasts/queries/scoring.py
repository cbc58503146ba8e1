"""What periods that are over are scored by: what each layer had said at a lead time, and what came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tandem.authority import organization
from tandem.core.money import round_to
from tandem.core.periods import Period
from tandem.deals.models import Deal, DealQuerySet
from tandem.deals.queries.counting import counting
from tandem.forecasts.models import KINDS, Call, Forecast, Score
from tandem.forecasts.queries.calls import key_of
from tandem.forecasts.queries.targets import targets
from tandem.forecasts.rules import FRESH, SETTLED, layer_of, leads
from tandem.goals.models import Outlook, Run
from tandem.goals.queries.odds import key_of as outlook_key
from tandem.goals.queries.results import Results, results
from tandem.people.queries import tree_since

ZERO = Decimal(0)
Key = tuple[str, int]


@dataclass(frozen=True)
class Lead:
    """One lead time of a period and what had been said until the end of that day."""

    weeks: int
    day: date
    calls: Mapping[Key, list[Call]]
    outlooks: Mapping[Key, Outlook]
    so_far: Results
    rest: Results


@dataclass(frozen=True)
class Over:
    """A period that is over. `homes`: the team each person stood in; `paths`: of every team on its last day."""

    period: Period
    leads: list[Lead]
    homes: Mapping[int, int]
    paths: Mapping[int, str]
    came: Results
    targets: Mapping[Key, Decimal]
    seasoned: frozenset[Key]
    currency: str

    def team_keys(self) -> list[int]:
        """The teams in which somebody stood, and all above them."""
        standing = {self.paths[home] for home in self.homes.values()}
        return [pk for pk, path in self.paths.items() if any(one.startswith(path) for one in standing)]

    def within(self, results: Results, key: Key) -> Decimal:
        """A person's results, or those of a team and all below it."""
        if key[0] == "person":
            return results.by_person.get(key[1], ZERO)
        return results.of_path(self.paths[key[1]], self.paths)

    def below(self, team: int) -> list[int]:
        """The persons who stood in a team or below it."""
        path = self.paths[team]
        return [person for person, home in self.homes.items() if self.paths[home].startswith(path)]


def periods_due(today: date) -> list[Period]:
    """Periods that were forecast or simulated, are over and settled, and have no score yet; the oldest first."""
    until = today - SETTLED
    called = Forecast.objects.filter(end_on__lt=until).values_list("kind", "start_on", "end_on")
    run = Run.objects.filter(metric="bookings", kind__in=KINDS, end_on__lt=until)
    found = {*called.distinct(), *run.values_list("kind", "start_on", "end_on").distinct()}
    done = set(Score.objects.values_list("start_on", "end_on").distinct())
    due = sorted((start, end, kind) for kind, start, end in found if (start, end) not in done)
    return [Period(start, end, kind) for start, end, kind in due]  # type: ignore[arg-type]


def over(period: Period) -> Over:
    """Everything a period is scored by; the number of statements does not grow with the people."""
    paths = tree_since(period.end).paths(period.end)
    held = [_lead(period, weeks, day) for weeks, day in leads(period.start, period.end)]
    homes: dict[int, int] = {}
    for lead in held:
        for row in lead.outlooks.values():
            if row.person_id:
                homes[row.person_id] = row.home_id
    called = Forecast.objects.of_period(period).filter(person__isnull=False)
    homes |= dict(called.values_list("person_id", "home_id"))
    came = results("bookings", period.start, period.end)
    aims = targets(period, list(paths), list(homes))
    currency = organization.current().currency
    return Over(period, held, homes, paths, came, aims, _seasoned(period, paths), currency)


def _lead(period: Period, weeks: int, day: date) -> Lead:
    zone = ZoneInfo(organization.current().time_zone)
    moment = datetime.combine(day + timedelta(days=1), time.min, zone)
    calls: dict[Key, list[Call]] = defaultdict(list)
    rows = Call.objects.standing(moment).filter(
        forecast__start_on=period.start, forecast__end_on=period.end, likely__isnull=False
    )
    for call in rows.filter(currency=organization.current().currency).select_related("forecast"):
        calls[key_of(call.forecast)].append(call)
    run = (
        Run.objects.of("bookings", period)
        .filter(as_of__lte=day, as_of__gt=day - FRESH, made_at__lte=moment)
        .newest_first()
        .first()
    )
    said = Outlook.objects.filter(run=run, thin="").light() if run else ()
    last = period.start - timedelta(days=1)
    return Lead(
        weeks,
        day,
        calls,
        {outlook_key(row): row for row in said},
        results("bookings", period.start, day),
        results("bookings", last - timedelta(days=7 * weeks - 1), last),
    )


def _seasoned(period: Period, paths: Mapping[int, str]) -> frozenset[Key]:
    """Persons and teams that had booked anything before the period: of others nothing went before."""
    before = (date.min, period.start - timedelta(days=1))
    there, later = counting(Deal.objects.won().order_by(), before)
    people = _different(there, later, "credited_to_id")
    at = {paths[pk] for pk in _different(there, later, "team_id") if pk in paths}
    teams = [pk for pk, path in paths.items() if any(one.startswith(path) for one in at)]
    return frozenset({*(("person", pk) for pk in people), *(("team", pk) for pk in teams)})


def _different(there: DealQuerySet, later: DealQuerySet, name: str) -> Iterable[int]:
    return there.values_list(name, flat=True).distinct().union(later.values_list(name, flat=True).distinct())


def scores_of(given: Over, at: datetime) -> Iterator[Score]:
    """Every score of a period: of each lead time and each person and team, what each layer said."""
    officers_in = set(given.homes.values())
    for lead in given.leads:
        for person, home in given.homes.items():
            yield from _of_one(given, lead, ("person", person), home, True, at)
        for team in given.team_keys():
            yield from _of_one(given, lead, ("team", team), team, team in officers_in, at)
            yield from _officers(given, lead, team, at)


def _of_one(
    given: Over, lead: Lead, key: Key, home: int, has_officers: bool, at: datetime
) -> Iterable[Score]:
    """What each layer said of one person or team."""
    if key in given.seasoned:
        naive = given.within(lead.so_far, key) + given.within(lead.rest, key)
        yield _score(given, lead, key, home, at, layer="naive", figure=naive)
    said = lead.outlooks.get(key)
    if said is not None:
        low, figure, high = (
            round_to(Decimal(value), given.currency) for value in (said.p10, said.p50, said.p90)
        )
        yield _score(given, lead, key, home, at, layer="model", figure=figure, low=low, high=high)
    for call in lead.calls.get(key, ()):
        layer = layer_of(home, call.seat_id, of_person=key[0] == "person", has_officers=has_officers)
        yield _score(
            given, lead, key, home, at, layer=layer, figure=call.likely, by_id=call.by_id,
            chair_id=call.seat_id or home,
        )  # fmt: skip


def _officers(given: Over, lead: Lead, team: int, at: datetime) -> Iterable[Score]:
    """What the officers of a team and all below it added up to: those who had handed up, against what came of them."""
    figures: dict[int, Decimal] = {}
    for person in given.below(team):
        for call in lead.calls.get(("person", person), ()):
            if call.seat_id is None and call.likely is not None:
                figures[person] = call.likely
    if not figures:
        return
    came = sum((given.within(given.came, ("person", person)) for person in figures), ZERO)
    yield _score(
        given, lead, ("team", team), team, at, layer="officer", figure=sum(figures.values(), ZERO), actual=came,
        parts=len(figures),
    )  # fmt: skip


def _score(given: Over, lead: Lead, key: Key, home: int, at: datetime, **values: object) -> Score:
    values.setdefault("chair_id", home)
    values.setdefault("actual", given.within(given.came, key))
    period = given.period
    return Score(
        kind=period.kind, start_on=period.start, end_on=period.end, weeks=lead.weeks,
        person_id=key[1] if key[0] == "person" else None, team_id=home, target=given.targets.get(key),
        currency=given.currency, at=at, **values,
    )  # fmt: skip
