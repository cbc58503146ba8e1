"""Measure the methods and print one table: see the package.

The exit status is 1 when a figure misses its bar.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import importlib.util
import json
import sys
import time
from pathlib import Path

from bench.science.rows import Row, table

PARTS = ("landing", "company", "speed", "targets", "winning", "series", "effects")


def measure(part: str, data: Path) -> list[Row]:
    """The rows of one part, and on the error stream how long they took."""
    begun = time.process_time()
    rows: list[Row] = importlib.import_module(f"bench.science.{part}").rows(data)
    print(f"{part}: {time.process_time() - begun:.0f} s of processor time", file=sys.stderr)
    return rows


def main() -> int:
    """Run the parts asked for."""
    there = [part for part in PARTS if importlib.util.find_spec(f"bench.science.{part}")]
    parser = argparse.ArgumentParser(prog="python -m bench.science", description=__doc__)
    parser.add_argument("part", nargs="*", default="all", choices=[*there, "all"])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--json", type=Path, help="write the figures here as well")
    asked = parser.parse_args()
    if not asked.data.is_dir():
        parser.error(f"There is no data at {asked.data}. Name the folder with --data.")
    parts = there if "all" in asked.part else asked.part
    rows = [row for part in parts for row in measure(part, asked.data)]
    print(table(rows))
    if asked.json:
        told = [{**dataclasses.asdict(row), "holds": row.holds} for row in rows]
        asked.json.write_text(json.dumps(told, indent=1) + "\n")
    return 1 if any(row.holds is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
