"""The curves that rows of the workbench draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.goals.queries.chances import Odds
from tandem.science.draws import densities

CURVE = (0.0, 200.0)  # percent of the own target, from end to end
POINTS = 41


@dataclass(frozen=True)
class Curve:
    """What a row of the workbench draws: heights over `CURVE`, none without a chance, and the same in words."""

    outline: Sequence[float]
    words: str


def curves(rows: Sequence[Odds]) -> dict[int, Curve]:
    """The curves of many rows by target, worked out together. No statement."""
    drawn = {each.target.pk: Curve((), each.words) for each in rows if each.percent is None}
    told = [each for each in rows if each.percent is not None]
    if told:
        draws = np.array([each.draws for each in told], np.float32)
        amounts = np.array([float(each.target.amount) for each in told], np.float32)
        ends = np.quantile(draws, (0.10, 0.90), axis=1).T.tolist()
        outlines = densities(draws / amounts[:, None] * 100, *CURVE, POINTS).round(3).tolist()
        for each, outline, (low, high) in zip(told, outlines, ends, strict=True):
            drawn[each.target.pk] = Curve(outline, each.said(each.between(low, high)))
    return drawn
