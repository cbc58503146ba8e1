"""Where bookings are going, as a manager or an executive reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import Http404

from tandem.authority import organization, reach
from tandem.core.money import format_money
from tandem.core.periods import Period
from tandem.insights.models import BookingsOutlook
from tandem.insights.rules import AHEAD, LEAST, METHODS, NO_PRODUCT, NO_REGION, OTHERS, SHOWN
from tandem.people.models import Person, Team

WAYS = {"teams": "Teams", "products": "Products", "regions": "Regions"}


@dataclass(frozen=True)
class Ahead:
    """One quarter to come: P10, P50, P90, short."""

    label: str
    low: float
    mid: float
    high: float
    currency: str

    @property
    def mid_words(self) -> str:
        """The middle, short."""
        return format_money(round(self.mid), self.currency, "short")

    @property
    def range_words(self) -> str:
        """ "€232k – €310k"."""
        low, high = (format_money(round(one), self.currency, "short") for one in (self.low, self.high))
        return f"{low} – {high}"


@dataclass(frozen=True)
class Row:
    """One team, product or region, or the whole. `thin`: what is missing for a range; then `ahead` is empty."""

    name: str
    team: int | None
    past: Sequence[float]
    so_far: float
    ahead: Sequence[Ahead]
    thin: str
    method: str
    why: str
    record: str
    currency: str
    quarters: Sequence[str]

    @property
    def spoken(self) -> str:
        """The drawing in a sentence."""
        said = [
            f"{label} {self.money(amount)}" for label, amount in zip(self.quarters, self.past, strict=True)
        ]
        so_far = f"{self.quarters_now} so far {self.money(self.so_far)}"
        coming = [
            f"{one.label} 8 in 10 between {one.range_words.replace(' – ', ' and ')}" for one in self.ahead
        ]
        return f"{self.name}, bookings: " + ", ".join([*said, so_far, *coming]) + "."

    @property
    def highest(self) -> float:
        """The largest figure drawn."""
        return max(*self.past, self.so_far, *(one.high for one in self.ahead))

    @property
    def quarters_now(self) -> str:
        """The running quarter."""
        return self.ahead[0].label if self.ahead else "this quarter"

    @property
    def columns(self) -> list[tuple[str, str]]:
        """Label and amount of each past quarter."""
        return [(label, self.money(amount)) for label, amount in zip(self.quarters, self.past, strict=True)]

    @property
    def so_far_words(self) -> str:
        """Booked in the running quarter, short."""
        return self.money(self.so_far)

    def money(self, amount: float) -> str:
        return format_money(round(amount), self.currency, "short")


@dataclass(frozen=True)
class BookingsPage:
    """The page or panel. `kept` is None while nothing was worked out for the team yet."""

    team: Team
    teams: Sequence[Team]
    by: str
    ways: Sequence[tuple[str, str]]
    kept: BookingsOutlook | None
    whole: Row | None
    rows: Sequence[Row]
    labels: Sequence[str]
    held: str
    moments: int
    months_needed: int = LEAST

    @property
    def top(self) -> float:
        """The largest figure of the rows: their drawings share one scale."""
        return max((row.highest for row in self.rows), default=0.0)

    @property
    def whole_top(self) -> float:
        """The scale of the whole's own drawing."""
        return self.whole.highest if self.whole else 0.0


def teams_of(viewer: Person) -> list[Team]:
    """The teams whose outlook the viewer may see, the highest first; one's own before lent ones."""
    if not reach.may(viewer, "insights.see"):
        return []
    rows = Team.objects.order_by("path")
    if viewer.role == "executive":
        return list(rows)
    condition = Q(pk__in=[])
    for path in reach.paths_within(viewer, "insights.see"):
        condition |= Q(path__startswith=path)
    return sorted(
        rows.filter(condition), key=lambda team: not any(team.path.startswith(p) for p in viewer.led)
    )


def bookings_page(viewer: Person, team: str, by: str, *, today: date) -> BookingsPage:
    """The outlook of a team that the viewer leads, of any for an executive. Http404 for everybody else."""
    teams = teams_of(viewer)
    chosen = next((one for one in teams if not team or str(one.pk) == team), None)
    if chosen is None or (by and by not in WAYS):
        raise Http404("There is no such outlook, or it is not yours to see.")
    rows = BookingsOutlook.objects.visible_to(viewer).filter(team=chosen, as_of_on__lte=today)
    kept = rows.order_by("-month_on").first()
    if kept is None:
        return BookingsPage(chosen, teams, by or "teams", [], None, None, [], [], "", 0)
    result = kept.result
    ways = [(key, name) for key, name in WAYS.items() if result[key]]
    shown = by if by in dict(ways) else ways[0][0]
    quarter = organization.calendar().quarter_of(kept.month_on)
    before = [quarter.shifted(-steps).label for steps in range(SHOWN - 1, 0, -1)]
    labels = [quarter.shifted(steps).label for steps in range(AHEAD)]
    found = [_row(one, kept.currency, before, labels, result["moments"]) for one in result[shown]]
    last = (OTHERS, NO_PRODUCT, NO_REGION)
    found.sort(key=lambda row: (row.name in last, -sum(row.past[-4:])))
    whole = _row(result["whole"], kept.currency, before, labels, result["moments"])
    held = _held(result[shown] or [result["whole"]])
    return BookingsPage(chosen, teams, shown, ways, kept, whole, found, labels, held, result["moments"])


def outlook_of(viewer: Person, team: int, today: date) -> BookingsOutlook:
    """The newest outlook of one team, as it was worked out. Http404 where there is none to see."""
    rows = BookingsOutlook.objects.visible_to(viewer).filter(team__pk=team, as_of_on__lte=today)
    kept = rows.select_related("team").order_by("-month_on").first()
    if kept is None:
        raise Http404("There is no outlook of that team yet, or it is not yours to see.")
    return kept


def labels_of(kept: BookingsOutlook) -> tuple[list[Period], list[Period]]:
    """The quarters of history and those told ahead, the running one first of these."""
    quarter = organization.calendar().quarter_of(kept.month_on)
    before = [quarter.shifted(-steps) for steps in range(SHOWN - 1, 0, -1)]
    return before, [quarter.shifted(steps) for steps in range(AHEAD)]


def _row(
    one: dict[str, Any], currency: str, before: Sequence[str], labels: Sequence[str], moments: int
) -> Row:
    ahead = [
        Ahead(label, low, mid, high, currency)
        for label, (low, mid, high) in zip(labels, one["ahead"], strict=True)
    ]
    return Row(
        one["name"],
        one["team"],
        one["past"],
        one["so_far"],
        [] if one["thin"] else ahead,
        one["thin"],
        METHODS.get(one["method"], one["method"]),
        _why(one, moments),
        _record(one),
        currency,
        before,
    )


def _why(one: dict[str, Any], moments: int) -> str:
    """Why this method, in the row's own numbers."""
    gain = one["gain"]
    if one["thin"] or gain is None:
        return ""
    if one["method"] == "seasonal naive":
        return f"nothing did better at {moments} earlier months"
    if gain > 0.005:
        return f"erred {gain:.0%} less than repeating last year"
    if gain < -0.005:
        return "best over all rows; here repeating last year erred less"
    return "erred as much as repeating last year"


def _record(one: dict[str, Any]) -> str:
    """ "off by 14%, 3% too high"."""
    if one["thin"] or one["error"] is None:
        return ""
    bias = one["bias"]
    lean = "" if abs(bias) < 0.01 else f", {abs(bias):.0%} too {'high' if bias > 0 else 'low'}"
    return f"off by {one['error']:.0%}{lean}"


def _held(rows: Sequence[dict[str, Any]]) -> str:
    """How often the ranges held so far, before and after they were widened."""
    known = [one for one in rows if one["held"] is not None and one["judged"]]
    if not known:
        return ""
    judged = sum(one["judged"] for one in known)
    before = sum(one["held_before"] * one["judged"] for one in known) / judged
    after = sum(one["held"] * one["judged"] for one in known) / judged
    return f"{after:.0%} of past months, {before:.0%} before they were widened"
