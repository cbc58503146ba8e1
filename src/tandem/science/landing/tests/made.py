"""Deals and staff made for tests: a small organization whose truth is known."""

from __future__ import annotations

import numpy as np

from tandem.science.landing.given import Deals, Staff

NOW = 736_695  # 2018-01-01


def staff(people: int = 6, teams: int = 2, since: int = 0) -> Staff:
    """So many people spread over teams under one top."""
    team = 1 + np.arange(people) * teams // max(people, 1)
    parent = np.concatenate([[-1], np.zeros(teams, np.int64)])
    return Staff(team, parent, np.full(people, since, np.int64), np.zeros(people, np.int64))


def deals(
    people: int = 6,
    count: int = 900,
    days: int = 500,
    chance: float = 0.4,
    stay: float = 40.0,
    seed: int = 1,
    as_of: int = NOW,
) -> Deals:
    """Deals opened evenly over the days before the cutoff, open for a gamma time, then won or lost."""
    rng = np.random.default_rng(seed)
    opened = as_of - rng.integers(0, days, count)
    closed = opened + rng.gamma(3.0, stay / 3, count).astype(np.int64)
    won = (rng.random(count) < chance) & (closed <= as_of)
    value = np.round(rng.lognormal(9.0, 0.6, count), 2)
    none = np.zeros(count, np.int64)
    return Deals(
        officer=rng.integers(0, people, count),
        opened=opened,
        closed=np.where(closed <= as_of, closed, 0),
        won=won,
        value=value,
        expected=none,
        stage=none - 1,
        entered=none,
        stages=0,
        pushes=none,
        lift=none.astype(float),
    )


def staged(deals: Deals, stages: int = 3) -> Deals:
    """The same deals with a history: a deal passes the stages at random moments of the time it was open."""
    rng = np.random.default_rng(2)
    end = np.where(deals.closed > 0, deals.closed, deals.opened + 60)
    length = end - deals.opened
    reached = np.where(deals.won, stages - 1, np.arange(len(length)) % stages)
    row, stage, day = [], [], []
    for number, last in enumerate(reached.tolist()):
        moments = np.append(0.0, np.sort(rng.random(last)))
        for place in range(last + 1):
            row.append(number)
            stage.append(place)
            day.append(int(deals.opened[number] + length[number] * moments[place]))
    entered = np.zeros(len(length), np.int64)
    entered[row] = day
    return Deals(
        officer=deals.officer,
        opened=deals.opened,
        closed=deals.closed,
        won=deals.won,
        value=deals.value,
        expected=deals.expected,
        stage=reached,
        entered=entered,
        stages=stages,
        pushes=deals.pushes,
        lift=deals.lift,
        history=(np.array(row), np.array(stage), np.array(day)),
    )


def rows(deals: Deals, keep: np.ndarray) -> Deals:
    """Some of the deals."""
    new = np.full(len(keep), -1)
    new[keep] = np.arange(int(keep.sum()))
    row, stage, day = deals.history
    inside = keep[row] if len(row) else np.zeros(0, bool)
    return Deals(
        *(getattr(deals, name)[keep] for name in ("officer", "opened", "closed", "won", "value", "expected")),
        stage=deals.stage[keep],
        entered=deals.entered[keep],
        stages=deals.stages,
        pushes=deals.pushes[keep],
        lift=deals.lift[keep],
        history=(new[row[inside]], stage[inside], day[inside]) if len(row) else deals.history,
    )
