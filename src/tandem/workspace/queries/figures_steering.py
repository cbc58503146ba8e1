"""How the figures of setting targets, calling and comparing are made; with the viewer's own numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404

from tandem.core.money import format_money
from tandem.deals.models import Deal
from tandem.deals.queries.estimates import Score, scores
from tandem.deals.queries.rates import WinRates, win_rates
from tandem.forecasts.queries.accuracy import Line, accuracy
from tandem.forecasts.queries.choosing import choose
from tandem.forecasts.queries.prefill import prefill
from tandem.forecasts.rules import Said
from tandem.goals.models import Target
from tandem.goals.queries.chances import odds_of
from tandem.goals.queries.must import MustBe, must_be
from tandem.goals.queries.odds import Curve, newest_curves
from tandem.goals.queries.standing import GoalStanding
from tandem.people.models import Person
from tandem.workspace.queries.figures_ahead import Figure

MANY = 50  # officers whose draws are read at once
SPLITS = {"history": "history", "pipeline": "open pipeline", "even": "even", "chance": "equal chance"}


@dataclass(frozen=True)
class Steering:
    """What the examples are made of. `target`: the viewer's own, or that of an officer below, whose name is `whose`.

    `chances`: of the officers below the viewer's goal, in whole percent.
    """

    target: Target | None
    whose: str
    must: MustBe | None
    chances: list[int]
    won_deal: Deal | None
    if_won: tuple[int, int] | None
    said: Said | None
    line: Line | None
    rates: WinRates | None
    scored: Score | None
    currency: str

    def money(self, amount: Any) -> str:
        """A figure in the organization's currency, without its fraction."""
        return format_money(Decimal(round(amount)), self.currency)


def steer(
    viewer: Person, goal: GoalStanding | None, curve: Curve | None, currency: str, today: date
) -> Steering:
    """Of the viewer's goal, calls and people; `curve`: the draws of the goal, in money."""
    target = goal.target if goal else None
    below = _below(viewer, goal) if goal and goal.target.team_id else []
    own = below[0] if below else target if target and target.person_id else None
    odds = odds_of(own) if own else None
    deal, if_won = _largest_step(target, curve) if target else (None, None)
    said, line = _calls(viewer, today)
    told = scores(viewer)
    return Steering(
        target=own,
        whose=f"{own.name}: " if own and below else "",
        must=must_be(odds, today) if odds else None,
        chances=_chances(viewer, goal, below) if goal and below else [],
        won_deal=deal,
        if_won=if_won,
        said=said,
        line=line,
        rates=_rates(viewer, today),
        scored=next((one for one in told if one.own is not None), told[0] if told else None),
        currency=currency,
    )


def _below(viewer: Person, goal: GoalStanding) -> list[Target]:
    """The officers' targets below a team's, as far as the viewer may see them."""
    rows = (
        Target.objects.visible_to(viewer)
        .filter(plan=goal.target.plan_id, person__isnull=False, home__path__startswith=goal.target.home.path)
        .select_related("plan", "person", "home")
        .order_by("home__path", "person")
    )
    return list(rows[:MANY])


def _chances(viewer: Person, goal: GoalStanding, below: Sequence[Target]) -> list[int]:
    amounts = {target.person_id: target.amount for target in below}
    people = [person for person in amounts if person is not None]
    found = newest_curves(viewer, goal.target.plan.metric, goal.period, people=people)
    told = [curve.chance(amounts[curve.key[1]]).percent for curve in found.values()]
    return sorted(each for each in told if each is not None)


def _largest_step(target: Target, curve: Curve | None) -> tuple[Deal | None, tuple[int, int] | None]:
    """The open deal whose win adds most to the chance of a person's target, with the chance now and then."""
    if curve is None or not target.person_id or not len(curve.deals.ids):
        return None, None
    now = curve.chance(target.amount).percent
    added = [(curve.adds(pk, target.amount) or 0, pk) for pk in curve.deals.ids.tolist()]
    most, pk = max(added)
    deal = Deal.objects.alive().open().filter(pk=pk, owner=target.person_id).first()
    if now is None or most < 1 or deal is None:
        return None, None
    return deal, (now, min(now + most, 99))


def _calls(viewer: Person, today: date) -> tuple[Said | None, Line | None]:
    """What the viewer's next call begins with, and the highest layer that was scored of them."""
    try:
        choice = choose(viewer, "", "", today)
        found = accuracy(viewer, choice)
    except Http404:
        return None, None
    lines = [line for line in found.lines if line.over_naive is not None and line.layer != "naive"]
    said = prefill(choice.person, choice.team, choice.period, today) if choice.person else None
    return said, lines[-1] if lines else None


def _rates(viewer: Person, today: date) -> WinRates | None:
    try:
        return win_rates(viewer, "", today=today)
    except Http404:
        return None


def split(n: Steering) -> Figure:
    example = value = ""
    parts = n.target.reasons.get("parts", []) if n.target else []
    told = [part for part in parts if part["amount"] is not None and part["share"]]
    if n.target is not None and told and n.target.plan.is_money:
        value = n.money(n.target.suggested)
        example = n.whose + " + ".join(
            f"{SPLITS[part['name']]} {n.money(Decimal(part['amount']))} × {part['share']}%" for part in told
        )
        example += f", in round figures {value}"
    return Figure(
        "suggested", "Suggested share of a target",
        "the share of the whole that each basis alone would give, weighed as the plan says", example, value,
        "Days away and the ramp of newcomers make a share smaller. Floors, ceilings, locks and limits hold; "
        "what they keep "
        "back is shared among the others, and all shares add up to the team to the cent.",
        data="the last four finished periods, open deals that may close in time, days present.",
        record="The chance beside each share says how ambitious it is, and is held to what came.",
    )  # fmt: skip


def fairness(n: Steering) -> Figure:
    example = value = ""
    if len(n.chances) > 1:
        low, high = n.chances[0], n.chances[-1]
        value = f"{high - low} point{'' if high - low == 1 else 's'}"
        example = f"{high}% − {low}%, of {len(n.chances)} officers of whom a chance can be told"
    return Figure(
        "fairness", "Fairness spread, and the price of a limit",
        "highest − lowest chance among the officers of a plan", example, value,
        "0 means that all have the same chance. The price of a floor, ceiling, lock, cap, limit or ramp is the "
        "chance that the others "
        "would share without it − the one they share with it, in points.",
        data="everybody’s draws and targets; who has too little history is left out and named.",
    )  # fmt: skip


def what_must_be(n: Steering) -> Figure:
    found = n.must
    return Figure(
        "must-be", "What must be true",
        "(target − middle landing) ÷ usual deal; and the meetings held for each deal won",
        f"{n.whose}{found.sentence}" if found else "", found.over if found and found.gap > 0 else "",
        "Told for an officer’s target, from five deals won within a year on. In half of all simulated "
        "periods no more than that "
        "is missing.",
        data="the same draws as the chance, and deals won and meetings held in the last twelve months.",
    )  # fmt: skip


def adds(n: Steering) -> Figure:
    example = value = ""
    if n.won_deal is not None and n.if_won is not None:
        now, then = n.if_won
        value = f"+{then - now} point{'' if then - now == 1 else 's'}"
        example = f"{n.won_deal}: {then}% if it is won in time − {now}% now"
    return Figure(
        "adds", "What a step on Today adds",
        "chance to attain if this deal is won in time − chance now", example, value,
        "Do next is ranked by it times the chance to be won in time: so far your chance moves with the odds of the "
        "deal, and a long shot does not stand above a deal that can still go either way. It says what is at stake, not "
        "that the step wins the deal. Less than a point counts as none, and without a chance to attain nothing is "
        "ranked by it.",
        data="your draws, with this deal won in every one of them.",
    )  # fmt: skip


def calls(n: Steering) -> Figure:
    example = value = ""
    if n.said is not None:
        value = n.money(n.said.likely)
        example = f"your deals say: most likely {value}"
        if n.said.commit is not None and n.said.best is not None:
            example += f", commit {n.money(n.said.commit)}, best case {n.money(n.said.best)}"
    return Figure(
        "calls", "Commit, best case, most likely",
        "commit = won + open deals in commit; best case = that + open deals in best case; most likely = "
        "commit + best case × "
        "stage chance", example, value,
        "A call begins with these and may be changed; a team’s begins with the sum of its officers. “Moved "
        "since” is the larger "
        "of all that rose and all that fell beneath a call. From one snapshot to another, opening + created "
        "+ pulled in − won − "
        "lost − pushed out ± changed = closing, to the cent.",
        data="deals by the category and expected close date they have now; for the past, snapshots that nobody "
        "rewrites.",
        record="Every call is scored 12, 8, 4, 2 and 1 weeks before the end.",
        page="forecasts:accuracy", verb="forecasts.see",
    )  # fmt: skip


def value_added(n: Steering) -> Figure:
    example = value = ""
    line = n.line
    if line is not None and line.over_naive is not None:
        value = line.over_naive.words
        periods = f"{line.over_naive.n} period{'' if line.over_naive.n == 1 else 's'}"
        example = (
            f"{line.words}: off by {line.measure.off_words}; {value} beside the naive forecast over {periods}"
        )
        if line.over_beneath is not None:
            example += f", {line.over_beneath.words} beside the {line.beneath_words}"
    return Figure(
        "value-added", "Value added by a forecast",
        "mean error of another forecast − mean error of this one, over the periods in which both spoke",
        example, value,
        "The naive forecast is what was booked so far plus the same weeks of the period before. Below 0 a "
        "layer made the "
        "forecast worse. “Usually too high” is said of somebody only from four periods on, and beyond chance "
        "with all callers "
        "of the page counted.",
        data="scores of model, officer, manager and director at one lead time, the last eight periods.",
    )  # fmt: skip


def differences(n: Steering) -> Figure:
    example = value = ""
    if n.rates is not None and n.rates.verdict is not None:
        value = "a tie" if n.rates.tie else "more than chance"
        example = f"{n.rates.sentence} {n.rates.basis}."
    return Figure(
        "differences", "Whether win rates differ",
        "how often chance alone would put the rates of a team as far apart (chi-square, or dealing the wins "
        "out anew)",
        example, value,
        "Above 5 in 100 it is a tie: nobody is named. Below, somebody is named only if their rate stands out "
        "once all are looked "
        "at (Holm).",
        data="deals closed in the last twelve months by who was credited.",
    )  # fmt: skip


def estimates(n: Steering) -> Figure:
    example = value = ""
    one = n.scored
    if one is not None and one.own is not None and one.model is not None:
        value = f"{one.own:.3f}"
        beside = f"{one.own:.3f}, the model {one.model:.3f}, on {one.count} closed deals"
        example = f"{one.person.name}: {beside}; {one.words}"
    elif one is not None:
        example = f"{one.person.name}: {one.words}"
    return Figure(
        "estimates", "Own estimates and the model",
        "mean of (estimate − outcome)², the outcome being 1 for won and 0 for lost", example, value,
        "0 is perfect, 0.25 is what saying 50% always gives. The model’s is taken on the same deals, as it "
        "stood at the "
        "estimate.",
        data="of each deal that closed since, the last estimate before that day; shown from 20 on.",
    )  # fmt: skip


EVERYBODY: tuple[Callable[[Steering], Figure], ...] = (split, what_must_be, calls, value_added, estimates)
OFFICERS: tuple[Callable[[Steering], Figure], ...] = (*EVERYBODY, adds)
LEADS: tuple[Callable[[Steering], Figure], ...] = (*EVERYBODY, fairness, differences)


def steering_figures(viewer: Person, found: Steering) -> list[Figure]:
    """Those that stand on the viewer's pages."""
    return [make(found) for make in (OFFICERS if viewer.role == "officer" else LEADS)]
