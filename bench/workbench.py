"""What an edit in the workbench costs for 500 officers: python -m bench.workbench [--officers N] [--json FILE]

Fills a database of its own with the demonstration company, takes its draft, has its chances worked out, and edits as
the executive through the pages: a figure typed, a lock, the top target under each way to split, over-assignment, and
some of these within two limits across teams; with the teams shut as a large plan begins, and with every one of them
opened. Prints processor time of application and database together, its ratio to the bare SQL that reads and writes as
many rows, statements, and whether every sum is exact to the cent. --keep FOLDER keeps the database there for the next
run.
"""

from __future__ import annotations

import argparse
import itertools
import json
import platform
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.costs import Meter, Statements, cost
from bench.place import TODAY, settled

BAR_MS = 300
SPLITS = ("balanced", "history", "even", "chance")
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "workbench"}


@dataclass(frozen=True)
class Line:
    """One way to edit. Times are milliseconds of processor time, medians."""

    edit: str
    ms: float
    slowest_ms: float
    bare_ms: float
    statements: int
    bytes: int
    exact: bool

    @property
    def ratio(self) -> float:
        return self.ms / self.bare_ms if self.bare_ms else 0.0


class Bench:
    """Sends edits and writes down what they cost."""

    def __init__(self, client: Any, plan: Any, times: int) -> None:
        self.client, self.plan, self.times, self.meter = client, plan, times, Meter()
        self.lines: list[Line] = []

    def edit(self, name: str, url: str, values: Iterator[dict[str, str]]) -> None:
        """The same form sent again and again, each time with other values."""
        said: list[Any] = []

        def send() -> None:
            answer = self.client.post(url, next(values), **HTMX)
            assert answer.status_code == 200, (name, answer.status_code, answer.content[-400:])
            said[:] = [answer]

        taken = cost(self.meter, send, self.times)
        with Statements() as ran:
            send()
        line = Line(
            name,
            round(taken.total, 1),
            round(taken.slowest, 1),
            round(cost(self.meter, self.bare(), self.times).total, 1),
            len(ran.made),
            len(said[0].content),
            exact(self.plan),
        )
        self.lines.append(line)
        print(written(line), flush=True)

    def bare(self) -> Callable[[], None]:
        """Reading the plan's rows and writing each one's figure, by hand."""
        from django.db import connection

        def work() -> None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM goals_target WHERE plan_id = %s", [self.plan.pk])
                rows = [[row[0]] for row in cursor.fetchall()]
                cursor.executemany("UPDATE goals_target SET amount = amount WHERE id = %s", rows)

        return work


def exact(plan: Any) -> bool:
    """Whether the parts of every team make its figure, officers with their over-assignment."""
    from tandem.goals.models import Plan, Target

    fresh = Plan.objects.get(pk=plan.pk)
    rows = list(Target.objects.filter(plan=fresh))
    top = next(row for row in rows if row.parent_id is None)
    parts: dict[int, list[Any]] = {}
    for row in rows:
        parts.setdefault(row.parent_id or 0, []).append(row)
    cent = Decimal("0.01")
    over = 1 + fresh.over_officers / 100
    good = top.amount == fresh.top
    for row in rows:
        below = parts.get(row.pk, [])
        teams = sum((each.amount for each in below if each.team_id), Decimal(0))
        officers = sum((each.amount for each in below if each.person_id), Decimal(0))
        if below and not (teams and officers):
            wanted = row.amount * (over if officers else 1)
            good = good and abs(teams + officers - wanted) < cent
    return good


def written(line: Line) -> str:
    return (
        f"{line.edit:<44}{line.ms:>8.1f}{line.slowest_ms:>10.1f}{line.bare_ms:>9.1f}{line.ratio:>7.1f}"
        f"{line.statements:>6}{line.bytes / 1000:>8.0f}{'yes' if line.exact else 'NO':>7}"
    )


def measure(officers: int, times: int) -> list[Line]:
    from django.test import Client
    from django.utils import timezone

    from tandem.authority import organization
    from tandem.goals.actions.odds import make_run
    from tandem.goals.models import Plan, PlanLimit
    from tandem.people.models import Person

    plan = Plan.objects.filter(state="draft").order_by("-start_on").first()
    viewer = Person.objects.filter(role="executive", is_active=True).first()
    assert plan is not None and viewer is not None
    PlanLimit.objects.filter(plan=plan).delete()  # limits are measured by themselves
    period = plan.period(organization.calendar())
    make_run(plan.metric, period, as_of=TODAY, today=TODAY, at=timezone.now())
    client = Client()
    client.force_login(viewer)
    carried = list(plan.targets.filter(person__isnull=False).order_by("-amount"))
    print(f"{len(carried)} officers in {plan.targets.filter(team__isnull=False).count()} teams, on SQLite\n")
    print(f"{'edit':<44}{'ms':>8}{'slowest':>10}{'bare ms':>9}{'ratio':>7}{'stmt':>6}{'kB':>8}{'exact':>7}")
    bench = Bench(client, plan, times)
    one = carried[len(carried) // 2]
    for shown, turned in (("", ""), (", all open", f"?turned={','.join(map(str, shut(viewer, plan)))}")):
        look(bench, plan, one, shown, turned)
    return bench.lines


def shut(viewer: Any, plan: Any) -> list[int]:
    """The teams that have to be opened until every officer is on the page."""
    from tandem.goals import queries

    return [row.target.team_id for row in queries.plan_page(viewer, plan, today=TODAY).rows if row.shut]


def look(bench: Bench, plan: Any, one: Any, shown: str, turned: str) -> None:
    """Every edit, with the teams of `turned` opened; afterwards the plan is as before."""
    from django.urls import reverse

    client, before = bench.client, {"split": "balanced", "top": str(plan.top)}
    shape = reverse("goals:shape", args=[plan.pk]) + turned
    cell = reverse("goals:set", args=[one.pk]) + turned
    client.post(shape, before, **HTMX)
    figures = ({"amount": str(one.amount + 1000 * step)} for step in itertools.count(1))
    bench.edit(f"a figure typed{shown}", cell, figures)
    locks = itertools.cycle([{"locked": "yes"}, {"locked": "no"}])
    bench.edit(f"a lock set and taken away{shown}", cell, locks)
    client.post(cell, {"amount": ""}, **HTMX)
    for name in SPLITS:
        client.post(shape, {"split": name}, **HTMX)
        tops = ({"top": str(plan.top + 10_000 * step)} for step in itertools.count(1))
        bench.edit(f"the top target, {name}{shown}", shape, tops)
    overs = itertools.cycle([{"over_officers": "3"}, {"over_officers": "2"}])
    bench.edit(f"over-assignment{shown}", shape, overs)
    client.post(shape, before, **HTMX)
    if not turned:
        within_limits(bench, plan, one, shape, cell)
        client.post(shape, before, **HTMX)


def within_limits(bench: Bench, plan: Any, one: Any, shape: str, cell: str) -> None:
    """The same while two limits across teams hold: every fourth officer carries less, every fifth more than now."""
    from tandem.goals.actions import remove_limit, set_limit
    from tandem.goals.models import PlanLimit

    client, viewer = bench.client, plan.created_by
    for name in ("balanced", "chance"):
        client.post(shape, {"split": name, "top": str(plan.top)}, **HTMX)
        officers = list(plan.targets.filter(person__isnull=False).order_by("pk"))
        few, many = officers[::4], officers[1::5]
        less = sum((each.amount for each in few), Decimal(0)) * Decimal("0.9")
        more = sum((each.amount for each in many), Decimal(0)) * Decimal("1.1")
        for words, members, least, most in (("Few", few, None, less), ("Many", many, more, None)):
            pks = [each.pk for each in members]
            set_limit(plan, actor=viewer, name=words, members=pks, least=least, most=most)
        figures = ({"amount": str(one.amount + 1000 * step)} for step in itertools.count(1))
        bench.edit(f"a figure typed, {name}, two limits across", cell, figures)
        client.post(cell, {"amount": ""}, **HTMX)
        tops = ({"top": str(plan.top + 10_000 * step)} for step in itertools.count(1))
        bench.edit(f"the top target, {name}, two limits across", shape, tops)
        for limit in PlanLimit.objects.filter(plan=plan):
            remove_limit(limit, actor=viewer)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure edits in the workbench.")
    parser.add_argument("--officers", type=int, default=500)
    parser.add_argument("--deals", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here, too")
    options = parser.parse_args()
    with settled("sqlite", deals=options.deals, officers=options.officers, keep=options.keep):
        lines = measure(options.officers, options.times)
    report = {
        "bench": "workbench",
        "python": platform.python_version(),
        "bar_ms": BAR_MS,
        "lines": [
            {**asdict(line), "ratio": round(line.ratio, 1), "within_bar": line.ms < BAR_MS} for line in lines
        ],
    }
    text = json.dumps(report, indent=2)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    if not all(line.exact for line in lines):
        raise SystemExit("A sum is not exact to the cent.")


if __name__ == "__main__":
    main()
