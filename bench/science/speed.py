"""How long a landing takes and how much memory, for 30 officers and for 2,000 with 200,000 open deals.

Each size runs in a process of its own; seconds are of its processor time, memory is its peak. Deals are made up: what
they say does not matter here, only how many they are.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from bench.science.rows import Row
from tandem.science.landing.given import Ask, Deals, Staff
from tandem.science.landing.simulate import land

NOW = 739_800
STAGES = 5
SIZES = ((30, 2_000, 8_000, 2.0), (2_000, 200_000, 1_000_000, 60.0))


def rows(data: Path) -> list[Row]:
    """Two rows each size."""
    told = []
    for officers, still, closed, bar in SIZES:
        seconds, megabytes = _apart(officers, still, closed)
        size = f"{officers:,} officers, {still:,} open and {closed:,} closed deals"
        told += [
            Row("speed", "landing of a quarter, 2,000 draws", size, "seconds of one processor", seconds, bar),
            Row("speed", "landing of a quarter, 2,000 draws", size, "peak memory, GB", megabytes / 1024, 4.0),
        ]
    return told


def _apart(officers: int, still: int, closed: int) -> tuple[float, float]:
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_run, args=(there, officers, still, closed))
    process.start()
    told: tuple[float, float] = here.recv()
    process.join()
    return told


def _run(told: Connection, officers: int, still: int, closed: int) -> None:
    deals, staff = make(officers, still, closed)
    begun = time.process_time()
    land(deals, staff, Ask(NOW, NOW + 1, NOW + 91))
    seconds = time.process_time() - begun
    told.send((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def make(officers: int, still: int, closed: int) -> tuple[Deals, Staff]:
    """So many open and closed deals over three years, with a history of stages, in teams of eight."""
    rng = np.random.default_rng(7)
    n = still + closed
    is_open = np.arange(n) < still
    opened = NOW - np.where(is_open, rng.integers(0, 200, n), rng.integers(120, 1090, n))
    end = np.where(is_open, NOW + 1, np.minimum(opened + rng.gamma(2.0, 25.0, n).astype(np.int64), NOW))
    won = ~is_open & (rng.random(n) < 0.35)
    reached = np.where(won, STAGES - 1, rng.integers(0, STAGES, n))
    row = np.repeat(np.arange(n), reached + 1)
    stage = np.arange(len(row)) - np.repeat(np.cumsum(reached + 1) - reached - 1, reached + 1)
    day = opened[row] + (end - opened)[row] * stage // (reached[row] + 1)
    none = np.zeros(n, np.int64)
    deals = Deals(
        officer=rng.integers(0, officers, n),
        opened=opened,
        closed=np.where(is_open, 0, end),
        won=won,
        value=rng.lognormal(9.0, 0.8, n),
        expected=none,
        stage=reached,
        entered=day[np.cumsum(reached + 1) - 1],
        stages=STAGES,
        pushes=none,
        lift=none.astype(float),
        history=(row, stage, day),
    )
    teams = -(-officers // 8)
    regions = -(-teams // 6)
    parent = np.concatenate([[-1], np.zeros(regions, np.int64), 1 + np.arange(teams) // 6])
    team = 1 + regions + np.arange(officers) // 8
    since = np.where(rng.random(officers) < 0.3, NOW - rng.integers(30, 1000, officers), 0)
    return deals, Staff(team, parent, since, np.zeros(officers, np.int64))
