"""How good calls turned out, of the periods that are over, as far as the viewer may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from tandem.authority import organization
from tandem.core.periods import Period
from tandem.forecasts.models import LAYERS, Score
from tandem.forecasts.queries.choosing import Choice
from tandem.forecasts.rules import (
    LEADS,
    ORDER,
    Added,
    Case,
    Measure,
    beneath,
    lead_at,
    value_added,
)
from tandem.people.models import Person

PERIODS = 8
LONGEST = {"quarter": 93, "month": 31}
OWN_CALLS = {"person": ("officer",), "team": ("manager", "director")}
Key = tuple[str, int]
Layers = Mapping[str, Measure]


@dataclass(frozen=True)
class Line:
    """One layer: how far off, and how much less than the naive forecast and than the layer beneath."""

    layer: str
    measure: Measure
    over_naive: Added | None
    over_beneath: Added | None
    beneath: str

    @property
    def words(self) -> str:
        """ "Model"."""
        return LAYERS[self.layer]

    @property
    def beneath_words(self) -> str:
        """ "officer"."""
        return LAYERS[self.beneath].lower() if self.beneath else ""


@dataclass(frozen=True)
class Caller:
    """An officer's own calls, or those of whoever leads a team for that team."""

    key: Key
    name: str
    line: Line


@dataclass(frozen=True)
class Past:
    """One period that is over, in percent of its target, or of what came where it had none."""

    label: str
    came: float | None
    low: float | None
    high: float | None
    model: float | None
    call: float | None

    @property
    def missed(self) -> bool:
        """Whether what came lies outside the model's band."""
        if self.came is None or self.low is None or self.high is None:
            return False
        return not self.low <= self.came <= self.high


@dataclass(frozen=True)
class Accuracy:
    """Of one choice at one lead time. `about`: layers by person or team, the choice's own among them.

    `seats`: of each person and team the layer that is their own call.
    """

    choice: Choice
    weeks: int | None
    known: Sequence[int]
    about: Mapping[Key, Layers] = field(default_factory=dict)
    seats: Mapping[Key, str] = field(default_factory=dict)
    names: Mapping[Key, str] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Whose page it is."""
        choice = self.choice
        return ("person", choice.person.pk) if choice.person else ("team", choice.team.pk)

    @property
    def own(self) -> Layers:
        """The layers about the choice itself."""
        return self.about.get(self.key, {})

    @property
    def weeks_words(self) -> str:
        """ "4 weeks before the end"."""
        return "" if self.weeks is None else _weeks(self.weeks)

    @property
    def choices(self) -> list[tuple[int, str]]:
        """The lead times that were scored."""
        return [(weeks, _weeks(weeks)) for weeks in self.known]

    @property
    def lines(self) -> list[Line]:
        """Every layer that said anything of the choice, the lowest first."""
        return [line_of(layer, self.own) for layer in ORDER if layer in self.own]

    @property
    def call_layer(self) -> str:
        """Whose call the page is about: the officer's, or that of who leads the team."""
        return self.seats.get(self.key, "")

    @property
    def call(self) -> Measure | None:
        """The calls the page is about."""
        return self.own.get(self.call_layer)

    @property
    def model(self) -> Measure | None:
        """What the model said."""
        return self.own.get("model")

    @property
    def officers(self) -> Measure | None:
        """What officers added up to."""
        return None if self.choice.person else self.own.get("officer")

    @cached_property
    def callers(self) -> list[Caller]:
        """Who calls for themself or a team on this page, by name, teams first."""
        found = [
            Caller(key, self.names[key], line_of(layer, self.about[key]))
            for key, layer in self.seats.items()
            if key != self.key or self.choice.person
        ]
        return sorted(found, key=lambda each: (each.key[0] == "person", each.name, each.key))

    @property
    def leaning(self) -> list[Caller]:
        """Whose lean is beyond chance, the largest first."""
        told = [each for each in self.callers if each.line.measure.usually]
        return sorted(told, key=lambda each: -abs(each.line.measure.bias.mean))  # type: ignore[union-attr]

    def usually(self, key: Key) -> str:
        """ "usually 4% too high", where it is beyond chance; else ""."""
        return self.about[key][self.seats[key]].usually if key in self.seats else ""

    @cached_property
    def past(self) -> list[Past]:
        """The periods in which the model or the call said anything, the oldest first."""
        model = {case.end: case for case in self.model.cases} if self.model else {}
        call = {case.end: case for case in self.call.cases} if self.call else {}
        return [
            _past(self.choice.period, end, model.get(end), call.get(end)) for end in sorted({*model, *call})
        ]


def accuracy(viewer: Person, choice: Choice, *, weeks: int | None = None) -> Accuracy:
    """The last eight periods of the choice's kind that are over, and of the parts and officers on its page.

    Without `weeks` the lead time nearest to where the period stands now. One statement.
    """
    rows = list(_rows(viewer, choice))
    ends = sorted({row.end_on for row in rows})[-PERIODS:]
    rows = [row for row in rows if row.end_on in ends]
    known = [each for each in LEADS if any(row.weeks == each for row in rows)]
    modelled = [each for each in known if any(row.weeks == each and row.layer == "model" for row in rows)]
    period = choice.period
    at = weeks if weeks in known else lead_at(period.start, period.end, choice.today, modelled or known)
    return _of(choice, at, known, [row for row in rows if row.weeks == at])


def _rows(viewer: Person, choice: Choice) -> Iterable[Score]:
    kind = choice.period.kind
    rows = Score.objects.visible_to(viewer).filter(
        kind=kind, end_on__lt=choice.today,
        end_on__gte=choice.today - timedelta(days=(PERIODS + 1) * LONGEST.get(kind, 93)),
    )  # fmt: skip
    if choice.person:
        rows = rows.filter(person=choice.person)
    else:
        teams = [choice.team.pk, *(part.pk for part in choice.parts)]
        rows = rows.filter(Q(person=None, team__in=teams) | Q(person__isnull=False, team=choice.team))
    return rows.select_related("person", "team").order_by("end_on", "-chair__path", "pk")


def _of(choice: Choice, weeks: int | None, known: Sequence[int], rows: Sequence[Score]) -> Accuracy:
    cases: dict[Key, dict[str, dict[date, Case]]] = defaultdict(lambda: defaultdict(dict))
    names: dict[Key, str] = {}
    seats: dict[Key, str] = {}
    for row in rows:
        key = ("person", row.person_id) if row.person_id else ("team", row.team_id)
        names[key] = row.person.name if row.person else row.team.name
        band = (row.low, row.high) if row.low is not None and row.high is not None else None
        # of several seats above, the highest comes last and counts
        cases[key][row.layer][row.end_on] = Case(
            row.layer, row.end_on, row.figure, row.actual, band, row.target
        )
        if row.layer in OWN_CALLS[key[0]] and row.chair_id == row.team_id:
            seats[key] = row.layer
    confidence = 1 - 0.05 / max(len(seats), 1)
    about = {
        key: {
            layer: Measure(list(by_end.values()), confidence if layer == seats.get(key) else 0.95)
            for layer, by_end in layers.items()
        }
        for key, layers in cases.items()
    }
    return Accuracy(choice, weeks, known, about, seats, names)


def line_of(layer: str, layers: Layers) -> Line:
    """One layer against the naive forecast and against the one beneath."""
    measure, lower = layers[layer], beneath(layer, layers)
    naive = layers.get("naive")
    over_naive = value_added(measure, naive) if naive and layer != "naive" else None
    over_beneath = value_added(measure, layers[lower]) if lower and lower != "naive" else None
    return Line(layer, measure, over_naive, over_beneath, lower if over_beneath and lower else "")


def _past(period: Period, end: date, model: Case | None, call: Case | None) -> Past:
    either = model or call
    base = (either.target or either.actual) if either else None

    def percent(amount: Decimal | None) -> float | None:
        return round(float(amount / base) * 100, 1) if amount is not None and base else None

    low, high = model.band if model and model.band else (None, None)
    return Past(
        _label(period, end),
        percent(either.actual if either else None),
        percent(low),
        percent(high),
        percent(model.figure if model else None),
        percent(call.figure if call else None),
    )


def _label(period: Period, end: date) -> str:
    found = organization.calendar().of(period.kind, end)
    return found.label if found.end == end else f"to {end.day} {end:%b %Y}"


def _weeks(weeks: int) -> str:
    return f"{weeks} week{'s' if weeks != 1 else ''} before the end"
