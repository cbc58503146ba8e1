"""Forecasts of parts and wholes made to add up.

Assumes that sums are exact in what is counted. Source: see each way. Cost O(n³) for weights, O(b × n × points) to use
them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tandem.science.series.panel import Floats, Ints


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Which series are sums of which: all n = `summing` (n, b) × the b at the bottom, which are the rows
    `bottom`.

    Trees and crossed groupings alike (teams × products): any number of sums of the same bottom series.
    """

    summing: Floats
    bottom: Ints

    def up(self, parts: Floats) -> Floats:
        """Bottom values (b, …) as values of all series (n, …).

        S·parts, in the unit of the parts. Cost O(n × b × points).
        """
        return np.tensordot(self.summing, parts, axes=1)


def hierarchy(summing: Floats) -> Hierarchy:
    """From a summing matrix (n, b) of zeros and ones that has a row for each bottom series.

    ValueError when a bottom series has none. Cost O(n × b).
    """
    summing = np.asarray(summing, dtype=float)
    own = np.flatnonzero(summing.sum(axis=1) == 1)
    column = summing[own].argmax(axis=1)
    # A sum of one is the same as its part: the last row with a single 1 in a column is the bottom one.
    bottom = np.full(summing.shape[1], -1)
    bottom[column] = own
    if (bottom < 0).any():
        raise ValueError("A bottom series has no row of its own.")
    return Hierarchy(summing, bottom)


def bottom_up(hierarchy: Hierarchy) -> Floats:
    """(b, n): takes the bottom forecasts as they are. G. H. Orcutt and others, *American Economic Review* 58 (1968).
    Assumes that the bottom forecasts are the best. Cost O(n × b).
    """
    weights = np.zeros(hierarchy.summing.T.shape)
    weights[np.arange(len(hierarchy.bottom)), hierarchy.bottom] = 1.0
    return weights


def least_squares(hierarchy: Hierarchy) -> Floats:
    """(b, n): moves all forecasts as little as possible. Hyndman and others, *CSDA* 55 (2011), 2579–2589. Minimum
    trace with W the identity; assumes errors alike and unrelated. Cost O(n³).
    """
    return minimum_trace(hierarchy, np.eye(len(hierarchy.summing)))


def minimum_trace(hierarchy: Hierarchy, covariance: Floats) -> Floats:
    """(b, n) weights G such that S·G·ŷ adds up and has the least total error variance.

    G = J − J·W·Cᵀ(C·W·Cᵀ)⁻¹C, J picking the bottom rows and C the rows of "sum minus its parts"; the same as
    (SᵀW⁻¹S)⁻¹SᵀW⁻¹ and steadier, as only the sums are solved for. `covariance` W (n, n) of the errors one
    step ahead, see `covariance.shrunk`. Assumes forecasts without bias, and errors further ahead that move
    together like those. Source: Wickramasuriya, Athanasopoulos and Hyndman, *JASA* 114 (2019), 804–819. Cost
    O(n³).
    """
    above = np.setdiff1d(np.arange(len(hierarchy.summing)), hierarchy.bottom)
    pick = bottom_up(hierarchy)
    if not len(above):
        return pick
    constraint = np.zeros((len(above), len(hierarchy.summing)))
    constraint[np.arange(len(above)), above] = 1.0
    constraint[:, hierarchy.bottom] = -hierarchy.summing[above]
    spread = constraint @ covariance
    solved = np.linalg.lstsq(spread @ constraint.T, constraint, rcond=1e-12)[0]
    return pick - pick @ spread.T @ solved


def coherent(hierarchy: Hierarchy, weights: Floats, points: Floats) -> Floats:
    """Forecasts (n, …) that add up: S·G·ŷ.

    `weights` G (b, n), `points` ŷ (n, …) in one unit. Cost O(n × b × points).
    """
    return hierarchy.up(np.tensordot(weights, points, axes=1))
