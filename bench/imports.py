"""What imports cost: python -m bench.imports [--data ../shared/data/maven-crm] [--accounts 100000] [--database sqlite]

Runs `tandem import` as a person would, on a database of its own: the four files of a real team (8,800 deals, each
through the actions, with its logbook entries), the same deals again, which changes nothing, and accounts of invented
names. Tells seconds, processor seconds and the most memory of each run; on PostgreSQL the server's are added.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests import postgres

BAR_SECONDS = 20  # of 8,800 deals
BAR_MB = 300  # of 100,000 accounts


@dataclass(frozen=True)
class Import:
    """One run of the command. `cpu_seconds` are those of the command, `server_seconds` those of PostgreSQL."""

    what: str
    rows: int
    seconds: float
    cpu_seconds: float
    server_seconds: float
    peak_mb: int
    told: dict[str, int]


def run(what: str, *arguments: str, rows: int = 0, parent: int = 0) -> Import:
    """Run `tandem` and measure it."""
    server = _server_seconds(parent)
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "tandem", *arguments], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):  # 1: rows were refused, which the figures say
        raise SystemExit(f"tandem {' '.join(arguments)} ended with {process.returncode}: {out[-2000:]}")
    return Import(
        what,
        rows,
        round(time.monotonic() - begun, 1),
        round(used.ru_utime + used.ru_stime, 1),
        round(_server_seconds(parent) - server, 1),
        used.ru_maxrss // 1024,
        _counts(out),
    )


def _counts(out: str) -> dict[str, int]:
    try:
        told = json.loads(out)
    except ValueError:
        return {}
    told = told[-1] if isinstance(told, list) else told
    return {name: told[name] for name in ("created", "changed", "unchanged", "refused") if name in told}


def _server_seconds(parent: int) -> float:
    """Processor seconds of PostgreSQL's processes that ended and of those that run."""
    if not parent:
        return 0.0
    tick, total = os.sysconf("SC_CLK_TCK"), 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(path.parent.name) == parent:
            total += sum(map(int, fields[11:15]))
        elif int(fields[1]) == parent:
            total += int(fields[11]) + int(fields[12])
    return total / tick


def write_accounts(path: Path, count: int) -> None:
    """Invented accounts, every fourth a subsidiary of an earlier one."""
    dice = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["account", "sector", "employees", "office_location", "subsidiary_of"])
        for n in range(count):
            parent = f"Invented Works {dice.randrange(n):06}" if n and n % 4 == 0 else ""
            sector = dice.choice(("medical", "retail", "software", "finance"))
            writer.writerow([f"Invented Works {n:06}", sector, dice.randrange(5, 9000), "Bergen", parent])


@contextmanager
def installed(database: str) -> Iterator[tuple[Path, int]]:
    """A folder, and an empty installation for `tandem` in it; with the process id of PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        os.environ["TANDEM_DATA"] = str(folder / "data")
        if database == "sqlite":
            os.environ["TANDEM_DATABASE"] = f"sqlite:///{folder / 'bench.sqlite3'}"
            yield _founded(folder), 0
            return
        (folder / "postgres").mkdir()
        with postgres.server(folder / "postgres") as socket:
            os.environ["TANDEM_DATABASE"] = f"postgresql://tandem@/postgres?host={socket}"
            yield _founded(folder), int((socket / "data" / "postmaster.pid").read_text().split()[0])


def _founded(folder: Path) -> Path:
    run("migrate", "migrate")
    os.environ["TANDEM_PASSWORD"] = "long enough for a benchmark"
    run("found", "create-admin", "--email", "admin@bench.example", "--name", "Ada Bench")
    return folder


def measure(data: Path, accounts: int, folder: Path, parent: int) -> list[Import]:
    """Every import of this benchmark, in order."""
    lines = []
    deals = [
        "deals",
        str(data / "sales_pipeline.csv"),
        "--currency",
        "USD",
        "--answer",
        "product:GTXPro=GTX Pro",
    ]
    steps: list[tuple[str, int, list[str]]] = []
    if data.is_dir():
        steps += [
            ("people", 35, ["people", str(data / "sales_teams.csv")]),
            ("accounts", 85, ["accounts", str(data / "accounts.csv"), "--currency", "USD"]),
            ("products", 7, ["products", str(data / "products.csv"), "--currency", "USD"]),
            ("8,800 deals", 8800, deals),
            ("the same deals again", 8800, deals),
        ]
    else:
        print(f"No files of a team at {data}: only invented accounts are measured.")
    many = folder / "accounts.csv"
    write_accounts(many, accounts)
    steps.append((f"{accounts:,} accounts", accounts, ["accounts", str(many)]))
    for what, rows, arguments in steps:
        line = run(what, "import", *arguments, "--json", rows=rows, parent=parent)
        lines.append(line)
        print(
            f"{line.what:24}{line.seconds:9.1f}{line.cpu_seconds:9.1f}{line.server_seconds:9.1f}{line.peak_mb:9}"
            f"  {', '.join(f'{n:,} {word}' for word, n in line.told.items() if n)}",
            flush=True,
        )
    return lines


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/maven-crm"))
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here, too")
    options = parser.parse_args()
    with installed(options.database) as (folder, parent):
        print(f"{options.database:24}{'seconds':>9}{'CPU s':>9}{'server':>9}{'MB':>9}")
        lines = measure(options.data, options.accounts, folder, parent)
    missed = [
        line.what
        for line in lines
        if (line.what == "8,800 deals" and line.cpu_seconds + line.server_seconds > BAR_SECONDS)
        or line.peak_mb > BAR_MB
    ]
    print("All within the bars." if not missed else f"Over a bar: {', '.join(missed)}.")
    if options.json:
        report = {
            "bench": "imports",
            "database": options.database,
            "bar_seconds": BAR_SECONDS,
            "bar_mb": BAR_MB,
            "imports": [asdict(line) for line in lines],
            "missed": missed,
        }
        options.json.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
