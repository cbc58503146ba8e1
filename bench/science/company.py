"""Landings of invented companies, whose truth is known: is a chance what it says?

For each company the last four whole quarters are told on the evening before they begin and again after 30 days. The
companies are held out: whatever was tuned was tuned on others (`TUNED_ON`). Some are small, with teams of four.

A result that equals some of the draws (nothing was won) counts by the share of these that lies within the range, as a
range of 80% cannot end in the middle of a tie (C. Czado, T. Gneiting, L. Held, Biometrics 65, 2009). A chance is held
against its frequency at targets set where the draws give 0.2, 0.4, 0.5, 0.6, 0.8; `off by` is the largest difference
between how often the targets were said to be reached and how often they were. Results of people who leave within the
quarter are left out for officers (nobody knew at the cutoff), those of people hired later are left out of the sums.

Each share is told with its standard error (±), made from sums by company, as all cases of a company share its luck.
The calendar is the same for all companies; what is missed of it alike is not in that error.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.science.invented import Invented, invent, quarters_before
from bench.science.rows import Row
from tandem.science.landing.given import Ask, Landing, Staff
from tandem.science.landing.simulate import land

SIZES = ((30, 80), (16, 60))  # officers of a company, and how many companies of that size
DEALS, YEARS = 200, 3  # deals of an officer's seat in all, and years on record
TUNED_ON, HELD_OUT = (5000, 20_000, 21_000), 9000  # first seeds of companies to tune on, and to judge on
TODAY = date(2026, 7, 6)
CHANCES = (0.2, 0.4, 0.5, 0.6, 0.8)
DRAWS = 1000
SMALL = 4
COMPANIES = sum(count for _, count in SIZES)
Bools = NDArray[np.bool_]


def rows(data: Path) -> list[Row]:
    """Reliability and coverage by group, at the start of the quarter and a third into it."""
    places: dict[tuple[str, int], list[NDArray[np.float64]]] = defaultdict(list)
    deals: list[tuple[NDArray[np.float64], Bools]] = []
    sizes = [officers for officers, count in SIZES for _ in range(count)]
    for seed, officers in enumerate(sizes, HELD_OUT):
        made = invent(officers, officers * DEALS, YEARS, seed, TODAY)
        for start, end in quarters_before(TODAY, 4):
            for into in (0, 30):
                told = _look(made, start, end, start - 1 + into, places, (seed, into))
                if not into:
                    deals.append(_deals(made, told, start - 1, end))
    found = []
    for (group, into), parts in sorted(places.items(), key=lambda item: (item[0][1], item[0][0])):
        found += _told(group, into, np.concatenate(parts))
    return found + _of_deals(deals)


def _look(
    made: Invented,
    start: int,
    end: int,
    day: int,
    places: dict[tuple[str, int], list[NDArray[np.float64]]],
    of: tuple[int, int],
) -> Landing:
    """Tell one quarter on one day and note where in the draws the result lay, for everybody.

    `of`: the company's seed, and how many days into the quarter.
    """
    seed, into = of
    staff = made.staff(day)
    told = land(made.known(day), staff, Ask(day, start, end, draws=DRAWS, seed=day))
    inside = made.won & (made.closed >= start) & (made.closed <= end)
    came = np.bincount(made.owner[inside], weights=made.value[inside], minlength=len(staff.team))
    in_teams = _sums(staff, np.where(staff.since <= day, came, 0.0))
    left = [who.left_on.toordinal() if who.left_on else 0 for who in made.company.staff.people]
    stays = (staff.until == 0) & ~((np.array(left) > day) & (np.array(left) <= end))
    leaf = ~np.isin(np.arange(len(staff.parent)), staff.parent)
    size = np.bincount(staff.team[staff.until == 0], minlength=len(staff.parent))
    leaves = (staff.until == 0) & ~stays
    gone = np.bincount(staff.team[leaves], minlength=len(staff.parent))
    groups: dict[str, tuple[Bools, bool]] = {
        "officers": (stays, True),
        "newcomers of the last half year": (stays & (day - staff.since < 183), True),
        "officers of whom most is expected": (stays & _top(told, staff.until == 0), True),
        "teams": (leaf, False),
        f"teams of {SMALL} or fewer": (leaf & (size <= SMALL), False),
        f"teams of {SMALL} or fewer whom nobody left": (leaf & (size <= SMALL) & (gone == 0), False),
        "organization": (np.arange(len(leaf)) == 0, False),
    }
    for name, (which, is_person) in groups.items():
        draws, results = (told.people, came) if is_person else (told.teams, in_teams)
        if which.any():
            cases = _told_and_came(draws[which], results[which])
            places[name, into].append(np.column_stack([cases, np.full(len(cases), seed)]))
    return told


def _top(told: Landing, here: Bools) -> Bools:
    """(p,) the fifth of those who are here of whom most is expected: who was lucky before is among them."""
    mean = told.people.mean(axis=1)
    return here & (mean >= np.quantile(mean[here], 0.8))


def _told_and_came(draws: NDArray[np.float32], came: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, 11) for n cases: whether P10 to P90 held what came; at five targets, the chance told and what became."""
    below, upto = (draws < came[:, None]).mean(axis=1), (draws <= came[:, None]).mean(axis=1)
    tied = np.maximum(upto - below, 1e-9)
    inside = np.clip(np.minimum(upto, 0.9) - np.maximum(below, 0.1), 0, None) / tied
    held = np.where(upto > below, inside, (below >= 0.1) & (below <= 0.9))
    targets = np.quantile(draws, 1 - np.array(CHANCES), axis=1)
    told = [(draws >= target[:, None]).mean(axis=1) for target in targets]
    return np.column_stack([held, *told, *(came >= target for target in targets)])


def _sums(staff: Staff, by_person: NDArray[np.float64]) -> NDArray[np.float64]:
    whole = np.bincount(staff.team, weights=by_person, minlength=len(staff.parent))
    for team in range(len(staff.parent) - 1, 0, -1):
        whole[staff.parent[team]] += whole[team]
    return whole


def _told(group: str, into: int, seen: NDArray[np.float64]) -> list[Row]:
    """Coverage and reliability of one group."""
    when = "a quarter ahead" if not into else f"after {into} days"
    data = f"{COMPANIES} invented companies, n = {len(seen)}"
    held, reached = float(seen[:, 0].mean()), seen[:, 6:11].mean(axis=0)
    said = seen[:, 1:6].mean(axis=0)
    unsure = _errors(seen[:, [0, *range(6, 11)]], seen[:, 11])
    worst = round(float(np.abs(reached - said).max()), 6)
    shares = " ".join(
        f"{q:.0%}→{share:.0%}±{100 * error:.1f}"
        for q, share, error in zip(said, reached, unsure[1:], strict=True)
    )
    return [
        Row("company", f"simulation, {group}", data, f"{when}: 80 % range holds", held, between=(0.75, 0.85),
            note=f"±{unsure[0]:.3f}"),
        Row("company", f"simulation, {group}", data, f"{when}: chance off by", worst, 0.05, note=shares),
    ]  # fmt: skip


def _errors(seen: NDArray[np.float64], company: NDArray[np.float64]) -> NDArray[np.float64]:
    """(c,) standard errors of the means of (n, c) cases, those of one company (n,) taken together.

    √Σ (Σ of a company's cases − their number × mean)² / n: W. G. Cochran, Sampling Techniques, 3rd ed., Wiley 1977,
    section 6.3 (a ratio of sums).
    """
    _, of = np.unique(company, return_inverse=True)
    sums = np.stack([np.bincount(of, weights=column) for column in (seen - seen.mean(axis=0)).T])
    errors: NDArray[np.float64] = np.sqrt((sums**2).sum(axis=1)) / len(seen)
    return errors


def _deals(made: Invented, told: Landing, day: int, end: int) -> tuple[NDArray[np.float64], Bools]:
    """Of the open deals: their chance to be won in the quarter, and whether they were."""
    rows = np.flatnonzero(made.opened <= day)[told.deals]
    return told.in_period, made.won[rows] & (made.closed[rows] <= end)


def _of_deals(parts: list[tuple[NDArray[np.float64], Bools]]) -> list[Row]:
    """Expected calibration error over ten equal groups, and the Brier score beside the base rate's."""
    chance = np.concatenate([part[0] for part in parts])
    won = np.concatenate([part[1] for part in parts]).astype(float)
    groups = np.array_split(np.argsort(chance), 10)
    error = sum(len(g) * abs(chance[g].mean() - won[g].mean()) for g in groups) / len(chance)
    brier = float(((chance - won) ** 2).mean())
    rate = float(won.mean())
    data = f"{COMPANIES} invented companies, n = {len(won)}"
    return [
        Row("company", "simulation, open deals", data, "won in the quarter: calibration error", float(error), 0.05),
        Row("company", "simulation, open deals", data, "won in the quarter: Brier score", brier,
            baseline=rate * (1 - rate), against="base rate"),
    ]  # fmt: skip
