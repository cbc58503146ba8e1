"""From bookings by month to an outlook for every team: teams add up the tree, products and regions to their
team.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.insights.rules import (
    AHEAD,
    LEAST,
    NO_PRODUCT,
    NO_REGION,
    OTHERS,
    PART,
    PARTS,
    SHOWN,
    WAY,
    too_short,
)  # fmt: skip
from tandem.science.series.outlook import METHODS, Learned, Outlook, learn, outlook
from tandem.science.series.panel import Method, panel
from tandem.science.series.reconciling import Hierarchy, hierarchy

Floats = NDArray[np.floating]
DRAWS = 1000
SEED = 1
BOTTOM = 100  # the level of what is credited to a team directly; the teams above have their depth
NAIVE = 0  # the place of the simplest method in METHODS of science.series.outlook


@dataclass(frozen=True)
class Booked:
    """k complete months and the running one. Each array has k + 1 amounts in the organization's currency.

    `team`: by team, what was credited to it directly. `product` and `region`: by (team, product or 0) and
    (team, region or ""), in which every deal counts once: they add up to the team.
    """

    months: list[date]
    team: dict[int, Floats]
    product: dict[tuple[int, int], Floats]
    region: dict[tuple[int, str], Floats]
    products: dict[int, str]
    tree: dict[int, tuple[int | None, str, str]]

    def digest(self, methods: Sequence[Method] = METHODS) -> str:
        """Names exactly these figures, worked out by these methods."""
        way = (WAY, *(method.name for method in methods))
        found = hashlib.sha256(repr((way, self.months[-1], sorted(self.tree.items()))).encode())
        groups: tuple[Any, ...] = (self.team, self.product, self.region)
        for group in groups:
            for key in sorted(group):
                found.update(repr(key).encode())
                found.update(group[key].tobytes())
        return found.hexdigest()


@dataclass(frozen=True)
class Quarters:
    """Where quarters lie in the months: `done` complete months of the running quarter; `before` quarters of
    history.
    """

    done: int
    before: int

    @property
    def steps(self) -> int:
        """Months ahead, the running one being the first."""
        return 3 * AHEAD - self.done

    def past(self, amounts: Floats) -> list[float]:
        """The quarters before the running one, oldest first, from k + 1 months."""
        whole = amounts[: len(amounts) - 1 - self.done]
        whole = np.concatenate((np.zeros(max(3 * self.before - len(whole), 0)), whole))[-3 * self.before :]
        return [float(one) for one in whole.reshape(-1, 3).sum(axis=1)]

    def so_far(self, amounts: Floats) -> float:
        """Booked in the running quarter, the running month included."""
        return float(amounts[len(amounts) - 1 - self.done :].sum())

    def ahead(self, amounts: Floats, draws: Floats) -> Floats:
        """(3, m): the running quarter, what is complete of it included, and the next two."""
        known = amounts[len(amounts) - 1 - self.done : -1].sum()
        ends = [0, 3 - self.done, 6 - self.done, 9 - self.done]
        sums = [draws[start:end].sum(axis=0) for start, end in pairwise(ends)]
        return np.stack([sums[0] + known, *sums[1:]])


@dataclass(frozen=True)
class Part:
    """A product or region of a team: its name and k + 1 months."""

    name: str
    amounts: Floats


@dataclass(frozen=True)
class Arranged:
    """All series in one panel. `names` of teams' rows; `row` of each team; parts of each team and where they
    begin.
    """

    table: list[Floats]
    sums: Hierarchy
    level: NDArray[np.integer]
    row: dict[int, int]
    own: dict[int, int]
    parts: dict[tuple[int, str], tuple[int, list[Part]]]


def work_out(
    found: Booked, quarters: Quarters, methods: Sequence[Method] = METHODS
) -> dict[int, dict[str, Any]]:
    """For every team with bookings its outlook as plain values.

    `whole`, `teams` (directly below, and what is credited to the team itself), `products`, `regions`: rows of
    name, team, past quarters, so far, three times P10, P50, P90, months of history, what is missing, method,
    how much less it erred than the simplest one, error and bias of a quarter, share of past months inside the
    range before and after widening. `moments`: how many earlier moments that rests on. All ranges of a team
    are of the same draws: parts add up to wholes.
    """
    if not any(amounts.any() for amounts in found.team.values()):
        return {}
    arranged = _arranged(found)
    past = panel([_begun(one[:-1]) for one in arranged.table], 12)
    learned = learn(past, quarters.steps, least=LEAST - 6, origins=8, methods=methods)
    count = len(arranged.level)
    told = outlook(learned, arranged.sums, arranged.level, rows=np.arange(count), draws=DRAWS, seed=SEED)
    # What is booked in the running month already is the least it can be.
    running = np.array([arranged.table[row][-1] for row in arranged.sums.bottom])
    told.bottom[:, 0] = np.maximum(told.bottom[:, 0], running[:, None])
    draws = arranged.sums.up(told.bottom)
    rows = _Rows(arranged, learned, quarters)
    return {team: rows.of_team(found, team, told, draws) for team in arranged.row}


@dataclass(frozen=True)
class _Rows:
    arranged: Arranged
    learned: Learned
    quarters: Quarters

    def of_team(self, found: Booked, team: int, told: Outlook, draws: Floats) -> dict[str, Any]:
        at = self.arranged.row[team]
        months = _history(self.arranged.table[at])
        enough = too_short(months, LEAST)
        below = [
            pk for pk, (parent, _, _) in found.tree.items() if parent == team and pk in self.arranged.row
        ]
        teams = [
            self.row(
                found.tree[pk][1], self.arranged.row[pk], draws[self.arranged.row[pk]], told, enough, team=pk
            )
            for pk in below
        ]
        own = self.arranged.own.get(team)
        if below and own is not None:
            teams.append(self.row(f"{found.tree[team][1]} itself", own, draws[own], told, enough))
        result: dict[str, Any] = {
            "whole": self.row(found.tree[team][1], at, draws[at], told, enough, team=team),
            "teams": teams,
            "moments": len(self.learned.past),
        }
        for by in ("products", "regions"):
            result[by] = self.parts(team, by, draws[at], enough)
        return result

    def parts(self, team: int, by: str, whole: Floats, thin: str) -> list[dict[str, Any]]:
        """Products or regions of a team, as parts of its draws."""
        begin, parts = self.arranged.parts[team, by]
        count = len(parts)
        rows = np.concatenate(([self.arranged.row[team]], np.arange(begin, begin + count)))
        family = hierarchy(np.vstack((np.ones(count), np.eye(count))))
        level = np.array([0] + [1] * count)
        told = outlook(self.learned, family, level, rows=rows, whole=whole, draws=DRAWS, seed=SEED)
        booked = np.array([part.amounts[-1] for part in parts])
        told.bottom[:, 0] = _at_least(booked, told.bottom[:, 0], whole[0])
        return [
            self.row(part.name, begin + place, told.bottom[place], told, thin, at=place + 1)
            for place, part in enumerate(parts)
        ]

    def row(
        self, name: str, row: int, draws: Floats, told: Outlook, thin: str, *, team: int | None = None,
        at: int | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """One line of a table. `row` in the panel, `at` in what was told (the same for teams)."""
        amounts = self.arranged.table[row]
        level = int(self.arranged.level[row]) if at is None else 1
        at = row if at is None else at
        months = _history(amounts)
        method, scores = int(self.learned.choice.method[row]), self.learned.choice.scores[:, row]
        ahead = self.quarters.ahead(amounts, draws)
        error, bias = _record(told.errors[:, at], told.actual[:, at])
        return {
            "name": name,
            "team": team,
            "past": [round(one, 2) for one in self.quarters.past(amounts)],
            "so_far": round(self.quarters.so_far(amounts), 2),
            "ahead": [[round(float(one), 2) for one in np.quantile(each, (0.1, 0.5, 0.9))] for each in ahead],
            "months": months,
            "thin": thin or too_short(months, PART),
            "method": self.learned.methods[method],
            "gain": _gain(scores[method], scores[NAIVE]),
            "error": error,
            "bias": bias,
            "held_before": told.widths.before.get(level),
            "held": told.widths.after.get(level),
            "judged": told.widths.errors.get(level, 0),
        }


def _arranged(found: Booked) -> Arranged:
    """Teams with bookings in or below them, what is credited to each directly, and each team's products and
    regions.
    """
    paths = {pk: path for pk, (_, _, path) in found.tree.items()}
    direct = [pk for pk in found.tree if pk in found.team and found.team[pk].any()]
    inside = {pk: [one for one in direct if paths[one].startswith(path)] for pk, path in paths.items()}
    parents = {parent for parent, _, _ in found.tree.values()}
    above = [pk for pk in found.tree if pk in parents and inside[pk]]
    place = {pk: at for at, pk in enumerate(direct)}
    summing = np.zeros((len(above) + len(direct), len(direct)))
    for at, pk in enumerate(above):
        summing[at, [place[one] for one in inside[pk]]] = 1.0
    summing[len(above) :] = np.eye(len(direct))
    table = [np.sum([found.team[one] for one in inside[pk]], axis=0) for pk in above]
    table += [found.team[pk] for pk in direct]
    level = np.array([paths[pk].count("/") for pk in above] + [BOTTOM] * len(direct))
    own = {pk: len(above) + at for at, pk in enumerate(direct)}
    row = {**own, **{pk: at for at, pk in enumerate(above)}}
    parts: dict[tuple[int, str], tuple[int, list[Part]]] = {}
    for pk in row:
        for by, group in (("products", found.product), ("regions", found.region)):
            made = _parts(found, group, set(inside[pk]), by)
            parts[pk, by] = (len(table), made)
            table += [part.amounts for part in made]
    return Arranged(table, hierarchy(summing), level, row, own, parts)


def _parts(found: Booked, group: Mapping[tuple[int, Any], Floats], teams: set[int], by: str) -> list[Part]:
    """The largest parts of the last twelve months one by one, the others together."""
    sums: dict[Any, Floats] = {}
    for (team, key), amounts in group.items():
        if team in teams:
            sums[key] = sums.get(key, 0.0) + amounts
    named = sorted((key for key in sums if key), key=lambda key: (-sums[key][-13:].sum(), str(key)))
    shown = [key for key in named[:PARTS] if sums[key][-13:].sum() > 0]
    result = [Part(found.products[key] if by == "products" else key, sums[key]) for key in shown]
    others = [sums[key] for key in named if key not in shown]
    if others:
        result.append(Part(OTHERS, np.sum(others, axis=0)))
    nameless = NO_PRODUCT if by == "products" else NO_REGION
    return [*result, *(Part(nameless, sums[key]) for key in sums if not key)]


def _at_least(booked: Floats, draws: Floats, whole: Floats) -> Floats:
    """(p, m) draws of the running month: what is booked of each part, and of what is still to come of the whole (m,) a
    share by how far the part's draw goes beyond what it has.
    """
    beyond = np.maximum(draws - booked[:, None], 0.0)
    total = beyond.sum(axis=0)
    shares = np.where(total > 0, beyond / np.where(total > 0, total, 1.0), 1 / len(booked))
    return booked[:, None] + shares * np.maximum(whole - booked.sum(), 0.0)


def _begun(amounts: Floats) -> Floats:
    """Missing until the first booking: what did not exist was not zero."""
    begun = np.flatnonzero(amounts)
    result = amounts.astype(float)
    result[: begun[0] if len(begun) else 0] = np.nan
    return result


def _history(amounts: Floats) -> int:
    """Complete months since the first booking."""
    begun = np.flatnonzero(amounts[:-1])
    return len(amounts) - 1 - int(begun[0]) if len(begun) else 0


def _record(errors: Floats, actual: Floats) -> tuple[float | None, float | None]:
    """Mean size of the error of a quarter told three months before its end, and its mean, both over what
    came.
    """
    if errors.shape[1] < 3:
        return None, None
    apart, came = errors[:, :3].sum(axis=1), actual[:, :3].sum(axis=1)
    known = np.isfinite(apart)
    total = float(came[known].sum())
    if known.sum() < 3 or total <= 0:
        return None, None
    return float(np.abs(apart[known]).sum()) / total, -float(apart[known].sum()) / total


def _gain(own: float, naive: float) -> float | None:
    """How much less the method erred than repeating last year, as a share."""
    if not (np.isfinite(own) and np.isfinite(naive)) or naive <= 0:
        return None
    return 1 - float(own) / float(naive)


def quarters_of(month_in_quarter: int) -> Quarters:
    """From which month of the quarter is running, 0 to 2."""
    return Quarters(month_in_quarter, SHOWN - 1)
