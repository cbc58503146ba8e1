"""How good what was said turned out: lead times, who a call counts for, error, lean, coverage, value added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from tandem.science.bias import LEAST, Bias, bias
from tandem.science.intervals import Rate, wilson

LEADS = (12, 8, 4, 2, 1)  # weeks before the end at which everybody is scored
SETTLED = timedelta(days=3)  # what is booked late still counts
FRESH = timedelta(days=7)  # a run that is older than this said nothing of that week
ORDER = ("naive", "model", "officer", "manager", "director")
NEARLY_ALL = Decimal("0.1")
PROMISED = 0.8  # of what comes, inside the band


def leads(start: date, end: date) -> list[tuple[int, date]]:
    """(weeks before the end, that day) of each lead time that lies in the period, the earliest first."""
    days = [(weeks, end - timedelta(days=7 * weeks)) for weeks in LEADS]
    return [(weeks, day) for weeks, day in days if day >= start]


def lead_at(start: date, end: date, today: date, known: Iterable[int]) -> int | None:
    """Of the lead times that were scored the one nearest to where the period stands; None without any."""
    left = (end - min(max(today, start), end)).days / 7
    return min(known, key=lambda weeks: (abs(weeks - left), weeks), default=None)


def layer_of(home: int, seat: int | None, *, of_person: bool, has_officers: bool) -> str:
    """Who says it: officers of themselves, managers of their officers and their team, directors of what is below.

    From the seat of the team itself it is the manager's, from one above the director's. The call for a team in which no
    officer stands, only teams, is a director's.
    """
    if seat is None:
        return "officer"
    if seat != home:
        return "director"
    return "manager" if of_person or has_officers else "director"


@dataclass(frozen=True)
class Case:
    """What was said of one period at one lead time, what came, and the target. `band`: 8 in 10, of the model."""

    layer: str
    end: date
    figure: Decimal
    actual: Decimal
    band: tuple[Decimal, Decimal] | None = None
    target: Decimal | None = None

    @property
    def error(self) -> float | None:
        """(figure − actual) ÷ actual; None when nothing came."""
        return float((self.figure - self.actual) / self.actual) if self.actual else None

    @property
    def inside(self) -> bool | None:
        """Whether what came lies in the band; None without one."""
        return None if self.band is None else self.band[0] <= self.actual <= self.band[1]


@dataclass(frozen=True)
class Measure:
    """One layer about one person or team over several periods, each counted once."""

    cases: Sequence[Case]
    confidence: float = 0.95

    @cached_property
    def errors(self) -> list[float]:
        """Signed, of the periods in which anything came."""
        return [case.error for case in self.cases if case.error is not None]

    @property
    def n(self) -> int:
        """How many periods have an error."""
        return len(self.errors)

    @property
    def off(self) -> float | None:
        """The mean absolute error."""
        return sum(abs(error) for error in self.errors) / self.n if self.errors else None

    @cached_property
    def bias(self) -> Bias | None:
        """The mean error, and where the true one lies."""
        return bias(self.errors, self.confidence)

    @property
    def off_words(self) -> str:
        """ "4.1%"; "–" without any."""
        return "–" if self.off is None else f"{self.off * 100:.1f}%"

    @property
    def bias_words(self) -> str:
        """ "+4.0%"; "–" without any."""
        return "–" if self.bias is None else signed(self.bias.mean)

    @property
    def range_words(self) -> str:
        """Where the true lean lies: "+1.2% to +6.8%"; "" with too few periods to judge."""
        if self.bias is None or self.n < LEAST:
            return ""
        return f"{signed(self.bias.low)} to {signed(self.bias.high)}"

    @property
    def inside(self) -> Rate:
        """How often what came lay in the band."""
        held = [case.inside for case in self.cases if case.inside is not None]
        return wilson(sum(held), len(held))

    @property
    def band_words(self) -> str:
        """ "too narrow" or "too wide" where chance does not explain how often the band held; else ""."""
        if self.inside.n < LEAST:
            return ""
        return (
            "too narrow" if self.inside.high < PROMISED else "too wide" if self.inside.low > PROMISED else ""
        )

    @property
    def usually(self) -> str:
        """ "usually 4% too high"; "" where chance explains the lean, or it is below half a percent."""
        if self.bias is None or not self.bias.told or not round(abs(self.bias.mean) * 100):
            return ""
        side = "high" if self.bias.mean > 0 else "low"
        return f"usually {round(abs(self.bias.mean) * 100)}% too {side}"


@dataclass(frozen=True)
class Added:
    """By how much a layer errs less than another, over the `n` periods in which both spoke: 0.02 is 2 points."""

    value: float
    n: int

    @property
    def words(self) -> str:
        """ "+2.0 points"."""
        return f"{signed(self.value)[:-1]} points"


def signed(share: float) -> str:
    """ "+4.0%", "−2.5%", "0.0%"."""
    percent = round(share * 100, 1)
    return f"{'+' if percent > 0 else '−' if percent < 0 else ''}{abs(percent):.1f}%"


def value_added(layer: Measure, against: Measure) -> Added | None:
    """Mean absolute error of `against` − that of the layer, over the periods both spoke of; None without any.

    Of a sum of officers who had not all handed up, only what came of those counts; it is compared where they brought at
    least nine tenths of what came.
    """
    others = {case.end: case for case in against.cases}
    gains = []
    for case in layer.cases:
        other = others.get(case.end)
        if other is None or case.error is None or other.error is None:
            continue
        if abs(case.actual - other.actual) <= NEARLY_ALL * max(case.actual, other.actual):
            gains.append(abs(other.error) - abs(case.error))
    return Added(sum(gains) / len(gains), len(gains)) if gains else None


def beneath(layer: str, present: Mapping[str, Measure]) -> str | None:
    """The layer next below that said anything."""
    lower = [name for name in ORDER[: ORDER.index(layer)] if name in present]
    return lower[-1] if lower else None
