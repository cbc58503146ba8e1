"""How figures that look ahead, and those that judge them, are made; with the viewer's own numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tandem.workspace.queries.figures_found import Looking

SUMMANDS = 4  # as many targets are written out


@dataclass(frozen=True)
class Figure:
    """One figure: what it is, how it is made, and the viewer's own; `example` is "" while there is nothing to show.

    `data`: what it rests on; `deals`: the query of the list that holds them. `record`: how it is held to what
    came, and `page` the page with the record, for who may `verb`.
    """

    key: str
    name: str
    formula: str
    example: str
    value: str
    note: str = ""
    data: str = ""
    deals: str = ""
    record: str = ""
    page: str = ""
    verb: str = ""


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
                f"as of {found.as_of:%-d %b %Y}"
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
        page="goals:record", verb="goals.see",
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
    example = value = ""
    if n.moved is not None:
        told = n.moved
        parts = ", ".join(f"{part.name} {part.signed}" for part in told.parts)
        value = f"{told.signed} point{'' if told.size == 1 else 's'}"
        example = f"{told.after}% now − {told.before}% on {told.since:%-d %b %Y} = {told.signed}: {parts}"
    return Figure(
        "moves", "What moves the chance", "chance now − chance on the last Friday that is five days back or more, "
        "shared out by reason",
        example, value,
        "Each reason is exchanged for what it is today, one after the other, once in this order and once in reverse; "
        "the mean is its share. So the shares add up to the change.",
        data="the newest draws and those of that Friday; a deal won, lost, pushed or changed is a reason by itself.",
    )  # fmt: skip


def gap_to_plan(n: Looking) -> Figure:
    example = value = missing = ""
    if n.gap is not None:
        missing = f" {n.gap.missing}" if n.gap.missing else ""
        parts = ", ".join(f"{line.name.lower()} {n.signed(line.amount)}" for line in n.gap.lines)
        if parts:
            value = n.signed(n.gap.amount)
            example = f"{n.exact(n.gap.booked)} − {n.exact(n.gap.due)} = {value}: {parts}"
    return Figure(
        "gap-to-plan", "Gap to plan",
        "booked − due = usual result less what is due + deals in play + how many closed by now + win rate + "
        "deal size + mix", example, value,
        "Each part says what only this one brought, next to usual. The parts add up to the cent. Where chance alone "
        f"brings as much, the line says so.{missing}",
        data="deals of the period, next to the last four quarters by the same day.",
    )  # fmt: skip


def common_chance(n: Looking) -> Figure:
    example = value = ""
    if n.together is not None:
        value = f"{n.together.percent}%"
        example = (
            f"each of the {len(n.together.targets)} officers of {n.together.name} at 60%: "
            f"{' + '.join(n.money(each) for each in n.together.targets[:SUMMANDS])}"
            f"{' + …' if len(n.together.targets) > SUMMANDS else ''} = {n.money(n.together.sum)}; "
            f"{n.together.name} reaches that sum in {value} of its simulated periods"
        )
    elif n.at_sixty is not None and n.curve is not None:
        value = n.money(n.at_sixty)
        example = (
            f"60 in 100 of your {len(n.curve.drawn):,} simulated periods reach {value}: your target at 60%"
        )
    return Figure(
        "common-chance", "One chance for all, and over-assignment",
        "each target = the largest that its holder reaches with the same chance; their sum is the top "
        "target", example, value,
        "With every officer at 60%, the team reaches the sum of their targets almost surely, because "
        "good and bad quarters "
        "even out; a team’s target at 50% puts its officers near 43%. Over-assignment is told by what "
        "it costs in points.",
        data="everybody’s draws, floors, ceilings and locks; what each of those costs is shown beside it.",
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
    example = value = ""
    found = n.deal_chance
    told = found.told if found else None
    if n.deal is not None and found is not None and told is not None and told.fit is not None:
        value = f"{told.percent}%"
        why = "".join(f", {words} {points:+d}".replace("-", "−") for _, words, points in told.reasons)
        rest = f", all else {found.others:+d}".replace("-", "−") if told.reasons else ""
        start = f"; an average deal {found.average_percent}%" if told.reasons else ""
        example = (
            f"{n.deal}: {value}, between {told.range_words}, from {told.fit.decided:,} decided deals, of which "
            f"{told.fit.base * 100:.0f}% were won{start}{why}{rest}"
        )
    return Figure(
        "win-chance", "Win chance of a deal", "of deals like this one, the share that was won", example, value,
        "Shown with its range and its largest reasons. Where nothing about a deal tells winners from "
        "losers better than chance, "
        "the team’s usual rate is shown and no ranking. It is for weighing many deals: one deal is won "
        "or lost.",
        data="deals won and lost so far: stage, age, pushed dates and what else was known while they "
        "were open.",
        record="Held against what came: of deals given 30%, three in ten must be won. An officer’s own "
        "estimate is held to the same.",
        page="deals:estimates", verb="deals.estimates",
    )  # fmt: skip


def forecast_error(n: Looking) -> Figure:
    example = value = ""
    if n.scored is not None and n.scored.error is not None:
        said, came = n.money(n.scored.figure), n.money(n.scored.actual)
        value = f"{n.scored.error * 100:+.1f}%".replace("-", "−")
        example = f"{n.scored_words}: ({said} − {came}) ÷ {came}"
    return Figure(
        "forecast-error", "Forecast error and bias", "(forecast − actual) ÷ actual, at a fixed time "
        "before the end", example, value,
        "The error is its size whatever the sign; the bias is its mean over periods, with the sign: above 0 is "
        "too high.",
        data="calls, and the model’s middle, as they stood; none is ever rewritten.",
        record="Shown beside the next call, for people and for the model alike. Few periods say little: "
        "the number stands beside.",
    )  # fmt: skip


def chances_record(n: Looking) -> Figure:
    example = value = ""
    best = max(n.record, key=lambda one: one.rate.n, default=None)
    if best is not None and best.rate.n:
        value = f"{best.rate.hits} of {best.rate.n}"
        example = f"of the targets given about {best.stated}% that you may see: {best.words}"
    return Figure(
        "chances-record", "Record of the chances", "targets reached ÷ targets set, by the chance they "
        "were given", example, value,
        "Of targets at 40, 50, 60 and 70%, about that share must be reached. With ten targets at 60%, "
        "four to eight reached is "
        "what chance brings.",
        data="the chance that stood when a target was published, and the result of its period.",
    )  # fmt: skip


AHEAD: tuple[Callable[[Looking], Figure], ...] = (
    chance, landing, moved, gap_to_plan, common_chance, outlook, win_chance, forecast_error, chances_record,
)  # fmt: skip
