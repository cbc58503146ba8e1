"""The page of a forecast: heads, roll-up, and what it is held against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from tandem.authority.reach import may
from tandem.core.money import format_money
from tandem.forecasts.models import Call
from tandem.forecasts.queries.accuracy import Accuracy, accuracy
from tandem.forecasts.queries.calls import said
from tandem.forecasts.queries.choosing import Choice, choose, may_call, sits
from tandem.forecasts.queries.material import material, with_model
from tandem.forecasts.queries.rows import Line, Row, lines
from tandem.forecasts.queries.snapshots import whose
from tandem.forecasts.rules import Beneath, Deadline
from tandem.goals.models import Run
from tandem.people.models import Person
from tandem.science.draws import Spread

ZERO = Decimal(0)
REACHES = (30, 50, 70, 100)  # points to either side of the target that lanes may show


@dataclass(frozen=True)
class Others:
    """Figures of people who are elsewhere now."""

    beneath: Beneath


@dataclass(frozen=True)
class Page:
    """The page. `whole`: the person, or the team with all below it; `rows`: its teams, then its officers."""

    choice: Choice
    whole: Row
    rows: Sequence[Row]
    others: Beneath | None
    deadline: Deadline
    may_call: bool
    may_override: bool
    may_configure: bool
    may_snapshot: bool
    over: Mapping[int, Call]
    currency: str
    now: datetime
    accuracy: Accuracy
    run: Run | None = None

    @property
    def fan(self) -> list[tuple[date, Spread]]:
        """Where the model sees the period go, by the last day of each week to come."""
        curve = self.whole.curve
        if self.run is None or curve is None or self.whole.outlook is None:
            return []
        days = [date.fromisoformat(day) for day in self.run.weeks]
        return [
            (day, Spread(*(float(value) for value in row))) for day, row in zip(days, curve.fan, strict=False)
        ]

    @property
    def call(self) -> Call | None:
        """The call of whose page it is."""
        return self.whole.own

    @cached_property
    def handed_up(self) -> bool:
        """Whether this week's call is there: made since the last deadline."""
        made = self.call
        return made is not None and (self.deadline.at - made.at).total_seconds() <= 7 * 86400

    @property
    def overridden_words(self) -> str:
        """ "2 overrides, −€46k"."""
        rolled = self.whole.rolled
        if not rolled.overridden:
            return ""
        sign = "+" if rolled.difference > 0 else ""
        words = "override" if rolled.overridden == 1 else "overrides"
        return f"{rolled.overridden} {words}, {sign}{format_money(rolled.difference, self.currency, 'short')}"

    @property
    def called_words(self) -> str:
        """ "5 of 6 handed up"."""
        rolled = self.whole.rolled
        if rolled.called == rolled.asked:
            return f"all {rolled.asked} handed up" if rolled.asked > 1 else "handed up"
        return f"{rolled.called} of {rolled.asked} handed up"

    @property
    def call_against_sum(self) -> str:
        """How the team's own call lies to what its parts add up to."""
        own = said(self.call)
        if own is None:
            return ""
        return _against(own.likely - self.summed, self.currency, "what was handed up")

    @property
    def whose(self) -> str:
        """What the address says of whom and when."""
        return whose(self.choice)

    @property
    def deadline_words(self) -> str:
        """ "Friday 12:00"."""
        return f"{self.deadline.at:%A %H:%M}"

    @property
    def call_label(self) -> str:
        """Whose call it is."""
        if self.may_call:
            return "Your call"
        return f"{self.choice.name}’s call"

    @property
    def call_line(self) -> str:
        """What stands under the call: how it lies to the model, else to what was handed up or what the deals say."""
        called = said(self.call)
        if self.whole.outlook is not None and called is not None:
            return _against(
                called.likely - Decimal(round(self.whole.outlook.p50)), self.currency, "the model"
            )
        if self.choice.person is None:
            return self.call_against_sum
        own = said(self.call)
        likely = self.whole.beneath.likely
        return (
            ""
            if own is None
            else _against(
                own.likely - likely, self.currency, "your deals say" if self.may_call else "the deals say"
            )
        )

    @property
    def lines(self) -> list[Line]:
        """What an officer's forecast is made of."""
        return lines(self.whole, self.choice.period, over=self.choice.is_past)

    @property
    def overrides(self) -> list[Call]:
        """What leads above count instead of an officer's call."""
        return list(self.over.values())

    @property
    def forecast_url(self) -> str:
        """Where every call is told; nothing before the first."""
        return reverse("forecasts:story", args=[self.call.forecast_id]) if self.call else ""

    @property
    def others_row(self) -> Others:
        """The figures of people who are elsewhere now."""
        return Others(self.others or Beneath())

    @cached_property
    def lanes(self) -> tuple[int, int]:
        """From which percent of target to which the lanes are drawn, the target in the middle; from 0 for what came."""
        if self.choice.is_past:
            return 0, 200
        marks = [mark for row in (self.whole, *self.rows) for mark in (row.percent, *(row.band or ()))]
        farthest = max((abs(mark - 100) for mark in marks if mark is not None), default=0)
        reach = next((reach for reach in REACHES if reach >= farthest), REACHES[-1])
        return 100 - reach, 100 + reach

    @property
    def summed(self) -> Decimal:
        """What the rows add up to as the team's lead counts them."""
        return sum((row.rolled.standing for row in self.rows), ZERO)


def _against(difference: Decimal, currency: str, what: str) -> str:
    if not difference:
        return f"as {what}"
    side = "over" if difference > 0 else "under"
    return f"{format_money(abs(difference), currency, 'short')} {side} {what}"


def page(viewer: Person, team: str, period: str, *, person: str = "", today: date, now: datetime) -> Page:
    """What the address asks for. Http404 for what is not the viewer's to see."""
    return page_of(viewer, choose(viewer, team, period, today, person), now=now)


def page_of(viewer: Person, choice: Choice, *, now: datetime) -> Page:
    """The page of a choice."""
    found = with_model(viewer, material(choice))
    if choice.person:
        whole, rows = found.of_person(choice.person, None), []
    else:
        seat = choice.team.pk
        rows = [found.of_team(one, seat) for one in choice.parts]
        rows += [found.of_person(one, seat) for one in found.people if one.team_id == seat]
        whole = found.of_team(choice.team, None)
    running = not choice.is_past
    good = accuracy(viewer, choice)
    return Page(
        choice,
        replace(whole, usually=good.usually(whole.key)),
        [replace(row, usually=good.usually(row.key)) for row in rows],
        None if choice.person else found.others(choice.team),
        found.deadline(now),
        running and may_call(viewer, choice),
        running and choice.person is None and sits(viewer, choice.team),
        may(viewer, "forecasts.configure"),
        may(viewer, "forecasts.snapshot"),
        found.calls.over(whole.key),
        found.currency,
        now,
        good,
        found.run,
    )
