"""Four CSV files of the shape that a sales team brings: people, accounts, products, deals. Invented and seeded."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

MANAGERS = {"Wanda Holm": "North", "Igor Vance": "North", "Petra Solis": "South"}
OFFICERS = (
    "Anders Kolb",
    "Bea Lindt",
    "Carlo Merz",
    "Dora Nissen",
    "Emil Orth",
    "Fay Pohl",
    "Gus Quist",
    "Hedy Rau",
    "Ivo Seel",
)
PRODUCTS = {"Alpha Base": ("Alpha", 550), "Alpha Pro": ("Alpha", 4821), "Beta Plus": ("Beta", 1096)}
SECTORS = ("medical", "retail", "software", "finance")


def write_files(folder: Path, *, deals: int = 300, seed: int = 7) -> Path:
    """Write the files into `folder`; the misspelled product ("AlphaPro") and blank accounts included."""
    dice = random.Random(seed)
    managers = list(MANAGERS)
    teams = [(officer, managers[n % 3], MANAGERS[managers[n % 3]]) for n, officer in enumerate(OFFICERS)]
    accounts = [f"{a}{b}" for a in ("Nor", "Sel", "Tam", "Ver") for b in ("dex", "moro", "lix", "vant")]
    _write(folder / "sales_teams.csv", ("sales_agent", "manager", "regional_office"), teams)
    _write(
        folder / "accounts.csv",
        ("account", "sector", "year_established", "revenue", "employees", "office_location", "subsidiary_of"),
        [
            (
                name,
                dice.choice(SECTORS),
                1990 + n,
                f"{dice.uniform(5, 900):.2f}",
                dice.randint(9, 5000),
                "Norway",
                "",
            )
            for n, name in enumerate(accounts)
        ],
    )
    _write(
        folder / "products.csv",
        ("product", "series", "sales_price"),
        [(name, family, price) for name, (family, price) in PRODUCTS.items()],
    )
    head = (
        "opportunity_id",
        "sales_agent",
        "product",
        "account",
        "deal_stage",
        "engage_date",
        "close_date",
        "close_value",
    )
    _write(folder / "sales_pipeline.csv", head, [_deal(dice, n, accounts) for n in range(deals)])
    return folder


def _deal(dice: random.Random, number: int, accounts: list[str]) -> tuple[object, ...]:
    product = dice.choice(list(PRODUCTS))
    price = PRODUCTS[product][1]
    written = "AlphaPro" if product == "Alpha Pro" else product
    stage = dice.choices(("Won", "Lost", "Engaging", "Prospecting"), (48, 28, 18, 6))[0]
    opened = date(2017, 1, 2) + timedelta(days=dice.randint(0, 300))
    closed = opened + timedelta(days=dice.randint(5, 58))
    is_closed = stage in ("Won", "Lost")
    value = round(price * dice.uniform(0.8, 1.2)) if stage == "Won" else 0
    return (
        f"D{number:05}",
        dice.choice(OFFICERS),
        written,
        dice.choice(accounts) if is_closed or dice.random() < 0.3 else "",
        stage,
        "" if stage == "Prospecting" else opened,
        closed if is_closed else "",
        value if is_closed else "",
    )


def _write(path: Path, head: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)
