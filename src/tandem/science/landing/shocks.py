"""What moves many at once: shocks of the organization, of each team, and of each person.

Every draw has one shock for each team of the tree and one for each person; a person's log odds of winning and log rate
of new deals move by their own shock and those of all teams above them. Without the common ones officers look
calibrated while the organization's range is far too narrow: independent errors cancel, common ones do not.

How large they are is drawn too (`sizing`): one size for the whole, one for teams and one for people in each draw.
Each shock has a stream of random numbers of its own, so that neither chunks nor processes change a number. Assumes
shocks that are normal on the log scale and independent of each other. Source: varying intercepts by group (A. Gelman,
J. Hill, Data Analysis Using Regression and Multilevel/Hierarchical Models, CUP 2007, chapter 12); streams: J. K.
Salmon and others, "Parallel random numbers: as easy as 1, 2, 3", SC 2011 (Philox). Cost O(draws × depth of the tree).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .given import Floats, Ints
from .sizing import PRIOR, Spread, certain

WHOLE, TEAM, PERSON, SIZE = range(4)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Variances of the log factors of the organization and of a team below it; and by how much more people's own
    levels differ from what is expected than the doubt of their rates says (1: as much), squared.
    """

    whole: Spread = field(default_factory=lambda: certain(PRIOR[WHOLE]))
    team: Spread = field(default_factory=lambda: certain(PRIOR[TEAM]))
    person: Spread = field(default_factory=lambda: certain(PRIOR[PERSON]))


def stream(seed: int, *path: int) -> np.random.Generator:
    """The random numbers of one place: the same whoever asks, and when.

    `path`: whole numbers that name the place. Cost O(1).
    """
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=path)))


def of_team(seed: int, team: int, parent: Ints, sizes: Sizes, draws: int) -> tuple[Floats, Floats]:
    """(m,) the sum of the shocks of a team and of all above it, and (m,) its variance.

    `parent`: (t,). Σ √v·z over the path, v the variance drawn for the whole at the top, and for a team the one drawn
    for teams ÷ the levels below the top; log scale. Cost O(m × levels).
    """
    levels = _path(team, parent)
    below = max(len(levels) - 1, 1)
    whole = sizes.whole.drawn(stream(seed, SIZE, WHOLE), draws)
    each = sizes.team.drawn(stream(seed, SIZE, TEAM), draws) / below
    total, variance = np.zeros(draws), np.zeros(draws)
    for level in levels:
        top = parent[level] < 0
        size = whole if top else each
        total += np.sqrt(size) * stream(seed, WHOLE if top else TEAM, level).standard_normal(draws)
        variance += size
    return total, variance


def of_whole(share: Floats, parent: Ints) -> float:
    """The variance that shocks of teams, of variance 1 in all on each path, add to the whole.

    `share`: (t,) what the people of each team itself have of the whole; `parent`: (t,), parents come first.
    Σₙ (Σ share/√levels, over the teams at and below n)² over all n but the top, as `of_team` draws them. Cost
    O(t × levels).
    """
    below = np.array([len(_path(team, parent)) - 1 for team in range(len(parent))])
    reach = share / np.sqrt(np.maximum(below, 1))
    for team in range(len(parent) - 1, 0, -1):
        if parent[team] >= 0:
            reach[parent[team]] += reach[team]
    return float((reach[np.asarray(parent) >= 0] ** 2).sum())


def of_people(seed: int, sizes: Sizes, draws: int) -> Floats:
    """(m,) by how much people differ more than their doubt says, squared.

    A factor on variances. Cost O(m log g), g of `Spread`.
    """
    return sizes.person.drawn(stream(seed, SIZE, PERSON), draws)


def _path(team: int, parent: Ints) -> list[int]:
    levels = [team]
    while parent[levels[-1]] >= 0:
        levels.append(int(parent[levels[-1]]))
    return levels
