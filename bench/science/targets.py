"""Targets at one common chance, on organizations whose truth is known, beside the splits people use.

Each organization draws officers' quarters from a law of its own: how good they are and how much their results swing
(hierarchical: officer within team within organization), a season, newcomers on a ramp, shocks that hit a team or
everybody at once, a few large deals. Targets are set from two or three years of the past only: draws from a small
hierarchical fit made of these quarters, a 60 % chance asked for everybody: targets of the next quarter, and of the
next year, the sum of four. Then both are drawn, many times, from the truth.

- attained: the share of officers who reach their 60 % target in the held-out quarters, and in the held-out years.
- unevenness: the standard deviation over officers of the true chance of their target.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.science.rows import Row
from tandem.science.breakdown import Node
from tandem.science.draws import chance
from tandem.science.targets.common import common_chance
from tandem.science.targets.portfolio import portfolio, unevenness
from tandem.science.targets.quantiles import Quantiles

Floats = NDArray[np.floating]
QUARTERS, FUTURES, DRAWS, UPLIFT = 12, 4000, 2000, 0.05


@dataclass(frozen=True, slots=True)
class World:
    """An organization: `history` (p, quarters) with NaN before somebody came, `future` (p, futures) of the next
    quarter, `year` (p, futures) of the next four, `team` (p,), `tenure` (p,) quarters so far.
    """

    history: Floats
    future: Floats
    year: Floats
    team: NDArray[np.intp]
    tenure: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Structure:
    """What makes an organization: spreads are standard deviations of logarithms."""

    name: str
    people: int = 120
    team_spread: float = 0.25
    spread: float = 0.45
    deals: float = 9.0
    size_spread: float = 0.8
    team_shock: float = 0.0
    shock: float = 0.0
    newcomers: float = 0.0
    season: tuple[float, ...] = (1.0, 1.0, 1.0, 1.0)


STRUCTURES = (
    Structure("officers within teams"),
    Structure("seasonal", season=(0.8, 1.0, 0.9, 1.3)),
    Structure("newcomers", newcomers=0.25),
    Structure("common shocks", shock=0.12, team_shock=0.12),
    Structure("few large deals", deals=4.0, size_spread=1.0),
    Structure("everything at once", newcomers=0.2, shock=0.1, team_shock=0.1, season=(0.85, 1.0, 0.95, 1.2)),
)


def world(made: Structure, seed: int) -> World:
    """Draw an organization, its past and many next quarters."""
    rng = np.random.default_rng(seed)
    p = made.people
    team = np.arange(p) % (p // 10)
    skill = np.exp(rng.normal(0, made.team_spread, p // 10)[team] + rng.normal(0, made.spread, p))
    size = 12_000 * np.exp(rng.normal(0, 0.2, p))
    tenure = np.where(rng.random(p) < made.newcomers, rng.integers(1, 4, p), QUARTERS + 8)
    season = np.array(made.season)
    half_life = np.exp(rng.normal(0, 0.3, p))

    def quarter(at: int, count: int) -> Floats:
        """(p, count) results `at` quarters after the start of the past; the next quarter is QUARTERS."""
        worked = tenure - (QUARTERS - at)
        ramp = np.clip(1 - 0.5 ** ((worked + 0.5) / half_life), 0, 1) * (worked >= 0)
        common = np.exp(rng.normal(0, made.shock, count) - made.shock**2 / 2)
        own = np.exp(rng.normal(0, made.team_shock, (p // 10, count)) - made.team_shock**2 / 2)[team]
        rate = (made.deals * skill * ramp * season[at % 4])[:, None] * common * own
        wins = rng.poisson(rate)
        total = np.zeros((p, count))
        most = int(wins.max())
        for deal in range(most):
            sizes = size[:, None] * np.exp(
                rng.normal(-(made.size_spread**2) / 2, made.size_spread, (p, count))
            )
            total += np.where(wins > deal, sizes, 0)
        return total

    past = np.column_stack([quarter(at, 1)[:, 0] for at in range(QUARTERS)])
    begun = (tenure[:, None] - (QUARTERS - np.arange(QUARTERS))) >= 0
    future = quarter(QUARTERS, FUTURES)
    year = future + sum(quarter(QUARTERS + later, FUTURES) for later in range(1, 4))
    return World(np.where(begun, past, np.nan), future, year, team, tenure)


def fitted(given: World, seed: int = 1, quarters: int = 1) -> Floats:
    """Draws (p, m) of the next quarter, or the sum of the next ones, from the past alone: a hierarchical gamma-like fit
    by moments.

    A person's mean is that of their deseasonalized quarters, divided by the usual ramp at that tenure, shrunk to the
    team's and that to the organization's by the ratio of variances; the spread of a quarter is common to all, as a
    multiple of √mean; the common part of the quarters' residuals is drawn once for all and once for each team.
    """
    rng = np.random.default_rng(seed)
    season = _season(given)
    worked = given.tenure[:, None] - (QUARTERS - np.arange(QUARTERS))
    flat = given.history / season[np.arange(QUARTERS) % 4] / _ramp(worked)
    n = np.sum(~np.isnan(flat), axis=1)
    weight = np.where(np.isnan(flat), 0, _ramp(worked))
    whole = np.maximum(weight.sum(axis=1), 1e-9)
    mean = np.nansum(np.nan_to_num(flat) * weight, axis=1) / whole
    index = np.nanmean(np.where(n[:, None] >= 4, flat / np.maximum(mean[:, None], 1), np.nan), axis=0)
    residual = np.nan_to_num((flat - mean[:, None] * index) * np.sqrt(weight))
    experienced = n >= 4
    usual = np.average(mean[experienced])
    noise = np.sum(residual[experienced] ** 2) / max(np.sum(n[experienced] - 1), 1) / usual
    logs = np.log(np.maximum(mean, usual * 0.02))
    error = noise / np.maximum(mean, usual * 0.1) / whole
    teams = np.array(
        [
            np.average(logs[given.team == t], weights=1 / (error[given.team == t] + 0.2))
            for t in range(given.team.max() + 1)
        ]
    )
    between = max(float(np.var(teams) - np.mean(error) / 10), 1e-4)
    center = teams.mean() + (teams - teams.mean()) * between / (between + 0.2 / 10)
    within = max(float(np.mean((logs - center[given.team])[experienced] ** 2 - error[experienced])), 1e-3)
    held = within / (within + error)
    location = center[given.team] + held * (logs - center[given.team])
    doubt = np.sqrt(within * (1 - held))
    shock = max(float(np.var(index) - noise / usual / experienced.sum()), 0.0)
    skill = np.exp(
        location[:, None]
        + doubt[:, None] * rng.standard_normal((given.team.size, DRAWS))
        - doubt[:, None] ** 2 / 2
    )
    total = np.zeros_like(skill)
    for later in range(quarters):
        ahead = _ramp(given.tenure + later) * season[(QUARTERS + later) % 4]
        rate = skill * ahead[:, None] * np.exp(rng.normal(0, np.sqrt(shock), DRAWS))
        total += rng.gamma(np.maximum(rate / noise, 1e-3)) * noise
    return total.astype(np.float32)


def _season(given: World) -> Floats:
    """What each quarter of the year is of the usual, from those who were there throughout, shrunk by a year."""
    there = ~np.isnan(given.history).any(axis=1)
    by_quarter = given.history[there].sum(axis=0)
    return by_quarter.reshape(-1, 4).mean(axis=0) / by_quarter.mean()


def _ramp(worked: NDArray[np.intp]) -> Floats:
    """What newcomers reach of the usual by quarters worked; half-life of one quarter, as the prior has it."""
    return np.clip(1 - 0.5 ** (np.maximum(worked, 0) + 0.5), 0, 1)


def attempts(given: World, draws: Floats, quarters: int = 1) -> dict[str, Floats]:
    """The figures of each split of the same total: the sum of everybody's 60 % target for so many quarters."""
    total = float(Quantiles(draws).at_chance(0.6).sum())
    p = given.team.size
    teams = int(given.team.max()) + 1
    nodes = [Node("organization", None), *(Node(f"team {t:03}", 0) for t in range(teams))]
    nodes += [Node(f"officer {i:04}", 1 + int(given.team[i])) for i in range(p)]
    rows = [-1] * (1 + teams) + list(range(p))
    split = common_chance(
        Decimal(f"{total:.2f}"), nodes, draws, rows, digits=2, months=[1, 1, 1.2], step=10_000
    )
    _check_exact(nodes, split.breakdown.figures, split.breakdown.months)
    last = np.nan_to_num(given.history[:, QUARTERS - 4 :][:, :quarters]).sum(axis=1) * (1 + UPLIFT)
    fallback = np.nan_to_num(given.history[:, -1])
    last = np.where(last > 0, last, fallback)
    return {
        "common chance": np.array([float(figure) for figure in split.breakdown.figures[1 + teams :]]),
        "equal split": np.full(p, total / p),
        "last year × uplift": last * total / last.sum(),
    }


def _check_exact(
    nodes: list[Node], figures: tuple[Decimal, ...], months: tuple[tuple[Decimal, ...], ...]
) -> None:
    for index, figure in enumerate(figures):
        parts = [part for node, part in zip(nodes, figures, strict=True) if node.parent == index]
        if (parts and sum(parts) != figure) or sum(months[index]) != figure:
            raise AssertionError("The parts do not add up.")


def _figures(worlds: Sequence[World], quarters: int) -> dict[str, tuple[float, float]]:
    """Attained share and unevenness of each split, the mean over organizations."""
    told: dict[str, list[tuple[float, float]]] = {}
    for seed, given in enumerate(worlds):
        for name, figures in attempts(given, fitted(given, seed, quarters), quarters).items():
            true = chance(given.future if quarters == 1 else given.year, figures)
            told.setdefault(name, []).append((float(true.mean()), unevenness(true)))
    return {name: tuple(np.mean(values, axis=0)) for name, values in told.items()}  # type: ignore[misc]


def rows(data: Path) -> list[Row]:
    """Attainment and unevenness on every structure, the portfolio effect, and the times."""
    told, years = [], []
    for made in STRUCTURES:
        worlds = [world(made, seed) for seed in range(6)]
        told += _told(made.name, "quarter", _figures(worlds, 1), bar=0.23)
        years.append(_figures(worlds, 4))
        told += _told(made.name, "year", years[-1], bar=None)
    every = {name: tuple(np.mean([one[name] for one in years], axis=0)) for name in years[0]}
    told += _told("all of these", "year", every, bar=0.23)  # type: ignore[arg-type]
    return [*told, *_portfolio(), *_times()]


def _told(name: str, period: str, found: dict[str, tuple[float, float]], bar: float | None) -> list[Row]:
    """What came of the targets for a period, and how uneven they were beside those of the usual splits.

    A year after one to three quarters is uncertain whoever tells it: its `bar` is for organizations of all kinds.
    """
    method, (attained, uneven) = "common chance at 60 %", found["common chance"]
    what = f"attained on the held-out {period}"
    return [
        Row("targets", method, name, what, attained, between=(0.55, 0.65)),
        *(
            Row(
                "targets", method, name, f"unevenness of true chances, {period}", uneven,
                bar=bar, baseline=found[naive][1], against=naive,
            )
            for naive in ("equal split", "last year × uplift")
        ),
    ]  # fmt: skip


def _portfolio() -> list[Row]:
    given = world(STRUCTURES[0], 1)
    effect = portfolio(given.future, 0.6)
    data = "officers within teams, 120 officers, by their truth"
    return [
        Row("targets", "portfolio effect", data, "all reach the sum of their 60 % targets", effect.reached),
        Row("targets", "portfolio effect", data, "an officer's chance, organization at 50 %", effect.then),
    ]


def _times() -> list[Row]:
    return [
        Row(
            "targets",
            "common chance",
            f"{people:,} officers × 12 months, 2,000 draws",
            "processor seconds",
            _seconds(people),
            bar=bar,
        )
        for people, bar in ((500, 0.5), (10_000, 5.0))
    ]


def _seconds(people: int) -> float:
    rng = np.random.default_rng(0)
    draws = (rng.gamma(6, 1 / 6, (people, DRAWS)) * np.exp(rng.normal(11, 0.6, people))[:, None]).astype(
        np.float32
    )
    teams = people // 10
    nodes = [
        Node("organization", None),
        *(Node(f"team {t:04}", 0, over=Decimal("0.02")) for t in range(teams)),
    ]
    kinds: tuple[Callable[[], dict[str, Decimal]], ...] = (
        dict,
        lambda: {"locked": Decimal(50_000)},
        lambda: {"floor": Decimal(60_000)},
    )
    nodes += [
        Node(f"officer {i:05}", 1 + i % teams, **kinds[i % 23 if i % 23 < 3 else 0]()) for i in range(people)
    ]
    given = [-1] * (1 + teams) + list(range(people))
    total = Decimal(round(float(draws.mean(axis=1).sum())))
    begun = time.process_time()
    common_chance(total, nodes, draws, given, digits=2, months=[1.0, 1.0, 1.3] * 4, step=100_000)
    return time.process_time() - begun
