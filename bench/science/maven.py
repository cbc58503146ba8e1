"""The Maven CRM data as deals and staff, and what was known of them on a day.

Opened is the day of engagement (a deal in Prospecting has none: a lead not yet engaged, left out). While a deal is
open its amount is unknown, so it counts with the list price of its product; a won one with its value.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tandem.science.landing.given import Deals, Staff

RENAMED = {"GTXPro": "GTX Pro"}


@dataclass(frozen=True, slots=True)
class Maven:
    """Officers with deals, their managers and the whole: days are ordinals, amounts US dollars.

    `officer`, `opened`, `closed` (0 open), `won`, `value` (0 unless won), `price`: (n,) deals.
    `manager`: (p,) of each officer; `names` and `managers` spell them.
    """

    names: list[str]
    managers: list[str]
    manager: NDArray[np.int64]
    officer: NDArray[np.int64]
    opened: NDArray[np.int64]
    closed: NDArray[np.int64]
    won: NDArray[np.bool_]
    value: NDArray[np.float64]
    price: NDArray[np.float64]

    def known(self, day: int) -> Deals:
        """What was known in the evening of the day."""
        there = (self.opened > 0) & (self.opened <= day)
        closed = np.where(self.closed[there] <= day, self.closed[there], 0)
        won = self.won[there] & (closed > 0)
        n = int(there.sum())
        none = np.zeros(n, np.int64)
        return Deals(
            officer=self.officer[there],
            opened=self.opened[there],
            closed=closed,
            won=won,
            value=np.where(won, self.value[there], self.price[there]),
            expected=none,
            stage=none - 1,
            entered=none,
            stages=0,
            pushes=none,
            lift=none.astype(float),
        )

    def staff(self) -> Staff:
        """Officers under their managers under the whole. When they were hired is not told."""
        people, teams = len(self.names), len(self.managers)
        parent = np.concatenate([[-1], np.zeros(teams, np.int64)])
        return Staff(self.manager + 1, parent, np.zeros(people, np.int64), np.zeros(people, np.int64))


def read(data: Path) -> Maven:
    """Read the files of the folder `maven-crm`."""
    folder = data / "maven-crm"
    pipeline = _rows(folder / "sales_pipeline.csv")
    manager_of = {row["sales_agent"]: row["manager"] for row in _rows(folder / "sales_teams.csv")}
    prices = {row["product"]: float(row["sales_price"]) for row in _rows(folder / "products.csv")}
    names = sorted({row["sales_agent"] for row in pipeline})
    managers = sorted({manager_of[name] for name in names})
    place = {name: number for number, name in enumerate(names)}
    return Maven(
        names=names,
        managers=managers,
        manager=np.array([managers.index(manager_of[name]) for name in names]),
        officer=np.array([place[row["sales_agent"]] for row in pipeline]),
        opened=np.array([_day(row["engage_date"]) for row in pipeline]),
        closed=np.array([_day(row["close_date"]) for row in pipeline]),
        won=np.array([row["deal_stage"] == "Won" for row in pipeline]),
        value=np.array([float(row["close_value"] or 0) for row in pipeline]),
        price=np.array([prices[RENAMED.get(row["product"], row["product"])] for row in pipeline]),
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal() if text else 0
