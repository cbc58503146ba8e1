"""Series to try methods on, made of a seed."""

import numpy as np

from tandem.science.series.reconciling import hierarchy

MONTHS = 12


def monthly(points: int = 96, seed: int = 1, level: float = 100.0, noise: float = 4.0) -> np.ndarray:
    """Growing, with a season of factors, above 0."""
    random = np.random.default_rng(seed)
    t = np.arange(points)
    season = 1 + 0.2 * np.sin(2 * np.pi * t / MONTHS)
    return (level + 0.4 * t) * season + random.normal(0, noise, points)


def tree() -> np.ndarray:
    """Total, two groups of two, four at the bottom."""
    bottom = np.eye(4)
    return np.vstack((bottom.sum(axis=0), bottom[:2].sum(axis=0), bottom[2:].sum(axis=0), bottom))


def crossed() -> np.ndarray:
    """Total, two teams, two products, four at the bottom: team 1 product 1, team 1 product 2, …"""
    return np.array(
        [
            [1, 1, 1, 1],
            [1, 1, 0, 0],
            [0, 0, 1, 1],
            [1, 0, 1, 0],
            [0, 1, 0, 1],
            [1, 0, 0, 0],
            [0, 1, 0, 0],
            [0, 0, 1, 0],
            [0, 0, 0, 1],
        ],
        dtype=float,
    )


TREE, CROSSED = hierarchy(tree()), hierarchy(crossed())
