"""How deals move: time in each stage, the chance to pass it, and what both mean for an open deal.

A deal stays in stage s for D working days, log-logistic with median `USUAL[s]` and shape `SHAPE`. At the end
it goes on with probability expit(BASE[s] + x − AGEING · ln(D / USUAL[s])), otherwise it is lost there. x is
the deal's own shift: skill of its officer, source, type, size, account, market. So the longer a deal stays,
the less it is worth.
"""

from __future__ import annotations

import numpy as np

from .calendar import Floats, Ints

STAGES = ("Qualify", "Discover", "Propose", "Negotiate", "Commit")
WON, LOST = 5, 6  # places that follow the open stages
USUAL: Floats = np.array([6.5, 8.5, 12.5, 11.5, 6.5])
SHAPE = 2.4
BASE: Floats = np.array([0.88, 1.18, 1.18, 1.70, 2.45])
AGEING = 0.45


def expit(values: Floats) -> Floats:
    """1 / (1 + exp(−values))."""
    result: Floats = 1.0 / (1.0 + np.exp(-values))
    return result


def stay(uniform: Floats, stage: Ints | int, already: Floats | float = 0.0) -> Floats:
    """Total time in a stage (working days) given the time already spent there; `uniform` in (0, 1]."""
    usual = USUAL[stage]
    time: Floats = usual * ((1.0 + (already / usual) ** SHAPE) / uniform - 1.0) ** (1.0 / SHAPE)
    return np.maximum(time, np.maximum(already, 0.05))


def passing(stage: Ints | int, shift: Floats, time: Floats) -> Floats:
    """Chance to go on at the end of a stage that took so long."""
    return expit(BASE[stage] + shift - AGEING * np.log(time / USUAL[stage]))


def chances(
    rng: np.random.Generator, stage: Ints, shift: Floats, already: Floats, within: Floats, draws: int = 400
) -> tuple[Floats, Floats]:
    """Of open deals: the chance to be won at all, and within so many working days from now. All shapes
    (deals,).

    Mean over drawn times of the product of passing chances, so only the times are random.
    """
    ever, soon = np.empty(len(stage)), np.empty(len(stage))
    for begin in range(0, len(stage), 2000):
        part = slice(begin, begin + 2000)
        here, x = stage[part, None], shift[part, None]
        left, product = np.zeros((len(here), draws)), np.ones((len(here), draws))
        for s in range(len(STAGES)):
            u = 1.0 - rng.random((len(here), draws))
            now = here == s
            time = stay(u, s, np.where(now, already[part, None], 0.0))
            ahead = here <= s
            product *= np.where(ahead, passing(s, x, time), 1.0)
            left += np.where(ahead, time - np.where(now, already[part, None], 0.0), 0.0)
        ever[part] = product.mean(axis=1)
        soon[part] = (product * (left <= within[part, None])).mean(axis=1)
    return ever, soon


def fresh_chance(shift: Floats) -> Floats:
    """Chance of a new deal to be won, by its shift (any shape): numerical integration over the time in each
    stage.
    """
    grid = np.linspace(-4.0, 4.0, 161)
    levels = (np.arange(200) + 0.5) / 200
    total = np.ones(len(grid))
    for s in range(len(STAGES)):
        total *= passing(s, grid[:, None], stay(levels, s)[None, :]).mean(axis=1)
    return np.interp(shift, grid, total)
