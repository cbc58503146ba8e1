"""Win chances and lead scores: do they tell more than the base rate, in the order of time?

Maven: agent, product, account, sector of closed deals; the honest answer is that they tell nothing. Bank marketing:
calls in the order they were made, without `duration`, which is known only afterward; the first 80 % tell the last 20 %.
"""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np

from bench.science.rows import Row
from tandem.science.winning.fitting import fit
from tandem.science.winning.given import Cases, Columns
from tandem.science.winning.scoring import Record, record

PART = "winning"
NUMBERS = ("age", "campaign", "pdays", "previous", "emp.var.rate", "cons.price.idx", "cons.conf.idx",
           "euribor3m", "nr.employed")  # fmt: skip


def rows(data: Path) -> list[Row]:
    """Both data sets."""
    return [*maven(data), *bank(data)]


def maven_cases(data: Path) -> Cases:
    """The 6,711 closed deals in the order of their closing."""
    folder = data / "maven-crm"
    with (folder / "accounts.csv").open() as file:
        sector = {row["account"]: row["sector"] for row in csv.DictReader(file)}
    with (folder / "sales_pipeline.csv").open() as file:
        closed = [row for row in csv.DictReader(file) if row["deal_stage"] in ("Won", "Lost")]
    closed.sort(key=lambda row: (row["close_date"], row["opportunity_id"]))
    words = {
        name: np.array([row[name] for row in closed]) for name in ("sales_agent", "product", "account")
    } | {"sector": np.array([sector.get(row["account"], "") for row in closed])}
    won = np.array([row["deal_stage"] == "Won" for row in closed])
    return Cases(Columns(words=words), won, np.ones(len(won)))


def maven(data: Path) -> list[Row]:
    """Nothing tells the deals apart, and the product says so."""
    model = fit(maven_cases(data))
    assert model.record is not None
    where = "Maven, held out"
    return [
        Row(
            PART,
            model.kind,
            where,
            "AUC",
            model.record.auc,
            0.55,
            note="nothing to tell; more would be a leak",
        ),
        Row(PART, model.kind, where, "ranks although nothing tells", float(model.ranks), 0.0),
    ]


def bank_cases(data: Path) -> Cases:
    """41,188 calls in the order they were made, without the one column that is known only afterward."""
    with gzip.open(data / "bank-marketing" / "bank-additional-full.csv.gz", "rt") as file:
        calls = list(csv.DictReader(file, delimiter=";"))
    numbers = {name: np.array([float(call[name]) for call in calls]) for name in NUMBERS}
    numbers["pdays"] = np.where(numbers["pdays"] == 999, np.nan, numbers["pdays"])
    words = {
        name: np.array([call[name] for call in calls])
        for name in calls[0]
        if name not in (*NUMBERS, "duration", "y")
    }
    won = np.array([call["y"] == "yes" for call in calls])
    return Cases(Columns(numbers, words), won, np.ones(len(won)))


def bank(data: Path) -> list[Row]:
    """The first 80 % tell the last 20 %."""
    cases = bank_cases(data)
    edge = len(cases.won) * 4 // 5
    past, rest = cases.take(slice(0, edge)), cases.take(slice(edge, None))
    model = fit(past)
    told = record(model.model.chances(rest.columns), np.full(len(rest.won), model.base), rest.won)
    where, base = "bank marketing, last 20 % in time", "base rate"
    top = lift(model.model.chances(rest.columns), told, rest)
    return [
        Row(PART, model.kind, where, "AUC", told.auc, 0.70, more_is_better=True, baseline=0.5, against=base),
        Row(PART, model.kind, where, "Brier", told.brier, told.base, baseline=told.base, against=base),
        Row(
            PART,
            model.kind,
            where,
            "lift of the top tenth",
            top,
            1.0,
            more_is_better=True,
            baseline=1.0,
            against=base,
        ),
    ]


def lift(chances: np.ndarray, told: Record, rest: Cases) -> float:
    """The share won in the best tenth by stated chance, against the share won in all."""
    best = np.argsort(-chances, kind="stable")[: len(chances) // 10]
    return float(rest.won[best].mean() / (told.won / told.count))
