"""What Team and Business are made of, read in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from tandem.authority import organization
from tandem.core.money import digits_of, format_money
from tandem.deals.queries.figures import Closed, Pipeline, closed_figures, counts_for, of_teams, open_figures
from tandem.goals.models import Target
from tandem.goals.queries.odds import Outcome, newest_curves, outcome
from tandem.goals.queries.pace import curves_of
from tandem.goals.queries.revisions import Revision, newest_waiting, revisions
from tandem.goals.queries.trend import Booked, Trend, trend
from tandem.people.models import Membership, Person, Team
from tandem.science.pace import Standing, standing
from tandem.science.season import DueCurve
from tandem.workspace.queries.choice import Choice

ENOUGH = 30  # closed deals; fewer say too little about the usual conversion
ZERO = Decimal(0)


@dataclass(frozen=True)
class Figures:
    """One row: a person, a team, or the sum. Percentages are of the row's own target."""

    name: str
    record: Person | Team | None
    target: Decimal | None
    booked: Booked
    pipeline: Pipeline
    stands: Standing | None
    pace: float | None
    usual: float | None
    today: date
    currency: str
    over: bool
    outcome: Outcome | None = None
    target_id: int | None = None
    revision: Revision | None = None

    @property
    def percent(self) -> float | None:
        """Attainment in percent; None without a target."""
        found = self.stands.attainment if self.stands else None
        return None if found is None else float(found) * 100

    @property
    def gap(self) -> Decimal | None:
        """Booked − due today."""
        return self.stands.gap if self.stands else None

    @cached_property
    def words(self) -> str:
        """How it stands: "€20.6k ahead of pace", "Target reached", in a period that is over "€3.1k short"."""
        if self.stands is None or not self.target:
            return "no target"
        gap = self.stands.gap
        if self.stands.left <= 0:
            return f"Target reached, {self._short(gap)} over" if self.over and gap else "Target reached"
        if not gap:
            return "on pace"
        ahead, behind = ("over", "short") if self.over else ("ahead of pace", "behind pace")
        return f"{self._short(abs(gap))} {ahead if gap > 0 else behind}"

    @property
    def tone(self) -> str:
        """The class of the words: good, bad or neither."""
        if self.stands is None or not self.target:
            return "text-muted"
        return "up font-medium" if self.stands.gap >= 0 or self.stands.left <= 0 else "down font-medium"

    @property
    def booked_words(self) -> str:
        """What was booked, short."""
        return self._short(self.booked.period)

    @property
    def of_words(self) -> str:
        """ "of €260k", "no target"."""
        return "no target" if self.target is None else f"of {self._short(self.target)}"

    @property
    def cover_words(self) -> str:
        """ "2.4×"."""
        return "–" if self.coverage is None else f"{self.coverage:.1f}×"

    def _short(self, amount: Decimal) -> str:
        return format_money(amount, self.currency, "short")

    @property
    def ahead(self) -> float:
        """What the table is sorted by: points of target ahead of pace; without a target last."""
        return -1e9 if self.percent is None else self.percent - (self.pace or 0)

    @cached_property
    def coverage(self) -> float | None:
        """Open amount closing in the period ÷ what is left to the target."""
        return self.pipeline.coverage(self.stands.left) if self.stands and not self.over else None

    @property
    def thin(self) -> bool:
        """Covers less than half of what the usual conversion needs; less than what is left where that is unknown."""
        return self.coverage is not None and self.coverage < ((self.usual or 2) / 2)

    @property
    def chance(self) -> int | None:
        """The chance to attain in whole percent; None where none may be told, and once the target is reached."""
        if self.outcome is None or self.stands is None or self.stands.left <= 0:
            return None
        return self.outcome.chance.percent

    @property
    def easy(self) -> bool:
        """Nearly sure to be reached while much is still to come: worth a look at the target, not at the person."""
        return self.chance is not None and self.outcome is not None and self.outcome.chance.band == "too_easy"

    @property
    def ramp(self) -> int:
        """The how many-th month here, in the first six; else 0."""
        hired = getattr(self.record, "hired_on", None)
        if hired is None:
            return 0
        month = (self.today.year - hired.year) * 12 + self.today.month - hired.month + 1
        return month if 1 <= month <= 6 else 0


@dataclass(frozen=True)
class Material:
    """Everything read for one page."""

    choice: Choice
    targets: Mapping[tuple[str, int], Decimal]
    target_ids: Mapping[tuple[str, int], int]
    trend: Trend
    closed: Closed
    open: Mapping[tuple[int, int | None], Pipeline]
    curves: Mapping[int, DueCurve]
    homes: Mapping[tuple[str, int], int]
    currency: str
    people: Sequence[Person]
    revisions: Mapping[int, Revision]

    @property
    def curve(self) -> DueCurve:
        """How the chosen team's periods run."""
        return self.curves[self.choice.team.pk]

    def share(self, record: Person | Team | None) -> float:
        """The share of the period's result that is due by now, as the row's own goal says it: by its team's curve."""
        home = self.homes.get(_key(record)) if record is not None else None
        curve = self.curves.get(home) if home is not None else None
        return (curve or self.curve).share(self.choice.until)

    @cached_property
    def usual(self) -> float | None:
        """How many times its target a pipeline needs: 1 ÷ the team's win rate, None with too few closed deals."""
        rate = self.closed.both()
        return 1 / rate.value if rate.value and rate.n >= ENOUGH else None

    def figures(
        self,
        name: str,
        record: Person | Team | None,
        target: Decimal | None,
        booked: Booked,
        pipeline: Pipeline,
    ) -> Figures:
        """One row of these."""
        share = self.share(record)
        stands = (
            standing(booked.period, target, share, digits=digits_of(self.currency))
            if target is not None
            else None
        )
        pace = share * 100 if target and not self.choice.is_past else None
        choice = self.choice
        target_id = self.target_ids.get(_key(record)) if record is not None else None
        return Figures(
            name, record, target, booked, pipeline, stands, pace, self.usual, choice.today, self.currency,
            choice.is_past, None, target_id, self.revisions.get(target_id or 0),
        )  # fmt: skip

    def with_chances(self, viewer: Person, rows: Iterable[Figures]) -> list[Figures]:
        """The same rows with what their draws say of their targets, read in one statement."""
        found = list(rows)
        if self.choice.is_past:
            return found
        keys = [_key(row.record) for row in found if row.record is not None and row.target]
        curves = newest_curves(
            viewer, "bookings", self.choice.period, people=[pk for kind, pk in keys if kind == "person"],
            teams=[pk for kind, pk in keys if kind == "team"],
        )  # fmt: skip
        return [
            replace(row, outcome=outcome(curve, row.target, self.currency))
            if row.target and row.record is not None and (curve := curves.get(_key(row.record)))
            else row
            for row in found
        ]

    def of_person(self, person: Person) -> Figures:
        return self.figures(
            person.name,
            person,
            self.targets.get(("person", person.pk)),
            self.trend.by_person.get(person.pk, Booked()),
            self.by_owner.get(person.pk, Pipeline()),
        )

    def of_team(self, team: Team) -> Figures:
        """A team with all below it."""
        inside = {one.pk for one in self.choice.below if one.path.startswith(team.path)}
        booked = sum((self.trend.by_team.get(pk, Booked()) for pk in inside), Booked())
        pipeline = sum((each for (_, of), each in self.open.items() if of in inside), Pipeline())
        return self.figures(team.name, team, self.targets.get(("team", team.pk)), booked, pipeline)

    @cached_property
    def by_owner(self) -> dict[int, Pipeline]:
        """Open deals by owner."""
        found: dict[int, Pipeline] = {}
        for (owner, _), pipeline in self.open.items():
            found[owner] = found.get(owner, Pipeline()) + pipeline
        return found


def material(viewer: Person, choice: Choice) -> Material:
    """Read what a page needs; the number of statements does not depend on how many people there are."""
    period = choice.period
    targets, target_ids, homes, waiting = _targets(choice, viewer)
    people = _people(choice, [pk for kind, pk in targets if kind == "person"])
    rows = of_teams(choice.ids)
    currency = organization.current().currency
    return Material(
        choice,
        targets,
        target_ids,
        trend(choice.ids, [person.pk for person in people], period, choice.until),
        closed_figures(counts_for(choice.ids), period, choice.until),
        {} if choice.is_past else open_figures(rows, period, choice.today, currency),
        _curves(choice, homes.values()),
        homes,
        currency,
        people,
        revisions(viewer, waiting, currency),
    )


def team_target(viewer: Person, choice: Choice) -> Decimal | None:
    """The published bookings target of the chosen team."""
    return _targets(choice, viewer)[0].get(("team", choice.team.pk))


def _key(record: Person | Team) -> tuple[str, int]:
    return ("person" if isinstance(record, Person) else "team", record.pk)


def _targets(
    choice: Choice, viewer: Person
) -> tuple[dict[tuple[str, int], Decimal], dict[tuple[str, int], int], dict[tuple[str, int], int], list[int]]:
    """Published bookings targets of the period: ("person" or "team", id) → amount, → id, → team; lowest plan first.

    Then the ids of what was asked for beyond a limit about them, and waits.
    """
    rows = (
        Target.objects.published()
        .filter(home__in=choice.ids, plan__metric="bookings")
        .filter(plan__start_on=choice.period.start, plan__end_on=choice.period.end)
        .order_by("plan__team__path", "plan")
        .values_list("person_id", "team_id", "amount", "pk", "home_id", newest_waiting(viewer))
    )
    found = {
        ("person", person) if person else ("team", team): (amount, pk, home, waits)
        for person, team, amount, pk, home, waits in rows
    }
    return (
        {key: amount for key, (amount, *_) in found.items()},
        {key: pk for key, (_, pk, *_) in found.items()},
        {key: home for key, (*_, home, _) in found.items()},
        [waits for *_, waits in found.values() if waits],
    )


def _curves(choice: Choice, homes: Iterable[int]) -> dict[int, DueCurve]:
    """The due curves of the chosen team and of the teams that targets belong to, by team."""
    wanted = {choice.team.pk: choice.team} | {team.pk: team for team in choice.below if team.pk in set(homes)}
    found = curves_of((team, "bookings", choice.period) for team in wanted.values())
    return {team: curve for (team, *_), curve in found.items()}


def _people(choice: Choice, with_target: Sequence[int]) -> list[Person]:
    """Who carries a target of the period, and every officer who is there now; when it is over, on its last day."""
    condition = Q(pk__in=with_target)
    if choice.is_past:
        there = Membership.objects.on(choice.period.end).filter(team__in=choice.ids)
        condition |= Q(pk__in=there.values("person"), role="officer")
    else:
        condition |= Q(path__startswith=choice.team.path, role="officer", is_active=True)
    return list(Person.objects.filter(condition).order_by("name", "pk").only("name", "role", "hired_on"))
