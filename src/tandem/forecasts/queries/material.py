"""Everything read for one page, in a number of statements that does not grow with the team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from tandem.authority import organization
from tandem.forecasts.queries.beneath import Ground, ground, of_people, of_team_ids
from tandem.forecasts.queries.calls import Standing, moved_since, said, standing
from tandem.forecasts.queries.choosing import Choice, rhythm
from tandem.forecasts.queries.rows import Key, Row
from tandem.forecasts.queries.targets import targets
from tandem.forecasts.rules import Beneath, Deadline, Node, deadline_after, roll_up
from tandem.goals.models import Run
from tandem.goals.queries.odds import Curve, curves, newest_run
from tandem.people.models import Person, Team


@dataclass(frozen=True)
class Material:
    """Everything read for one page."""

    choice: Choice
    people: Sequence[Person]
    ground: Ground
    calls: Standing
    targets: Mapping[Key, Decimal]
    currency: str
    run: Run | None = None
    curves: Mapping[Key, Curve] = field(default_factory=dict)

    @cached_property
    def nodes(self) -> dict[Key, Node]:
        """The tree of teams and officers with what each called."""
        found: dict[Key, Node] = {}
        for team in self.choice.below:
            found["team", team.pk] = self._node(("team", team.pk))
            if ("team", team.parent_id) in found:
                found["team", team.parent_id].parts.append(found["team", team.pk])  # type: ignore[index]
        for person in self.people:
            found["person", person.pk] = self._node(("person", person.pk))
            home = found.get(("team", person.team_id or 0))
            if home is not None:
                home.parts.append(found["person", person.pk])
        return found

    def _node(self, key: Key) -> Node:
        over = {seat: figures for seat, call in self.calls.over(key).items() if (figures := said(call))}
        return Node(key, said(self.calls.own(key)), over)

    def of_person(self, person: Person, seat: int | None) -> Row:
        """A person's row, as counted from a seat."""
        row = self._row(person, ("person", person.pk), self.ground.of_person(person.pk), seat)
        return replace(row, gone=self.ground.gone_of(person.pk))

    def of_team(self, team: Team, seat: int | None) -> Row:
        """A team's row with all below it."""
        ids = {one.pk for one in self.choice.below if one.path.startswith(team.path)}
        return self._row(team, ("team", team.pk), self.ground.of_teams(ids), seat)

    def _row(self, record: Person | Team, key: Key, beneath: Beneath, seat: int | None) -> Row:
        own = self.calls.own(key)
        over = self.calls.over(key).get(seat) if seat is not None else None
        rolled = roll_up(self.nodes[key], seat)
        since = None if self.choice.is_past else moved_since(own, beneath)
        return Row(
            record,
            key,
            beneath,
            rolled,
            own,
            over,
            since,
            self.targets.get(key),
            self.currency,
            self.curves.get(key),
            ended=self.choice.is_past,
        )

    def others(self, team: Team) -> Beneath | None:
        """What counts for the team itself, by people who are not among its officers now."""
        known = {person.pk for person in self.people if person.team_id == team.pk}
        parts = [each for (who, of), each in self.ground.parts.items() if of == team.pk and who not in known]
        found = sum(parts, Beneath())
        return found if found.at_best or found.pipeline else None

    def deadline(self, now: datetime) -> Deadline:
        """When the next call is due."""
        row = rhythm()
        zone = organization.current().time_zone
        return deadline_after(now, row.weekday, row.at_time, row.ask_hours, zone)


def with_model(viewer: Person, found: Material) -> Material:
    """The same with what the newest run says of those on the page, as far as the viewer may see it."""
    choice = found.choice
    run = None if choice.is_past else newest_run("bookings", choice.period)
    if run is None:
        return found
    people = [one.pk for one in found.people if choice.person or one.team_id == choice.team.pk]
    teams = [] if choice.person else [choice.team.pk, *(team.pk for team in choice.parts)]
    return replace(found, run=run, curves=curves(viewer, run, people=people, teams=teams))


def material(choice: Choice) -> Material:
    """Read what a page needs of calls, deals and targets."""
    currency = organization.current().currency
    if choice.person:
        one = choice.person
        return Material(
            choice,
            [one],
            ground(choice.period, of_people([one.pk]), choice.today),
            standing(choice.period, [], [one.pk]),
            targets(choice.period, [], [one.pk]),
            currency,
        )
    calls = standing(choice.period, choice.ids)
    aims = targets(choice.period, choice.ids)
    people = officers(choice, calls)
    return Material(
        choice, people, ground(choice.period, of_team_ids(choice.ids), choice.today), calls, aims, currency
    )


def officers(choice: Choice, calls: Standing) -> list[Person]:
    """The officers of these teams now; of a period that is over also who called in it, where they are still here."""
    here = Q(team__in=choice.ids, role="officer", is_active=True)
    if choice.is_past:
        here |= Q(team__in=choice.ids, pk__in=[pk for kind, pk in calls.calls if kind == "person"])
    return list(Person.objects.filter(here).order_by("name", "pk"))
