"""How each figure is made, with a worked example from the viewer's own numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from tandem.authority import organization
from tandem.core.counted import counted
from tandem.core.money import format_money
from tandem.core.periods import Period
from tandem.deals.models import Deal
from tandem.deals.queries.attention import days
from tandem.deals.queries.figures import Closed, Pipeline, closed_figures, counts_for, open_figures
from tandem.deals.queries.flow import Passage, passages
from tandem.deals.queries.pipelines import used_stages
from tandem.deals.queries.sizes import Sizes, sizes
from tandem.goals.queries.standing import GoalStanding, own_goal
from tandem.people.models import Person
from tandem.workspace.queries.choice import steered
from tandem.workspace.queries.figures_ahead import AHEAD, Figure
from tandem.workspace.queries.figures_found import look
from tandem.workspace.queries.figures_steering import steer, steering_figures


@dataclass(frozen=True)
class FiguresPage:
    """`whose`: "your deals", "North and below". `ahead`: the figures that look ahead, and those that judge them."""

    whose: str
    period: Period
    figures: Sequence[Figure]
    ahead: Sequence[Figure]


@dataclass(frozen=True)
class Numbers:
    """What the examples are made of."""

    goal: GoalStanding | None
    closed: Closed
    sizes: Sizes
    open: Pipeline
    passages: Sequence[Passage]
    oldest: Deal | None
    today: date
    currency: str

    def money(self, amount: Any) -> str:
        return format_money(Decimal(amount), self.currency)


def figures_page(viewer: Person, today: date) -> FiguresPage:
    """Every figure of the current quarter, over the viewer's own deals or those of the teams they steer."""
    period = organization.calendar().quarter_of(today)
    whose, theirs = _whose(viewer)
    rows = Deal.objects.alive().filter(theirs)
    currency = organization.current().currency
    numbers = Numbers(
        own_goal(viewer, today),
        closed_figures(theirs, period, today),
        sizes(rows, period, today, currency),
        sum(open_figures(rows, period, today, currency).values(), Pipeline()),
        _passages(viewer, period, today),
        rows.open().select_related("stage").order_by("stage_since", "pk").first(),
        today,
        currency,
    )
    own = "&owner=me" if viewer.role == "officer" else ""
    figures = [
        replace(figure, data=DATA[figure.key], deals=DEALS[figure.key] and DEALS[figure.key] + own)
        for figure in (make(numbers) for make in FIGURES)
    ]
    looking = look(viewer, numbers.goal, theirs, currency, today)
    steering = steer(viewer, numbers.goal, looking.curve, currency, today)
    ahead = [*(make(looking) for make in AHEAD), *steering_figures(viewer, steering)]
    return FiguresPage(whose, period, figures, ahead)


def _whose(viewer: Person) -> tuple[str, Q]:
    teams = steered(viewer)
    if teams:
        name = teams[0].name
        below = [team for team in teams if team.path.startswith(teams[0].path)]
        return (f"{name} and below" if len(below) > 1 else name), counts_for([team.pk for team in below])
    return "your deals", Q(owner=viewer)


def _passages(viewer: Person, period: Period, today: date) -> Sequence[Passage]:
    """How deals pass through the stages of the default pipeline: the team's, else the viewer's own."""
    stages = used_stages()
    first = [stage for stage in stages if stage.pipeline_id == stages[0].pipeline_id and stage.is_open]
    teams = [team for team in steered(viewer) if first]
    below = [team.pk for team in teams if team.path.startswith(teams[0].path)]
    return passages(below, first, period, today, owner=None if teams else viewer) if first else []


def attainment(n: Numbers) -> Figure:
    formula = "credited result ÷ target, in the period; never capped"
    if n.goal is None or n.goal.percent is None:
        return Figure("attainment", "Attainment", formula, "", "")
    result, target = n.money(n.goal.result), n.money(n.goal.target.amount)
    return Figure("attainment", "Attainment", formula, f"{result} ÷ {target}", f"{n.goal.percent:.1f}%")


def pace(n: Numbers) -> Figure:
    formula = "attainment ÷ share of the period’s expected result due by today"
    if n.goal is None or n.goal.standing.pace is None or n.goal.percent is None:
        return Figure("pace", "Pace", formula, "", "")
    how = (
        "by working days, for want of history"
        if n.goal.is_linear
        else f"by how the last {n.goal.curve.periods} quarters ran"
    )
    example = f"{n.goal.percent:.1f}% ÷ {n.goal.pace_percent:.1f}% ({n.goal.day_words}, {how})"
    return Figure("pace", "Pace", formula, example, f"{float(n.goal.standing.pace):.2f}")


def gap(n: Numbers) -> Figure:
    formula = "booked − target × share due by today"
    if n.goal is None:
        return Figure("gap", "Ahead of or behind pace", formula, "", "")
    example = f"{n.money(n.goal.result)} − {n.money(n.goal.standing.due)}"
    return Figure("gap", "Ahead of or behind pace", formula, example, n.money(n.goal.standing.gap))


def win_rate(n: Numbers) -> Figure:
    rate = n.closed.win_rate()
    formula = "won ÷ (won + lost), by close date"
    if rate.value is None:
        return Figure("win-rate", "Win rate", formula, "", "")
    between = n.closed.interval.replace("–", " and ")
    note = f"With {counted(rate.n, 'closed deal')} the true rate lies between {between}, 19 times out of 20."
    example = f"{rate.hits:,} ÷ ({rate.hits:,} + {rate.n - rate.hits:,})"
    return Figure("win-rate", "Win rate", formula, example, f"{rate.value * 100:.1f}%", note)


def win_rate_by_amount(n: Numbers) -> Figure:
    formula = "won amount ÷ (won amount + lost amount), by close date"
    rate = n.sizes.rate_by_amount
    if rate is None:
        return Figure("win-rate-amount", "Win rate by amount", formula, "", "")
    won, lost = n.money(n.sizes.won_amount), n.money(n.sizes.lost_amount)
    return Figure(
        "win-rate-amount", "Win rate by amount", formula, f"{won} ÷ ({won} + {lost})", f"{rate:.1f}%"
    )


def average_size(n: Numbers) -> Figure:
    formula = "won amount ÷ won count"
    if n.sizes.average is None:
        return Figure("size", "Average deal size", formula, "", "")
    example = f"{n.money(n.sizes.won_amount)} ÷ {n.sizes.won:,}"
    return Figure("size", "Average deal size", formula, example, n.money(round(n.sizes.average)))


def cycle(n: Numbers) -> Figure:
    found = n.closed.cycle()
    formula = "median days from creation to won"
    if found is None or not n.closed.has_cycle:
        return Figure("cycle", "Cycle time", formula, "", "")
    note = f"The middle half took {found.low:.0f} to {found.high:.0f} days."
    return Figure(
        "cycle", "Cycle time", formula, f"the middle one of {found.n:,} won", f"{found.median:.0f} days", note
    )


def velocity(n: Numbers) -> Figure:
    formula = "open deals × win rate × average deal size ÷ cycle time, per day"
    value, rate, days = n.sizes.velocity(n.closed), n.closed.percent, n.closed.cycle()
    if value is None or rate is None or days is None:
        return Figure("velocity", "Sales velocity", formula, "", "")
    size = n.money(round(n.sizes.average or 0))
    example = f"{n.sizes.open:,} × {rate:.1f}% × {size} ÷ {days.median:.0f}"
    return Figure("velocity", "Sales velocity", formula, example, f"{n.money(round(value))} a day")


def coverage(n: Numbers) -> Figure:
    formula = "open amount closing in the period ÷ (target − booked)"
    value = n.open.coverage(n.goal.standing.left) if n.goal else None
    usual, note = n.closed.both(), ""
    if usual.value:
        rests_on = f"from {counted(usual.n, 'deal')} closed in this quarter and the last"
        note = f"A pipeline needs 1 ÷ win rate: {1 / usual.value:.1f}×, {rests_on}."
    if n.goal is None or value is None:
        return Figure("coverage", "Coverage", formula, "", "", note)
    example = f"{n.money(n.open.closing)} ÷ {n.money(n.goal.standing.left)}"
    return Figure("coverage", "Coverage", formula, example, f"{value:.1f}×", note)


def weighted(n: Numbers) -> Figure:
    formula = "Σ amount × stage chance, of open deals"
    note = "The stage chance is set in Settings, one for each stage. It weighs sums and foretells no single deal."
    if not n.sizes.open:
        return Figure("weighted", "Weighted pipeline", formula, "", "", note)
    example = f"{n.sizes.open:,} open deals worth {n.money(n.sizes.open_amount)}"
    return Figure("weighted", "Weighted pipeline", formula, example, n.money(n.sizes.weighted), note)


def slipped(n: Numbers) -> Figure:
    formula = "open deals whose close date was in the period and was moved out of it"
    return Figure(
        "slipped", "Slipped deals", formula, "counted from the history of close dates", f"{n.open.slipped:,}"
    )


def risk(n: Numbers) -> Figure:
    formula = "open deals without a next step, past their close date, or longer in their stage than usual"
    example = f"{n.open.at_risk:,} of {n.open.count:,} open deals"
    return Figure("risk", "Deals at risk", formula, example, n.money(n.open.risky))


def conversion(n: Numbers) -> Figure:
    formula = "deals that moved on from a stage, to a later one or won ÷ all that left it"
    note = "Beside it stand the four quarters before. A stage is marked only when fewer move on than chance explains."
    known = [each for each in n.passages if each.now.n]
    if not known:
        return Figure("conversion", "Stage conversion", formula, "", "", note)
    most = max(known, key=lambda each: each.now.n)
    usual = "" if most.usual_percent is None else f"; usually {most.usual_percent:.0f}%"
    example = f"{most.stage.name}: {most.now.hits:,} ÷ {most.now.n:,}{usual}"
    return Figure("conversion", "Stage conversion", formula, example, f"{most.percent or 0:.0f}%", note)


def ageing(n: Numbers) -> Figure:
    formula = "days an open deal has been in its stage, beside the days that are usual there"
    note = "Longer than usual, a deal asks for a look. Usual is told once ten deals left the stage."
    if n.oldest is None:
        return Figure("ageing", "Stage ageing", formula, "", "", note)
    here, usual = n.oldest.days_in_stage(n.today), n.oldest.stage.usual
    beside = f"usual {days(usual)}" if usual else "what is usual is not known yet"
    example = f"the longest is {n.oldest}: {days(here)} in {n.oldest.stage.name}, {beside}"
    return Figure("ageing", "Stage ageing", formula, example, days(here), note)


FIGURES: tuple[Callable[[Numbers], Figure], ...] = (
    attainment, pace, gap, coverage, win_rate, win_rate_by_amount, average_size, cycle, velocity, weighted,
    conversion, ageing, slipped, risk,
)  # fmt: skip

# What each rests on.
_CLOSED, _WON = "state=won,lost&closes=this-quarter", "state=won&closes=this-quarter"
# The query of the list of deals that a figure is made of; of the others no list holds just these.
DEALS = {
    "attainment": _WON,
    "pace": "",
    "gap": _WON,
    "coverage": "state=open&closes=this-quarter",
    "win-rate": _CLOSED,
    "win-rate-amount": _CLOSED,
    "size": _WON,
    "cycle": _WON,
    "velocity": "",
    "weighted": "state=open",
    "conversion": "",
    "ageing": "state=open&stuck=yes",
    "slipped": "",
    "risk": "attention=yes",
}
DATA = {
    "attainment": "won deals by close date, credited to whoever owned them then; the published target.",
    "pace": "how earlier quarters ran by working days, from four quarters and 30 bookings on.",
    "gap": "the same curve as the pace.",
    "coverage": "open deals by expected close date, whatever their stage.",
    "win-rate": "deals won and lost in the quarter. Open deals do not count.",
    "win-rate-amount": "deals won and lost in the quarter that have an amount.",
    "size": "deals won in the quarter.",
    "cycle": "deals won in the quarter. Lost deals do not count.",
    "velocity": "the four figures it is made of, each as above.",
    "weighted": "open deals with an amount.",
    "conversion": "every passage from stage to stage of the quarter, in the default pipeline.",
    "ageing": "the stage history; the usual days are set for a stage in Settings, else learned from earlier deals.",
    "slipped": "the history of close dates, which nobody can rewrite.",
    "risk": "open deals. Usual is the median time earlier deals spent in the stage.",
}
