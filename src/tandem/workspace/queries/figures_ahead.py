"""How figures that look ahead, and those that judge them, are made; with the viewer's own numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tandem.core.money import format_money
from tandem.goals.queries.odds import Curve, Outcome
from tandem.insights.queries import BookingsPage


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, how it is made, and the viewer's own; `example` is "" while there is nothing to show.

    `data`: what it rests on. `record`: how it is held to what came. `worked`: whether it has an example of
    the viewer's own, once there are numbers.
    """

    key: str
    name: str
    formula: str
    example: str
    value: str
    note: str = ""
    data: str = ""
    record: str = ""
    worked: bool = True


@dataclass(frozen=True)
class Looking:
    """What the examples are made of: the viewer's own goal in the draws, and where the bookings of their team go."""

    curve: Curve | None
    outcome: Outcome | None
    bookings: BookingsPage | None
    currency: str

    def money(self, amount: Any) -> str:
        return format_money(round(amount), self.currency)


def chance(n: Looking) -> Figure:
    formula = "simulated periods that reach the target ÷ all simulated periods"
    example = value = missing = ""
    if n.outcome is not None and n.curve is not None:
        found, count = n.outcome.chance, len(n.curve.drawn)
        missing = found.missing
        if found.value is not None and found.percent is not None:
            value = f"{found.percent}%"
            example = (
                f"{round(found.value * count):,} of {count:,} simulated periods reach "
                f"{n.money(n.outcome.target)}, "
                f"as of {found.as_of:%d %b %Y}"
            )
    return Figure(
        "chance", "Chance to attain", formula, example, value,
        missing or "It rates the target, not the person: 50 to 70% is ambitious and achievable.",
        data="what is booked, the open deals by stage and age, and the business usually still created "
        "in the time that is "
        "left; where a person’s history is thin it leans on the team’s. Needs three quarters and ten "
        "closed deals.",
        record="Of targets given 60%, about six in ten must be reached. That can only be counted over "
        "many targets: one "
        "target missed at 60% proves nothing.",
    )  # fmt: skip


def landing(n: Looking) -> Figure:
    formula = "the result below which 1, and 9, in 10 simulated periods end; in the middle, 5 in 10"
    example = value = ""
    if n.outcome is not None and n.curve is not None and n.outcome.chance.value is not None:
        value = n.outcome.range_words
        count = len(n.curve.drawn)
        example = (
            f"of {count:,} simulated periods, {round(count * 0.1):,} end below {n.money(n.outcome.p10)} "
            f"and "
            f"{round(count * 0.1):,} above {n.money(n.outcome.p90)}; the middle one is "
            f"{n.money(n.outcome.p50)}"
        )
    return Figure(
        "range", "Forecast range: 8 in 10 landings", formula, example, value,
        "Ranges of officers do not add up to the team’s: not everybody has a bad quarter at once. The "
        "simulated periods do, "
        "one by one.",
        data="the same draws as the chance.",
        record="In 8 of 10 periods the result must lie inside. More often means the range is too wide, "
        "less often that it "
        "promises too much.",
    )  # fmt: skip


def moved(n: Looking) -> Figure:
    return Figure(
        "moves", "What moves the chance", "chance now − chance on Friday a week ago, shared out by reason", "", "",
        "Each reason is exchanged for what it is today, one after the other, once in this order and once in reverse; "
        "the mean is its share. So the shares add up to the change.",
        data="this week’s draws and last Friday’s; a deal won, lost, pushed or changed is a reason by itself.",
        worked=False,
    )  # fmt: skip


def gap_to_plan(n: Looking) -> Figure:
    return Figure(
        "gap-to-plan", "Gap to plan",
        "booked − due = what the plan asks beyond the usual + deals in play + how many closed by now + win rate + "
        "deal size + mix", "", "",
        "Each part says what only this one brought, next to usual. The parts add up to the cent. Where chance alone "
        "brings as much, the line says so.",
        data="deals of the period, next to the last four quarters by the same day.",
        worked=False,
    )  # fmt: skip


def common_chance(n: Looking) -> Figure:
    return Figure(
        "common-chance", "One chance for all, and over-assignment",
        "each target = the largest that its holder reaches with the same chance; their sum is the top "
        "target", "", "",
        "With every officer at 60%, the team reaches the sum of their targets almost surely, because "
        "good and bad quarters "
        "even out; a team’s target at 50% puts its officers near 43%. Over-assignment is told by what "
        "it costs in points.",
        data="everybody’s draws, floors, ceilings and locks; what each of those costs is shown beside it.",
        worked=False,
    )  # fmt: skip


def outlook(n: Looking) -> Figure:
    formula = "the mean, or the best, of three methods on past months, by how each would have done earlier"
    example = value = ""
    record = (
        "Each method is tried at earlier months with only what was known then. Its errors there "
        "widen the range until 8 in 10 would have held."
    )
    page = n.bookings
    if page is not None and page.whole is not None and page.whole.ahead:
        ahead = page.whole.ahead[1]
        value = ahead.range_words
        example = f"{page.whole.name}, {ahead.label}: {page.whole.method.lower()}, middle {ahead.mid_words}"
        if page.whole.record:
            record += f" A quarter of yours, told three months before its end, was {page.whole.record}."
        if page.held:
            record += f" Ranges held {page.held}."
    return Figure(
        "outlook", "Where bookings are going", formula, example, value,
        "Teams, products and regions add up to one total. The methods: the same months of last year; "
        "the level with half the "
        "past trend; level, trend and season smoothed.",
        data="won deals by month, up to five years; from 18 months on. Not the open pipeline: the "
        "forecast range has that.",
        record=record,
    )  # fmt: skip


def win_chance(n: Looking) -> Figure:
    return Figure(
        "win-chance", "Win chance of a deal", "of deals like this one, the share that was won", "", "",
        "Shown with its range and its largest reasons. Where nothing about a deal tells winners from "
        "losers better than chance, "
        "the team’s usual rate is shown and no ranking. It is for weighing many deals: one deal is won "
        "or lost.",
        data="deals won and lost so far: stage, age, pushed dates and what else was known while they "
        "were open.",
        record="Held against what came: of deals given 30%, three in ten must be won. An officer’s own "
        "estimate is held to the same.",
        worked=False,
    )  # fmt: skip


def forecast_error(n: Looking) -> Figure:
    return Figure(
        "forecast-error", "Forecast error and bias", "(forecast − actual) ÷ actual, at a fixed time "
        "before the end", "", "",
        "The error is its size whatever the sign; the bias is its mean with the sign: above 0 is too "
        "high. Example: a call of "
        "€110,000 four weeks before a quarter that ended at €100,000 has an error of 10% and counts 10% "
        "too high.",
        data="calls, and the model’s middle, as they stood; none is ever rewritten.",
        record="Shown beside the next call, for people and for the model alike. Few periods say little: "
        "the number stands beside.",
        worked=False,
    )  # fmt: skip


def chances_record(n: Looking) -> Figure:
    return Figure(
        "chances-record", "Record of the chances", "targets reached ÷ targets set, by the chance they "
        "were given", "", "",
        "Of targets at 40, 50, 60 and 70%, about that share must be reached. With ten targets at 60%, "
        "four to eight reached is "
        "what chance brings.",
        data="the chance that stood when a target was published, and the result of its period.",
        worked=False,
    )  # fmt: skip


AHEAD: tuple[Callable[[Looking], Figure], ...] = (
    chance, landing, moved, gap_to_plan, common_chance, outlook, win_chance, forecast_error, chances_record,
)  # fmt: skip
