"""Rates of people drawn toward their team, and of teams toward the whole, as far as their own history is thin.

With counts kᵢ of expected eᵢ (as if everybody were average), the rate of a team is (k + κ·R)/(e + κ) with R the rate
of all, and of a person (kᵢ + κᵢ·R_team)/(eᵢ + κᵢ). κ is 1/τ² events, that is 1/(τ²·R) of e for teams and κᵢ =
1/(τ²·R_team) for people, τ the true spread of log rates, estimated by moments: spread seen beyond what chance alone
makes, on a prior worth `PRIOR` units. People are drawn `HALFWAY` only: two ways to tell them are averaged later, which
draws them together once more.

Source: gamma-Poisson empirical Bayes by moments (D. Clayton, J. Kaldor, Biometrics 43 (1987), 671–681; C. N. Morris,
"Parametric empirical Bayes inference", JASA 78, 1983). Assumes that people of a team are exchangeable before their
history is seen. Cost O(people).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .given import Floats, Ints

SPREAD, PRIOR = 0.25, 10.0
HALFWAY = 0.5


@dataclass(frozen=True, slots=True)
class Rates:
    """`rate`: (p,) of each person beside the average; `doubt`: (p,) its relative standard error; `team`: (t,)."""

    rate: Floats
    doubt: Floats
    team: Floats
    whole: float


def shrink(count: Floats, expected: Floats, team: Ints, teams: int) -> Rates:
    """Rates from counts (p,) and what was expected of each person, in the same unit.

    `team`: (p,) places among `teams`. Formula above; the doubt is 1/√(kᵢ + 1/τ²). Cost O(p + teams).
    """
    whole = (count.sum() + 1.0) / (expected.sum() + 1.0)
    in_team = np.bincount(team, weights=count, minlength=teams).astype(float)
    of_team = np.bincount(team, weights=expected, minlength=teams).astype(float)
    tau_team = _spread(in_team, of_team * whole, SPREAD / 2)
    by_team = whole * (in_team + 1 / tau_team) / (of_team * whole + 1 / tau_team)
    due = expected * by_team[team]
    tau = _spread(count, due, SPREAD)
    rate = by_team[team] * (count + HALFWAY / tau) / (due + HALFWAY / tau)
    return Rates(rate, 1 / np.sqrt(count + 1 / tau), by_team, float(whole))


def _spread(count: Floats, due: Floats, prior: float) -> float:
    """The variance of true relative rates: Σ((k − e)² − e) / Σ e², with a prior worth `PRIOR` people."""
    known = due > 0.5
    excess = float(
        (((count - due) ** 2 - due)[known] / np.maximum(due[known], 1) ** 2 * _weight(due[known])).sum()
    )
    return max((excess + PRIOR * prior**2) / (float(_weight(due[known]).sum()) + PRIOR), 1e-3)


def _weight(due: Floats) -> Floats:
    """How much a person tells of the spread: as good as nothing with a handful of deals, all with hundreds."""
    share = due / (due + 1 / SPREAD**2)
    return np.asarray(share**2)
