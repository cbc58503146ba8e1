"""Seasonal naive: the same point of the last round, again.

Assumes that the next round is like the last. Source: R. J. Hyndman and G. Athanasopoulos, *Forecasting: Principles
and Practice*, 3rd ed., 5.2 and 5.5. Cost O(values).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.science.series.panel import Floats, Panel


@dataclass(frozen=True, slots=True)
class SeasonalNaive:
    """ŷ(t + h) = y(t + h − m·⌈h/m⌉), m the points of a round: what every other method has to beat.

    A missing point is looked for in earlier rounds; a series with no point at a place of the round, or shorter than a
    round, repeats its last point there.
    """

    name: str = "seasonal naive"

    def fit(self, panel: Panel) -> Repeated:
        """(n, T) of values in, the last round of each and the errors of each point against a round before out. NaN
        where missing, all in the unit of the series. Cost O(n × T).
        """
        table = panel.aligned()
        n, longest = table.shape
        season = panel.season
        rounds = -(-longest // season) if longest else 0
        padded = np.full((n, rounds * season), np.nan)
        if longest:
            padded[:, -longest:] = table
        filled = _carried(padded.reshape(n, rounds, season).swapaxes(1, 2)).swapaxes(1, 2)
        expected = np.full_like(filled, np.nan)
        expected[:, 1:] = filled[:, :-1]
        errors = (padded - expected.reshape(n, -1))[:, rounds * season - longest :]
        last = filled[:, -1] if rounds else np.full((n, season), np.nan)
        latest = _carried(table)[:, -1:] if longest else np.full((n, 1), np.nan)
        return Repeated(np.where(np.isfinite(last), last, latest), errors)


@dataclass(frozen=True, slots=True)
class Repeated:
    """The last round of each series: (n, m)."""

    last: Floats
    errors: Floats

    def ahead(self, steps: int) -> Floats:
        """(n, steps): the round, as often as needed. In the unit of the series. Cost O(n × steps)."""
        return self.last[:, np.arange(steps) % self.last.shape[1]]

    @property
    def spent(self) -> Floats:
        """(n,) nothing: no point had a part in what was expected of it. Cost O(n)."""
        return np.zeros(len(self.last))

    def widening(self, steps: int) -> Floats:
        """√(⌊(h − 1)/m⌋ + 1): errors of one round add up with those of the next.

        (n, steps), m points in a round; assumes errors of different rounds unrelated. Cost O(steps).
        """
        rounds = np.arange(steps) // self.last.shape[1] + 1
        return np.broadcast_to(np.sqrt(rounds), (len(self.last), steps))


def _carried(table: Floats) -> Floats:
    """The last finite value so far along the last axis."""
    place = np.where(np.isfinite(table), np.arange(table.shape[-1]), 0)
    np.maximum.accumulate(place, axis=-1, out=place)
    return np.take_along_axis(table, place, axis=-1)
