"""Whether and when open deals are won: competing risks by stage and time in it, by the day.

On each day a deal in stage s at age a is won, lost, or moved to another stage with probability
h(s, a) × season(day) of that kind, else it stays. The hazards are counts of exits over counts of deals there, smoothed
over ages with a window that widens with the age, recent days counting more (half as much every `MEMORY` days). An old
deal fades by itself, because hardly any deal that old was won.

The chance to be won by the end of each week follows backward from the end of the period:

    V_t(s, a) = won·[t ≤ end of week] + Σ on(s → s')·V_t(s', 0) + stays·V_{t+1}(s, a + 1)

Source: discrete-time semi-Markov model with competing risks (J. D. Kalbfleisch, R. L. Prentice, 2002, section 8.2).
Assumes that deals in the same stage for the same time are alike, but for the officer's and the deal's own odds, which
are put on afterwards. Cost O(stages × ages × weeks × days).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .given import Floats, Ints
from .lives import AGES, Lives
from .season import factors, on_days

MEMORY = 365.0
PRIOR = 2.0
LATER = 400


@dataclass(frozen=True, slots=True)
class Hazards:
    """`daily`: (3, s, a) won, lost, moved on; `seasons`: of each kind; `onward`: (s, s) where those moved go.

    `starts`: (s,) shares of new deals by the stage they begin in.
    """

    daily: Floats
    seasons: tuple[list[Floats], ...]
    onward: Floats
    starts: Floats
    year_begins: int


@dataclass(frozen=True, slots=True)
class Incidence:
    """Chances to be won by the end of each of w weeks, and at all (the last column).

    - `open`: (s, a, w + 1) of a deal in stage s that reaches age a on the day after the cutoff.
    - `new`: (d, w + 1) of a deal that begins on day 0 … d − 1 after the cutoff.
    """

    open: Floats
    new: Floats


def fit(lives: Lives, as_of: int, year_begins: int) -> Hazards:
    """Hazards from the days up to the cutoff; what the tables hold beyond it is not looked at.

    `as_of` is an ordinal; s stages, shapes as in `Lives` and `Hazards`, chances a day. Two rounds: hazards under the
    season, season under the hazards. Cost O(stages × ages × days).
    """
    days = int(np.clip(as_of - lives.day + 1, 0, lives.there.shape[1]))
    there, exits = lives.there[:, :days], lives.exits[:, :, :days]
    weight = 0.5 ** ((days - 1 - np.arange(days)) / MEMORY)
    daily = np.zeros((3, lives.stages, AGES))
    seasons = []
    for kind in range(3):
        season: list[Floats] = [np.ones(3), np.ones(7), np.ones(12)]
        for _ in range(2):
            calendar = on_days(season, lives.day + np.arange(days), year_begins)
            seen = np.einsum("sta,t->sa", exits[kind], weight)
            due = np.einsum("sta,t->sa", there, weight * calendar)
            daily[kind] = _smooth(seen, due)
            events = exits[kind].sum(axis=(0, 2), dtype=float)
            expected = np.einsum("sta,sa->t", there, daily[kind])
            season = factors(lives.day, events, expected, year_begins)
        seasons.append(season)
    onward = lives.moves + 1e-9 * np.eye(lives.stages, k=1)
    onward = onward / np.maximum(onward.sum(axis=1, keepdims=True), 1e-12)
    starts = (lives.starts + 1e-9) / (lives.starts + 1e-9).sum()
    return Hazards(daily, tuple(seasons), onward, starts, year_begins)


def incidence(hazards: Hazards, as_of: int, weeks: Ints, start: int, *, ever: bool = True) -> Incidence:
    """Chances of open and new deals by week; what is won before `start` does not count.

    Without `ever` the last column ends with the period. `weeks`: (w,) ordinals, rising; all results between 0 and 1,
    by the recursion above. Assumes that seasons and hazards stay as they are, up to `LATER` days after the period.
    Cost O(stages × ages × weeks × days).
    """
    stages = hazards.daily.shape[1]
    end = int(weeks[-1]) if len(weeks) else as_of
    span = max(end - as_of, 0)
    days = as_of + 1 + np.arange(span + LATER * ever)
    season = np.stack([on_days(one, days, hazards.year_begins) for one in hazards.seasons])
    # All days at once, and in the loop only what needs the day after: the loop is most of what looking back costs.
    won, lost, on = _bounded(hazards.daily[:, None] * season[:, :, None, None])[..., None]
    stay = 1 - won - lost - on
    returns = np.eye(stages) - on[:, :, 0] * hazards.onward
    counts = np.ones((len(days), len(weeks) + 1))
    counts[:, :-1] = (days[:, None] <= weeks) & (days[:, None] >= start)
    value = np.zeros((stages, AGES, len(weeks) + 1))
    older = np.zeros_like(value)
    new = np.zeros((span, len(weeks) + 1))
    for step in range(len(days) - 1, -1, -1):
        older[:, :-1], older[:, -1] = value[:, 1:], value[:, -1]
        older *= stay[step]
        older += won[step] * counts[step]
        # Who comes into a stage today may leave it today: fresh = today(·, 0) + on(·, 0)·onward·fresh.
        fresh = np.linalg.solve(returns[step], older[:, 0])
        np.add(older, on[step] * (hazards.onward @ fresh)[:, None], out=value)
        if step < span:
            new[step] = hazards.starts @ fresh
    return Incidence(value, new)


def at_all(hazards: Hazards) -> Floats:
    """(s, a) chance to be won at all of a deal in stage s at age a, without seasons.

    With won, lost, on per day and stay = 1 − won − lost − on: W(a) = won(a) + stay(a)·W(a + 1), O alike for on, the
    last age for ever; F(s) = W(s, 0) + O(s, 0)·Σ onward(s → s')·F(s'), and the chance is W(s, a) + O(s, a)·Σ
    onward·F. Assumes that hazards stay as they are. Cost O(stages × ages).
    """
    won, lost, on = _bounded(hazards.daily)
    out = np.maximum(won + lost + on, 1e-12)
    here, moves = won / out, on / out  # of the last age, from which nothing changes
    for age in range(won.shape[1] - 2, -1, -1):
        stay = 1 - won[:, age] - lost[:, age] - on[:, age]
        here[:, age] = won[:, age] + stay * here[:, age + 1]
        moves[:, age] = on[:, age] + stay * moves[:, age + 1]
    fresh = np.linalg.solve(np.eye(len(here)) - moves[:, :1] * hazards.onward, here[:, 0])
    return np.asarray(here + moves * (hazards.onward @ fresh)[:, None])


def _bounded(rates: Floats) -> Floats:
    """Daily chances that leave room for each other."""
    total = rates.sum(axis=0)
    if total.max(initial=0.0) <= 0.95:
        return rates
    return rates * np.where(total > 0.95, 0.95 / np.maximum(total, 1e-12), 1.0)


def _smooth(seen: Floats, due: Floats) -> Floats:
    """(s, a) exits over deals there, smoothed over ages; empty places lean on the mean of their stage and of all."""
    ages = np.arange(AGES)
    width = 0.6 + 0.12 * ages
    kernel = np.exp(-0.5 * ((ages[:, None] - ages[None, :]) / width[:, None]) ** 2)
    # The last place stands for all older ages and keeps to itself.
    kernel[-1, :-1] = kernel[:-1, -1] = 0.0
    everywhere = seen.sum() / max(due.sum(), 1e-9)
    stage = (seen.sum(axis=1) + PRIOR * everywhere) / (due.sum(axis=1) + PRIOR)
    return (seen @ kernel.T + PRIOR * stage[:, None]) / (due @ kernel.T + PRIOR)
