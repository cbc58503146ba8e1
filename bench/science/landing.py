"""Landings on the Maven data: cutoffs a week apart, each seeing only what was known then.

Cutoffs are the Sundays from the first one with a whole calendar quarter of results on record (2 July 2017) to the last
with the whole horizon behind it. Measured are 2 × the mean pinball loss over the quantiles 0.1 … 0.9 as a fraction of
what came (for a method that tells one figure this is its absolute error as a fraction of what came), and how often
the range from P10 to P90 held what came.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.science.maven import Maven, read
from bench.science.rows import Row
from tandem.science.landing.given import Ask
from tandem.science.landing.simulate import land

Floats = NDArray[np.float64]
FIRST, LAST = date(2017, 7, 2).toordinal(), date(2017, 12, 31).toordinal()
LEVELS = ("organization", "team", "officer")
BARS = {28: (0.075, 0.145, 0.26), 91: (None, None, 0.165)}
QUANTILES = np.arange(1, 10) / 10
DRAWS = 2000


def rows(data: Path) -> list[Row]:
    """Four and thirteen weeks ahead, the model and three naive methods."""
    maven = read(data)
    return [row for days in BARS for row in _horizon(maven, days)]


def _horizon(maven: Maven, days: int) -> list[Row]:
    cutoffs = range(FIRST, LAST - days + 1, 7)
    losses: dict[str, list[tuple[Floats, ...]]] = {name: [] for name in ("model", *NAIVE)}
    came, held = [], []
    for day in cutoffs:
        truth = _levels(maven, _booked(maven, day + 1, day + days))
        told = land(maven.known(day), maven.staff(), Ask(day, day + 1, day + days, draws=DRAWS, seed=day))
        draws = (told.teams[:1], told.teams[1:], told.people)
        ranges = [np.quantile(level, QUANTILES, axis=1) for level in draws]
        losses["model"].append(tuple(_pinball(r, t) for r, t in zip(ranges, truth, strict=True)))
        held.append([(t >= r[0]) & (t <= r[-1]) for r, t in zip(ranges, truth, strict=True)])
        for name, method in NAIVE.items():
            levels = _levels(maven, method(maven, day, days))
            losses[name].append(tuple(np.abs(one - t) for one, t in zip(levels, truth, strict=True)))
        came.append([t.sum() for t in truth])
    whole = np.sum(came, axis=0)
    figures = {
        name: np.array([sum(look[level].sum() for look in looks) for level in range(3)]) / whole
        for name, looks in losses.items()
    }
    return _told(days, len(cutoffs), figures, held)


def _told(
    days: int, cutoffs: int, figures: dict[str, Floats], held: list[list[NDArray[np.bool_]]]
) -> list[Row]:
    data, measure = f"Maven, {cutoffs} weekly cutoffs", f"next {days // 7} weeks: 2 × pinball / actual"
    found = []
    for place, level in enumerate(LEVELS):
        best = min(NAIVE, key=lambda name: figures[name][place])
        found.append(
            Row("landing", f"simulation, {level}", data, measure, float(figures["model"][place]), BARS[days][place],
                baseline=float(figures[best][place]), against=best)
        )  # fmt: skip
        share = float(np.concatenate([look[place] for look in held]).mean())
        between = (0.75, 0.85) if days == 28 else None
        found.append(
            Row("landing", f"simulation, {level}", data, f"next {days // 7} weeks: 80 % range holds", share,
                between=between)
        )  # fmt: skip
    for name in NAIVE:
        for place, level in enumerate(LEVELS):
            figure = float(figures[name][place])
            found.append(Row("landing", f"naive: {name}, {level}", data, measure, figure))
    return found


def _pinball(told: Floats, came: Floats) -> Floats:
    """2 × the mean pinball loss of quantiles (9, n) against (n,)."""
    error = came - told
    level = QUANTILES[:, None]
    loss: Floats = 2 * np.maximum(level * error, (level - 1) * error).mean(axis=0)
    return loss


def _booked(maven: Maven, first: int, last: int) -> Floats:
    """(p,) what each officer won from the first to the last day."""
    inside = maven.won & (maven.closed >= first) & (maven.closed <= last)
    return np.bincount(maven.officer[inside], weights=maven.value[inside], minlength=len(maven.names))


def _levels(maven: Maven, by_officer: Floats) -> tuple[Floats, Floats, Floats]:
    return (
        by_officer.sum(keepdims=True),
        np.bincount(maven.manager, weights=by_officer, minlength=len(maven.managers)),
        by_officer,
    )


def _same_weeks(maven: Maven, day: int, days: int) -> Floats:
    """What the same weeks of the last quarter, 13 weeks before, brought."""
    return _booked(maven, day + 1 - 91, day + days - 91)


def _run_rate(maven: Maven, day: int, days: int) -> Floats:
    """The last 13 weeks' result per day, carried on."""
    return _booked(maven, day - 90, day) * days / 91


def _stage_weighted(maven: Maven, day: int, days: int) -> Floats:
    """Open amounts × the share of deals that were won in so many days after having been open as many days ago."""
    then = day - days
    was_open = (maven.opened > 0) & (maven.opened <= then) & ((maven.closed == 0) | (maven.closed > then))
    won = was_open & maven.won & (maven.closed <= day)
    share = won.sum() / max(was_open.sum(), 1)
    now = (maven.opened > 0) & (maven.opened <= day) & ((maven.closed == 0) | (maven.closed > day))
    return np.bincount(maven.officer[now], weights=maven.price[now] * share, minlength=len(maven.names))


NAIVE: dict[str, Callable[[Maven, int, int], Floats]] = {
    "same weeks of last quarter": _same_weeks,
    "run rate": _run_rate,
    "stage-weighted": _stage_weighted,
}
