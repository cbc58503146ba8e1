"""What the simulation of landings is given, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.integer]
Floats = NDArray[np.floating]
Flags = NDArray[np.bool_]


def _no_days() -> Ints:
    return np.zeros(0, np.int32)


@dataclass(frozen=True, slots=True)
class Deals:
    """Every deal as it was known at the cutoff, open and closed; n entries. Nothing later than the cutoff.

    - `officer` index into Staff: who owns it, or was credited with it.
    - `opened`, `closed`: days; `closed` is 0 while it is open. `won`: False while open.
    - `value`: what it counts when won, ≥ 0, NaN while unknown. 1 for counting deals, 0 for a deal that does not count.
    - `expected`: the expected closing day as it stood at the cutoff, 0 for none.
    - `stage`: its stage (the last open one, once closed) counted from 0 in the order of the pipeline, −1 unknown;
      `entered`: the day it came into that stage, 0 unknown. `stages`: how many there are.
    - `pushes`: how often its expected day was moved later.
    - `lift`: log-odds of winning beside the average, from a model of win chances; 0 without signal.
    - `history`: row, stage and day of every entry into a stage, for the times spent in stages; may be empty.
    - `dates`: row, day, and the expected closing day as it stood from then on, each time it was set; may be empty.
    - `arrived`: False where nobody knows when it was opened, so that the day says nothing of how many come; None when
      all are known.
    """

    officer: Ints
    opened: Ints
    closed: Ints
    won: Flags
    value: Floats
    expected: Ints
    stage: Ints
    entered: Ints
    stages: int
    pushes: Ints
    lift: Floats
    history: tuple[Ints, Ints, Ints] = field(default_factory=lambda: (_no_days(), _no_days(), _no_days()))
    dates: tuple[Ints, Ints, Ints] = field(default_factory=lambda: (_no_days(), _no_days(), _no_days()))
    arrived: Flags | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """p people who sell and the t teams they are in.

    - `team`: index into teams. `parent`: (t,) index of each team's parent, −1 for the top; parents come first.
    - `since`: the day they were hired, 0 unknown (counted as experienced). `until`: their last day, 0 while they stay.
    - `away`: person, first day, last day of each absence, three arrays of the same length.
    """

    team: Ints
    parent: Ints
    since: Ints
    until: Ints
    away: tuple[Ints, Ints, Ints] = field(default_factory=lambda: (_no_days(), _no_days(), _no_days()))


@dataclass(frozen=True, slots=True)
class Ask:
    """The cutoff, and the period whose result is wanted (its first and last day, both included).

    The period may be running (what was won in it before the cutoff counts), or lie ahead. `year_begins`: the month in
    which the fiscal year begins; the seasons of quarters are counted from it.
    """

    as_of: int
    start: int
    end: int
    draws: int = 2000
    seed: int = 0
    year_begins: int = 1


@dataclass(frozen=True, slots=True)
class Landing:
    """What the simulation tells: p people, t teams, m draws, w weeks, k open deals.

    - `people`: (p, m) float32, the result credited in the period, what was booked in it included. `teams`: (t, m),
      each with everybody in it and below it, sums of the same draws.
    - `booked`: (p,) of it already there at the cutoff.
    - `weeks`: (w,) the last day of each week still to come in the period, the period's last day at the end.
      `people_fan`: (p, w, 5) and `teams_fan`: (t, w, 5): P10, P25, P50, P75, P90 of the result so far, by week.
    - `thin`: (p,) and `thin_teams`: (t,): "" or what is missing for a chance, e.g. "quarters" or "outcomes"; then the
      draws are still there, to keep sums, and no chance may be told.
    - `quarters`, `outcomes`: (p,) how many quarters of history and closed deals each person has.
    - `deals`: (k,) rows of the open deals given; `in_period` and `ever`: (k,) their chance to be won in the period, and
      at all; `wins`: (k, ⌈m/8⌉) uint8, the draws in which each is won in the period (numpy.packbits);
      `worth`: (k,) what it counts then.
    - `existing`: (p,) expected result from deals open now, `coming`: (p,) from deals not yet created.
    """

    people: Floats
    teams: Floats
    booked: Floats
    weeks: Ints
    people_fan: Floats
    teams_fan: Floats
    thin: tuple[str, ...]
    thin_teams: tuple[str, ...]
    quarters: Ints
    outcomes: Ints
    deals: Ints
    in_period: Floats
    ever: Floats
    wins: NDArray[np.uint8]
    worth: Floats
    existing: Floats
    coming: Floats
