"""One row of the roll-up, and what an officer's forecast is made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from tandem.core.counted import counted
from tandem.core.money import format_money
from tandem.core.periods import Period
from tandem.deals.links import won_deals
from tandem.forecasts.models import Call
from tandem.forecasts.queries.calls import said
from tandem.forecasts.rules import Beneath, Moved, Rolled
from tandem.goals.models import Outlook
from tandem.goals.queries.odds import Curve
from tandem.people.models import Person, Team

ZERO = Decimal(0)
Key = tuple[str, int]


@dataclass(frozen=True)
class Row:
    """One person or team: what lies beneath, what was called, and how the team's lead counts it.

    `usually`: how their calls lean, where that is beyond chance. `gone`: how many of a person's closed deals were
    deleted after the period was over; they count in it. `ended`: the period is over.
    """

    record: Person | Team
    key: Key
    beneath: Beneath
    rolled: Rolled
    own: Call | None
    over: Call | None
    moved: Moved | None
    target: Decimal | None
    currency: str
    curve: Curve | None = None
    usually: str = ""
    gone: int = 0
    ended: bool = False

    @property
    def name(self) -> str:
        """Whose row it is."""
        return self.record.name

    @property
    def reached(self) -> bool:
        """As much is closed as the target asks, so no chance is told any more."""
        return bool(self.target) and self.beneath.closed >= (self.target or 0)

    @property
    def attained(self) -> float | None:
        """What came, in percent of target, once the period is over."""
        return float(self.beneath.closed / self.target) * 100 if self.ended and self.target else None

    @property
    def slug(self) -> str:
        """What the row is called in the address: "person-12"."""
        return f"{self.key[0]}-{self.key[1]}"

    @property
    def is_team(self) -> bool:
        """A team opens its own page."""
        return self.key[0] == "team"

    @property
    def person(self) -> Person | None:
        """The officer; None in a team's row."""
        return self.record if isinstance(self.record, Person) else None

    @property
    def team(self) -> Team | None:
        """The team; None in an officer's row."""
        return self.record if isinstance(self.record, Team) else None

    @property
    def missing(self) -> bool:
        """Whether nothing was handed up."""
        return self.own is None if not self.is_team else not self.rolled.called and self.own is None

    @property
    def handed_up(self) -> Decimal:
        """What counts before anybody above counts something else."""
        if self.over is None:
            return self.rolled.standing
        own = said(self.own)
        return own.likely if own else self.rolled.officers

    @property
    def changed_beneath(self) -> Decimal | None:
        """What was overridden is another figure by now: the figure it was then."""
        if self.over is None or "instead_of" not in self.over.basis:
            return None
        then, own = Decimal(self.over.basis["instead_of"]), said(self.own)
        return then if own is not None and own.likely != then else None

    @property
    def percent(self) -> float | None:
        """What counts, in percent of target."""
        if not self.target or (self.missing and self.over is None):
            return None
        return float(self.rolled.standing / self.target) * 100

    @property
    def outlook(self) -> Outlook | None:
        """What the model says; None without a run, or where the history is too thin to say anything."""
        return self.curve.outlook if self.curve and not self.curve.outlook.thin else None

    @property
    def too_thin(self) -> str:
        """What is missing for the model to say anything; "" when nothing is, or nobody asked it."""
        return self.curve.missing if self.curve else ""

    @property
    def band(self) -> tuple[float, float, float] | None:
        """P10, P50 and P90 in percent of target."""
        if self.outlook is None or not self.target:
            return None
        low, middle, high = (
            value / float(self.target) * 100
            for value in (self.outlook.p10, self.outlook.p50, self.outlook.p90)
        )
        return low, middle, high

    @property
    def chance(self) -> int | None:
        """The chance to reach the target, in whole percent."""
        return self.curve.chance(self.target).percent if self.curve and self.target else None

    @property
    def moved_words(self) -> str:
        """ "€42k moved since", "2 deals came since"."""
        if self.moved is None:
            return ""
        if self.moved.amount:
            return f"{format_money(self.moved.amount, self.currency, 'short')} moved since"
        count = abs(self.moved.deals)
        return f"{count} deal{'s' if count != 1 else ''} {'came' if self.moved.deals > 0 else 'went'} since"

    @property
    def moved_parts(self) -> str:
        """ "commit −€42k, closed +€42k"."""
        if self.moved is None:
            return ""
        words = {"best": "best case"}
        return ", ".join(
            f"{words.get(name, name)} {'+' if change > 0 else ''}{format_money(change, self.currency, 'short')}"
            for name, change in self.moved.parts
        )

    @property
    def lane_words(self) -> str:
        """The lane in a sentence."""
        nothing = "no call" if self.ended else "no call yet"
        parts = [nothing if self.percent is None else f"called {round(self.percent)}% of target"]
        if self.attained is not None:
            parts.append(f"{round(self.attained)}% attained")
        if self.band is not None:
            parts.append(f"8 in 10 landings between {round(self.band[0])}% and {round(self.band[2])}%")
        return f"{self.name}: {', '.join(parts)}"


@dataclass(frozen=True)
class Line:
    """One line of what an officer's forecast is made of; it opens its deals. `note`: which of them no list has."""

    words: str
    amount: Decimal
    sum: Decimal | None
    url: str
    note: str = ""


def lines(row: Row, period: Period, *, over: bool) -> list[Line]:
    """Closed, commit, best case, pipeline and omitted, each with the deals it is made of."""
    beneath = row.beneath
    note = f"{counted(row.gone, 'deal')} deleted since, not in the list" if row.gone else ""
    found = [
        Line(
            "Closed", beneath.closed, beneath.closed, won_deals(row.record.pk, period.start, period.end), note
        )
    ]
    if not over:
        due = f"{reverse('deals:table')}?owner={row.record.pk}&state=open&closes=..{period.end}"
        found += [
            Line("Commit", beneath.commit, beneath.committed, f"{due}&category=commit"),
            Line("Best case", beneath.best, beneath.at_best, f"{due}&category=best"),
            Line("Pipeline", beneath.pipeline, None, f"{due}&category=pipeline"),
            Line("Omitted", beneath.omitted, None, f"{due}&category=omitted"),
        ]
    return found
