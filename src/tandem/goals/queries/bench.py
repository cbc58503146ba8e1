"""What the workbench says in words, and what stands beside the top target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.utils import timezone

from tandem.authority import organization
from tandem.core import clock
from tandem.core.periods import Period
from tandem.core.ui.times import day as day_words
from tandem.goals import rules
from tandem.goals.queries.answered import Answers
from tandem.goals.queries.checks import Checks, checks, short_of, words_of
from tandem.goals.queries.gauge import Gauge
from tandem.goals.queries.limits import Limits, limits
from tandem.goals.queries.outside import Fairness, fairness
from tandem.goals.queries.plans import PlanPage
from tandem.goals.queries.presence import Presence

ZERO = Decimal(0)
SLIDER = 15  # percent at the right end
SPLITS = [
    ("balanced", "Balanced"),
    ("history", "History"),
    ("pipeline", "Pipeline"),
    ("even", "Even"),
    ("chance", "Equal chance"),
]


@dataclass(frozen=True)
class Past:
    """A finished period of the top: what was reached, in percent of this target."""

    period: Period
    amount: Decimal
    percent: float
    words: str


@dataclass(frozen=True)
class Bench:
    """A plan's page with its checks, in words."""

    page: PlanPage
    checks: Checks
    fairness: Fairness
    limits: Limits
    today: date

    @property
    def may_shape(self) -> bool:
        """The top, split and over-assignment are the viewer's to change."""
        return self.page.may_edit and self.page.whole

    @property
    def saved_today(self) -> bool:
        """The draft was saved today, so the hour says more than the day."""
        saved = self.page.plan.saved_at
        return saved is not None and clock.day_of(saved, organization.current().time_zone) == self.today

    @property
    def saved_hour(self) -> str:
        """ "10:42" by the reader's clock."""
        saved = self.page.plan.saved_at
        return "" if saved is None else f"{timezone.localtime(saved):%H:%M}"

    @property
    def gauge(self) -> Gauge | None:
        """The top target on its odds; None while nothing can be told."""
        found = self.page.chances.gauge if self.page.chances else None
        return found if found and not found.missing else None

    @property
    def achievable(self) -> str:
        """ "between €2.52M and €2.62M"; "" without a gauge."""
        if self.gauge is None:
            return ""
        low, high = (short_of(self.page.plan, each) for each in self.gauge.achievable)
        return f"between {low} and {high}"

    @property
    def gauge_words(self) -> str:
        """The line of the gauge, in words."""
        if self.gauge is None or self.gauge.percent is None:
            return ""
        return f"{words_of(self.page.plan, self.page.top)}, {self.gauge.percent:.0f}% likely"

    @property
    def open(self) -> int:
        """How many checks ask for a look."""
        return self.checks.open + bool(self.fairness.open) + bool(self.limits.open)

    @property
    def effect(self) -> str:
        """Why the sum is safer than its parts, in the plan's own numbers."""
        found = self.page.chances.effect if self.page.chances else None
        if found is None:
            return ""
        whole = short_of(self.page.plan, Decimal(round(found.sum)))
        return (
            f"With every officer at 60%, all together reach the sum of their targets, {whole}, with"
            f" {_likely(found.reached)}: they seldom fall short all at once. A top target at 50% puts officers near"
            f" {found.then * 100:.0f}%."
        )

    @property
    def over_costs(self) -> str:
        """What the over-assignment costs the officers, in points of their mean chance; "" without one."""
        plan, told = (
            self.page.plan,
            [row.odds for row in self.page.officers if row.odds and not row.odds.missing],
        )
        if not plan.over_officers or not told:
            return ""
        factor = 1 + plan.over_officers / 100
        now = sum(odds.percent or 0 for odds in told) / len(told)
        bare = [each.target.amount if each.target.locked else each.target.amount / factor for each in told]
        without = sum(odds.chance_of(amount) or 0 for odds, amount in zip(told, bare, strict=True)) / len(
            told
        )
        return (
            f"It costs officers {without - now:.1f} points of chance: {now:.0f}% on average instead of"
            f" {without:.0f}%."
        )

    @property
    def turn(self) -> str:
        """Whose move follows."""
        count = len(self.page.officers)
        return f"your move, then {count} officer{'' if count == 1 else 's'}"

    @property
    def asked_next(self) -> str:
        """Who answers after publishing."""
        count = len(self.page.officers)
        return f"{count} officer{' answers' if count == 1 else 's answer'}"

    @cached_property
    def past(self) -> Sequence[Past]:
        """The finished periods of the top, oldest first; empty without history."""
        tops, top = self.page.tops, self.page.top
        if not tops or not top:
            return []
        basis = tops[0].basis
        amounts = [sum((row.basis.past[at] for row in tops), ZERO) for at in range(len(basis.past))]
        if not any(amounts):
            return []
        last = organization.calendar().parse(basis.last)
        told = []
        for at, amount in enumerate(amounts):
            period, percent = last.shifted(at + 1 - len(amounts)), float(amount / top) * 100
            words = f"{period.label}: {words_of(self.page.plan, amount)}, {percent:.0f}% of this target"
            told.append(Past(period, amount, percent, words))
        return told

    @property
    def growth(self) -> str:
        """The target against the mean of the finished periods."""
        if not self.past or not any(each.amount for each in self.past):
            return ""
        usual = sum((each.amount for each in self.past), ZERO) / len(self.past)
        percent = (self.page.top / usual - 1) * 100
        sign = "+" if percent >= 0 else "−"
        return f"{sign}{abs(percent):.1f}% on the usual {words_of(self.page.plan, round(usual, 0))}"

    @property
    def growth_words(self) -> str:
        """ "8% above", for what the plan asks of those with history."""
        percent = self.checks.growth_percent or ZERO
        return f"{abs(percent):.0f}% {'above' if percent >= 0 else 'below'}"

    @property
    def splits(self) -> list[tuple[str, str]]:
        """The choices of the split, with one's own while it is chosen."""
        return SPLITS if self.page.split != "own" else [*SPLITS, ("own", "Own")]

    @property
    def over_max(self) -> Decimal:
        """Where the slider ends."""
        return max(Decimal(SLIDER), self.page.plan.over_officers)

    @property
    def over(self) -> str:
        """What the over-assignment means, level by level."""
        plan = self.page.plan
        first = (
            "Officers carry exactly what their team carries."
            if not plan.over_officers
            else "Officers carry this much more than their team, as a cushion for leave and turnover."
        )
        return (
            f"{first} Teams carry {_percent(plan.over_teams)} more than the team above."
            if plan.over_teams
            else first
        )

    @property
    def sums(self) -> str:
        """ "Teams €2,550,000. Officers €2,601,000, teams plus 2%." """
        plan, found = self.page.plan, self.checks
        over = f", teams plus {_percent(plan.over_officers)}" if plan.over_officers else ""
        return f"Teams {words_of(plan, found.teams)}. Officers {words_of(plan, found.officers)}{over}."

    @cached_property
    def presence(self) -> Presence:
        """Who is new and who is away, and how that counts. At most one statement."""
        return Presence(self.page, self.checks)

    @property
    def answers(self) -> Answers:
        """How the answers stand."""
        return Answers(self.page)

    @property
    def limit(self) -> str:
        """What the limit on last year does; "" without one."""
        plan, found = self.page.plan, self.limits
        if plan.most_change is None:
            return ""
        known = len(self.page.officers) - len(found.without)
        said = f"±{_percent(plan.most_change)} on the same {plan.kind} of last year holds {len(found.held)} of {known}."
        return f"{said} {len(found.without)} without a result then." if found.without else said

    @property
    def rerun(self) -> str:
        """What running the split again keeps and drops."""
        locked, typed = len(self.page.locked), len(self.page.typed)
        parts = [
            f"keeps {locked} locked" if locked else "",
            f"lets {typed} typed figure{'s' if typed > 1 else ''} go" if typed else "",
        ]
        words = ", ".join(part for part in parts if part) or "with today’s history and pipeline"
        return words[0].upper() + words[1:] + "."

    @property
    def far(self) -> str:
        """Those far from usual, in one line."""
        return _listed([f"{each.row.target.name} ({each.words})" for each in self.checks.far])

    @property
    def running(self) -> bool:
        """Whether the lanes show what is attained, not what is usual."""
        return any(row.live for row in self.page.rows)

    @property
    def pace_percent(self) -> float | None:
        """The pace of the highest row, for the head of the lanes."""
        live = self.page.tops[0].live if self.page.tops else None
        return live.pace_percent if live else None

    @property
    def answer_by(self) -> str:
        """ "Fri 4 Dec"."""
        due = self.page.plan.answer_by
        return day_words(due, self.today) if due else ""


def bench(page: PlanPage) -> Bench:
    """The page with its checks. No statement."""
    return Bench(page, checks(page), fairness(page), limits(page), page.today)


def _likely(share: float) -> str:
    return "more than 99%" if share > 0.99 else f"{share * 100:.0f}%"


def _percent(value: Decimal) -> str:
    return f"{value.normalize():f}%"


def _listed(names: Sequence[str]) -> str:
    return rules.listed(names)
