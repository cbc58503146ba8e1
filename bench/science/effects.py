"""Differences between people: on data where nobody differs, and where it is known who does."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.science import maven
from bench.science.rows import Row
from tandem.science.effects.homogeneity import homogeneity
from tandem.science.effects.shrinkage import shrink
from tandem.science.effects.verdict import judge


def rows(data: Path) -> list[Row]:
    """The Maven officers, false findings, and how near shrunken rates come to the truth."""
    return [*_maven(data), *_simulated()]


def _maven(data: Path) -> list[Row]:
    read = maven.read(data)
    closed = read.closed > 0
    hits = np.bincount(read.officer[closed], read.won[closed], len(read.names))
    n = np.bincount(read.officer[closed], minlength=len(read.names))
    found = judge(hits, n, read.manager)
    who = f"Maven, {np.sum(n > 0)} officers, {int(n.sum()):,} closed deals"
    naive = int(np.sum(np.abs(hits / n - hits.sum() / n.sum()) > 1.96 * np.sqrt(0.25 / n)))
    return [
        Row("effects", "chi-square", who, "p of equal win rates", found.test.p, between=(0.255, 0.265)),
        Row(
            "effects",
            "verdict",
            who,
            "officers said to stand out",
            float(len(found.above) + len(found.below)),
            bar=0,
            baseline=float(naive),
            against="each at 95 % alone",
        ),
        Row(
            "effects",
            "shrinkage",
            who,
            "range of rates told",
            float(np.ptp(found.shrunk.rate)),
            baseline=float(np.ptp(hits / n)),
            against="raw rates",
        ),
    ]


def _simulated() -> list[Row]:
    rng = np.random.default_rng(7)
    n = rng.integers(20, 200, 30)
    false = np.mean([homogeneity(rng.binomial(n, 0.45), n).p < 0.05 for _ in range(2000)])
    named = np.mean([bool(v.above or v.below) for v in (judge(rng.binomial(n, 0.45), n) for _ in range(300))])
    errors, raw, covered = [], [], []
    for _ in range(60):
        true = rng.beta(13, 16, 30)
        hits = rng.binomial(n, true)
        told = shrink(hits, n)
        errors.append(np.sqrt(np.mean((told.rate - true) ** 2)))
        raw.append(np.sqrt(np.mean((hits / n - true) ** 2)))
        covered.append(np.mean((told.low <= true) & (true <= told.high)))
    who = "30 simulated officers, 20 to 200 deals"
    return [
        Row(
            "effects",
            "chi-square at 5 %",
            who,
            "equal officers told apart",
            float(false),
            between=(0.03, 0.07),
        ),
        Row("effects", "verdict", who, "somebody named though all are equal", float(named), bar=0.05),
        Row(
            "effects",
            "shrinkage",
            who,
            "error of rates (RMS)",
            float(np.mean(errors)),
            baseline=float(np.mean(raw)),
            against="raw rates",
        ),
        Row(
            "effects", "shrinkage", who, "95 % intervals cover", float(np.mean(covered)), between=(0.92, 0.98)
        ),
    ]
