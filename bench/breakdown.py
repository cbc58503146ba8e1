"""Break a target down to 2,000 officers and 12 months; print a table, and JSON for machines.

    python bench/breakdown.py [--officers 2000] [--months 12] [--repeat 7] [--json FILE]

The floor is what any breakdown must at least do, measured in the same run: the naive proportional split in binary
floating point (one np.sum and one outer product), which keeps no lock and does not add up. The table shows the
processor time of both, their ratio, and by how many cents the naive figures miss the total.
"""

import argparse
import json
import platform
import random
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np

from tandem.science.breakdown import Breakdown, Node, break_down

TOTAL = Decimal("500000000.00")
OVER = Decimal("0.02")
BAR = 0.1


def company(officers: int, *, bounds: bool, seed: int = 2026) -> list[Node]:
    """An organization of ten regions and teams of ten; with `bounds`, one in 20 officers locked, some held."""
    chance = random.Random(seed)
    teams = max(officers // 10, 1)
    regions = max(teams // 20, 1)
    nodes = [Node("organization", None)]
    nodes += [Node(f"region {i:03}", 0) for i in range(regions)]
    nodes += [Node(f"team {i:04}", 1 + i % regions, over=OVER) for i in range(teams)]
    mean = TOTAL / officers
    for i in range(officers):
        kind = chance.choice(["locked"] + ["floor"] * 3 + ["ceiling"] * 3 + [""] * 13) if bounds else ""
        held = {kind: (mean * (2 if kind == "ceiling" else 1)).quantize(Decimal("0.01"))} if kind else {}
        nodes.append(Node(f"officer {i:05}", 1 + regions + i % teams, chance.lognormvariate(0, 0.6), **held))
    return nodes


def naive(weights: np.ndarray, months: np.ndarray) -> np.ndarray:
    """The floor: officers × months, rounded one by one."""
    total = float(TOTAL * (1 + OVER))
    return np.round(np.outer(weights * (total / np.sum(weights)), months / np.sum(months)), 2)


def seconds(work: Callable[[], object], repeat: int) -> float:
    """Least processor time of `repeat` runs."""
    times = []
    for _ in range(repeat):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def exact(nodes: list[Node], result: Breakdown, months: int) -> bool:
    """Whether officers add up to their team × 1.02, every level to the one above, and months to the figure."""
    sums = [Decimal(0)] * len(nodes)
    for node, figure in zip(nodes, result.figures, strict=True):
        if node.parent is not None:
            sums[node.parent] += figure
    cent = Decimal("0.01")
    levels = all(
        part is None or (part == total and abs(part - figure * (1 + node.over)) < cent)
        for node, figure, part, total in zip(nodes, result.figures, result.parts, sums, strict=True)
    )
    return levels and all(
        len(row) == months and sum(row) == figure
        for row, figure in zip(result.months, result.figures, strict=True)
    )


def measure(name: str, nodes: list[Node], months: list[float], repeat: int) -> dict[str, object]:
    weights = np.array([float(node.weight) for node in nodes if node.weight is not None])
    seasons = np.array(months)
    floor = seconds(lambda: naive(weights, seasons), max(repeat * 10, 50))
    taken = seconds(lambda: break_down(TOTAL, nodes, digits=2, months=months), repeat)
    table = naive(weights, seasons)
    missed = abs(round((float(np.sum(table)) - float(TOTAL * (1 + OVER))) * 100))
    result = break_down(TOTAL, nodes, digits=2, months=months)
    return {
        "case": name,
        "officers": len(weights),
        "months": len(months),
        "milliseconds": round(taken * 1000, 2),
        "floor_milliseconds": round(floor * 1000, 3),
        "ratio": round(taken / floor) if floor else None,
        "exact": exact(nodes, result, len(months)),
        "naive_misses_cents": missed,
        "within_bar": taken < BAR,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the breakdown of a target.")
    parser.add_argument("--officers", type=int, default=2000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here, too")
    options = parser.parse_args()
    months = [1.0 + 0.25 * (month % 3 == 2) for month in range(options.months)]
    rows = [
        measure(name, company(options.officers, bounds=bounds), months, options.repeat)
        for name, bounds in (("no locks", False), ("locks, floors, ceilings", True))
    ]
    print(f"{'case':<26}{'ms':>8}{'floor ms':>10}{'ratio':>8}{'exact':>7}{'naive misses':>14}")
    for row in rows:
        print(
            f"{row['case']:<26}{row['milliseconds']:>8}{row['floor_milliseconds']:>10}{row['ratio']:>8}"
            f"{'yes' if row['exact'] else 'NO':>7}{row['naive_misses_cents']:>10} ct."
        )
    report = {"bench": "breakdown", "python": platform.python_version(), "bar_seconds": BAR, "rows": rows}
    text = json.dumps(report, indent=2)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
