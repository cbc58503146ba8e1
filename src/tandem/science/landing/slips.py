"""What the expected closing day and its pushes say of an open deal, beside stage and age.

Learned by looking back: of the deals open on earlier days, was the one expected in the period won in it more often
than its hazards said, was the one whose day had passed, or had been pushed? A logistic regression with the log odds of
the hazards as offset, ridge toward 0 (log odds ratios of ±`RIDGE` are usual), so that dates that say nothing change
nothing:

    logit P(won in the period) = logit(hazards) + β·(expected in it, expected later, overdue, pushes up to 3)

Dates are as known on each day looked back from, never as they were later. Source: logistic recalibration with an
offset (D. R. Cox, Biometrika 45, 1958; E. W. Steyerberg, Clinical Prediction Models, 2nd ed., Springer 2019, ch. 15).
Assumes that officers treat dates as before. Cost O(looks × open deals).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .given import Deals, Floats, Ints

RIDGE, ROUNDS, FEATURES = 0.7, 12, 4


@dataclass(frozen=True, slots=True)
class Case:
    """Deals open on one earlier day: (k, 4) what their dates said, (k,) log odds by the hazards, (k,) whether won."""

    said: Floats
    odds: Floats
    won: Floats


def dates_on(deals: Deals, day: int) -> tuple[Ints, Ints]:
    """(n,) the expected day of each deal as it stood in the evening of the day, 0 none, and (n,) its pushes so far.

    `day`: an ordinal. Cost O(dates log dates + n).
    """
    row, at, expected = deals.dates
    order = np.lexsort((at, row))
    order = order[at[order] <= day]
    row, expected = row[order], expected[order]
    stood, pushes = np.zeros(len(deals.officer), np.int64), np.zeros(len(deals.officer), np.int64)
    if len(row):
        stood[row] = expected  # the last one stays
        later = (row[1:] == row[:-1]) & (expected[1:] > expected[:-1]) & (expected[:-1] > 0)
        pushes += np.bincount(row[1:][later], minlength=len(pushes))
    return stood, pushes


def said(deals: Deals, rows: Ints, day: int, start: int, end: int) -> Floats:
    """(k, 4) of some deals: expected in the period, expected later, overdue, pushes up to 3.

    `rows`: (k,); days are ordinals. 0 or 1, the last column 0 to 3. Cost as `dates_on`, and O(k).
    """
    stood, pushes = dates_on(deals, day)
    stood = stood[rows]
    inside = (stood >= max(start, day + 1)) & (stood <= end)
    return np.column_stack(
        [inside, stood > end, (stood > 0) & (stood <= day), np.minimum(pushes[rows], 3)]
    ).astype(float)


def fit_slips(cases: list[Case], share: float) -> Floats:
    """(4,) log odds ratios. `share`: how far a case counts, below 1 when looks overlap. Newton's method.

    Formula above, β within ±3; c cases of (k, 4) each. Cost O(ROUNDS × deals of all cases).
    """
    beta = np.zeros(FEATURES)
    cases = [case for case in cases if len(case.won)]
    if not cases:
        return beta
    x = np.concatenate([case.said for case in cases])
    offset = np.concatenate([case.odds for case in cases])
    won = np.concatenate([case.won for case in cases])
    if not x.any():
        return beta
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(offset + x @ beta, -30, 30)))
        slope = share * (x.T @ (won - chance)) - beta / RIDGE**2
        bend = share * ((x * (chance * (1 - chance))[:, None]).T @ x) + np.eye(FEATURES) / RIDGE**2
        beta = np.clip(beta + np.linalg.solve(bend, slope), -3, 3)
    return beta
