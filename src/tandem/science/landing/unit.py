"""The draws of a handful of people of one team: the part of the simulation that can run anywhere.

In each draw every open deal is won in the period or not, and in a week of it, by one uniform number u held against
the odds of its incidence: won by week w ⟺ u/(1 − u) < odds(w) × e^shock. New deals that are won in the period are a
Poisson number with the expected mean × e^shock, each in a week and with a worth of its own.

Worths are whole 64ths, so that sums are exact in double precision: people, chunks and processes add up to the same
last bit in any order. Assumes that deals are independent given the shocks, and that what a deal is worth says nothing
of whether it is won. Source: own; draws by inversion of the incidence, worths by drawing from those seen (B. Efron,
Annals of Statistics 7 (1979), 1–26). Cost O(open deals × draws + won deals × draws × log weeks); memory
O(people × draws × weeks).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .given import Flags, Floats, Ints
from .shocks import PERSON, Sizes, of_people, of_team, stream
from .worth import grained

Bytes = NDArray[np.uint8]
TOLD = (0.10, 0.25, 0.50, 0.75, 0.90)
SOME = 64  # of the draws, where a mean over them is wanted often
LEAST_FACTOR = 1e-25  # on odds, of a draw in which nothing is won: a quotient by it still fits 32 bits


@dataclass(frozen=True, slots=True)
class Unit:
    """What is needed for u people of one team with k open deals, over w weeks.

    - `people`: (u,) their places; `booked`, `scale`, `doubt`, `fresh`: (u,); `new`: (u, w) expected new deals won in
      each week.
    - `begin`: (u + 1,) where each person's deals begin; `odds`: (k, w + 1) odds to be won by the end of each
      week, and at all; `worth`: (k,), `unsure`: (k,) whether the worth is only expected.
    """

    people: Ints
    team: int
    parent: Ints
    booked: Floats
    scale: Floats
    doubt: Floats
    fresh: Floats
    new: Floats
    begin: Ints
    odds: Floats
    worth: Floats
    unsure: Flags
    pool: Floats
    sizes: Sizes
    seed: int
    draws: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """`people`: (u, m) float32, `whole`: (w, m) their sum by week, `fan`: (u, w, 5), `wins`: (k, ⌈m/8⌉),
    `chance`: (k, 2) to be won in the period, and at all, the mean over the shocks.
    """

    people: Floats
    whole: Floats
    fan: Floats
    wins: Bytes
    chance: Floats


def draw(unit: Unit) -> Drawn:
    """All draws of the people of a unit.

    Shapes and units as in `Unit` and `Drawn`, m draws. The factor of a person is e^(common + √own·z − (variance +
    own)/2), of mean 1. Cost: see the module.
    """
    weeks, m = unit.new.shape[1], unit.draws
    common, moved = of_team(unit.seed, unit.team, unit.parent, unit.sizes, m)
    more = of_people(unit.seed, unit.sizes, m)
    people = np.zeros((len(unit.people), m), np.float32)
    fan = np.zeros((len(unit.people), weeks, len(TOLD)), np.float32)
    whole = np.zeros((weeks, m))
    wins = np.zeros((len(unit.worth), (m + 7) // 8), np.uint8)
    chance = np.zeros((len(unit.worth), 2))
    for place, person in enumerate(unit.people):
        random = stream(unit.seed, PERSON, int(person))
        # How well a newcomer's place on the ramp is known has nothing to do with how others were told.
        own = more * unit.doubt[place] ** 2 + unit.fresh[place] ** 2
        factor = np.exp(common + np.sqrt(own) * random.standard_normal(m) - (moved + own) / 2)
        mine = slice(int(unit.begin[place]), int(unit.begin[place + 1]))
        by_week = np.zeros(m * weeks)
        if mine.stop > mine.start:
            wins[mine], chance[mine] = _existing(unit, mine, place, factor, random, by_week)
        _coming(unit, place, factor, random, by_week)
        so_far = unit.booked[place] + np.cumsum(by_week.reshape(m, weeks), axis=1).T
        people[place] = so_far[-1]
        fan[place] = np.quantile(so_far, TOLD, axis=1).T
        whole += so_far
    return Drawn(people, whole, fan, wins, chance)


def _existing(
    unit: Unit, mine: slice, place: int, factor: Floats, random: np.random.Generator, by_week: Floats
) -> tuple[Bytes, Floats]:
    """Add what open deals bring, week by week; which are won in which draws, and their chance."""
    odds, m = unit.odds[mine, :-1], len(factor)
    yields = _yields(odds[:, -1], unit.worth[mine])
    factor = factor ** (1 / yields)
    factor *= _kept(odds[:, -1], unit.worth[mine], factor, yields)
    u = random.random((len(odds), m), np.float32)
    reach = u / np.maximum(1 - u, 1e-9) / np.maximum(factor, LEAST_FACTOR).astype(np.float32)
    won = reach < odds[:, -1:].astype(np.float32)
    deal, draw = np.nonzero(won)
    week = (reach[deal, draw][:, None] >= odds[deal]).sum(axis=1)
    week = np.minimum(week, odds.shape[1] - 1)
    worth = unit.worth[mine][deal]
    unsure = unit.unsure[mine][deal]
    if unsure.any():
        worth = np.where(unsure, _amounts(unit, place, len(deal), random), worth)
    by_week += np.bincount(draw * odds.shape[1] + week, weights=worth, minlength=len(by_week))
    raised = unit.odds[mine, -2:, None] * _some(factor)
    return np.packbits(won, axis=1), (raised / (1 + raised)).mean(axis=2)


def _yields(odds: Floats, worth: Floats) -> float:
    """By what part of itself a small shock of log odds moves the log of what open deals bring: Σ v·p(1 − p) / Σ v·p.

    Shocks are sizes of results, so the odds have to move by more. Bounded where nearly all is sure to be won.
    """
    chance = odds / (1 + odds)
    whole = float((worth * chance).sum())
    return max(float((worth * chance * (1 - chance)).sum()) / whole, 0.3) if whole > 0 else 1.0


def _kept(odds: Floats, worth: Floats, factor: Floats, yields: float) -> float:
    """The factor on the odds that keeps the mean where it is without shocks, as the curve of chances is bent."""
    mean = float((worth * odds / (1 + odds)).sum())
    some, kept = _some(factor), 1.0
    for _ in range(3 if mean > 0 else 0):
        raised = odds[:, None] * (some * kept)
        # Odds have to move by more than what they bring, else three steps end short of the mean.
        kept *= (mean / max(float((worth @ (raised / (1 + raised))).mean()), 1e-12)) ** (1 / yields)
    return kept


def _some(factor: Floats) -> Floats:
    """At most 64 of the draws' factors, the middles of equal parts of their order, to take means with."""
    parts = min(len(factor), SOME)
    return np.sort(factor)[(2 * np.arange(parts) + 1) * len(factor) // (2 * parts)]


def _coming(unit: Unit, place: int, factor: Floats, random: np.random.Generator, by_week: Floats) -> None:
    """Add what new deals bring, week by week."""
    new = unit.new[place]
    mean = float(new.sum())
    if mean <= 0:
        return
    count = random.poisson(mean * factor)
    draw = np.repeat(np.arange(len(factor)), count)
    week = np.searchsorted(np.cumsum(new) / mean, random.random(len(draw)), side="right")
    week = np.minimum(week, len(new) - 1)
    worth = _amounts(unit, place, len(draw), random)
    by_week += np.bincount(draw * len(new) + week, weights=worth, minlength=len(by_week))


def _amounts(unit: Unit, place: int, count: int, random: np.random.Generator) -> Floats:
    pick = random.integers(0, len(unit.pool), count)
    return grained(unit.scale[place] * unit.pool[pick])
