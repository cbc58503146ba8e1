"""What moves many at once: shocks of the organization, of each team, and of each person.

Every draw has one shock for each team of the tree and one for each person; a person's log odds of winning and log rate
of new deals move by their own shock and those of all teams above them. Without the common ones officers look
calibrated while the organization's range is far too narrow: independent errors cancel, common ones do not.

Each shock has a stream of random numbers of its own, so that neither chunks nor processes change a number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .given import Floats, Ints

WHOLE, TEAM, PERSON = range(3)


@dataclass(frozen=True, slots=True)
class Sizes:
    """Standard deviations of log factors of the organization and of a team below it; and by how much more people's own
    levels differ from what is expected than the doubt of their rates says (1: as much).
    """

    whole: float = 0.07
    team: float = 0.045
    person: float = 1.2

    @property
    def common(self) -> float:
        """Variance of all common shocks of a person together."""
        return self.whole**2 + self.team**2


def stream(seed: int, *path: int) -> np.random.Generator:
    """The random numbers of one place: the same whoever asks, and when."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=path)))


def of_team(seed: int, team: int, parent: Ints, sizes: Sizes, draws: int) -> Floats:
    """(m,) the sum of the shocks of a team and of all above it."""
    levels = _path(team, parent)
    total = np.zeros(draws)
    below = max(len(levels) - 1, 1)
    for level in levels:
        top = parent[level] < 0
        size = sizes.whole if top else sizes.team / np.sqrt(below)
        total += size * stream(seed, WHOLE if top else TEAM, level).standard_normal(draws)
    return total


def _path(team: int, parent: Ints) -> list[int]:
    levels = [team]
    while parent[levels[-1]] >= 0:
        levels.append(int(parent[levels[-1]]))
    return levels
