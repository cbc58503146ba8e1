"""What each page costs on a large organization: python -m bench.pages --database postgres|sqlite [--size DEALS]

Fills a database of its own with the demonstration company (1,000,000 deals of 2,000 officers on PostgreSQL, 100,000
deals of 400 on SQLite), asks for each page as an officer, their manager, directors and the executive, and prints
processor time of application and database together, the ratio to the bare SQL that fetches the same rows in the same
run, statements, and bytes before compression. --keep FOLDER keeps the database there for the next run.
"""

from __future__ import annotations

import argparse
import json
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.costs import Cost, Meter, Statements, cost
from bench.place import TODAY, Filled, settled

SIZES = {"postgres": (1_000_000, 2000), "sqlite": (100_000, 400)}
MOST_STATEMENTS, MOST_BYTES = 12, 100_000
TIMES_BARE, PLUS_MS = 5, 25  # the bar of lists, board, record and Today
BARS_MS = {"team of 200": 150, "search": 100}


@dataclass(frozen=True)
class Line:
    """One page as one person. Times are milliseconds of processor time, medians."""

    page: str
    viewer: str
    application_ms: float
    database_ms: float
    slowest_ms: float
    bare_ms: float
    statements: int
    bytes: int
    bar_ms: float | None
    limited: bool

    @property
    def ms(self) -> float:
        return self.application_ms + self.database_ms

    @property
    def ratio(self) -> float:
        return self.ms / self.bare_ms if self.bare_ms else 0.0

    @property
    def misses(self) -> list[str]:
        """The bars that do not hold."""
        found = []
        if self.bar_ms is not None and self.ms > self.bar_ms:
            found.append(f"over {self.bar_ms:.0f} ms")
        if self.limited and self.statements > MOST_STATEMENTS:
            found.append(f"over {MOST_STATEMENTS} statements")
        if self.limited and self.bytes > MOST_BYTES:
            found.append("over 100 kB")
        return found


class Bench:
    """Asks for pages and writes down what they cost."""

    def __init__(self, times: int, show_sql: bool) -> None:
        self.times, self.show_sql, self.meter = times, show_sql, Meter()
        self.lines: list[Line] = []

    def page(
        self, name: str, who: str, client: Any, url: str, bare: list[str], *, bar: float | None = None
    ) -> None:
        """A page that is only looked at; without a `bar` of its own, that of lists and records."""
        from bench import bare as floor

        def look() -> Any:
            answer = client.get(url)
            assert answer.status_code == 200, (url, answer.status_code, answer.content[:200])
            return answer

        taken = cost(self.meter, look, self.times)
        least = cost(self.meter, lambda: floor.run(bare), self.times)
        with Statements() as ran:
            size = len(look().content)
        limit = TIMES_BARE * least.total + PLUS_MS if bar is None else bar
        self._add(name, who, taken, least, ran, size, limit, limited=bar is None)

    def act(
        self, name: str, who: str, works: Callable[[], Callable[[], Any]], bare: list[str], times: int
    ) -> None:
        """Something that changes the database: `works` gives a fresh piece of work each time."""
        from bench import bare as floor

        made = [works() for _ in range(times + 3)]
        ready = iter(made)
        taken = cost(self.meter, lambda: next(ready)(), times)
        least = cost(self.meter, lambda: floor.run(bare), times)
        with Statements() as ran:
            size = len(next(ready)().content)
        self._add(name, who, taken, least, ran, size, None, limited=False)

    def _add(
        self, name: str, who: str, taken: Cost, least: Cost, ran: Statements, size: int, bar: float | None,
        *, limited: bool,
    ) -> None:  # fmt: skip
        line = Line(
            name, who, round(taken.application, 2), round(taken.database, 2), round(taken.slowest, 1),
            round(least.total, 3), len(ran.made), size, None if bar is None else round(bar, 1), limited,
        )  # fmt: skip
        self.lines.append(line)
        print(_written(line), flush=True)
        if self.show_sql:
            for sql, seconds in ran.made:
                print(f"      {1000 * seconds:8.1f} ms  {sql[:2000]}")


HEAD = f"{'page':24}{'viewer':20}{'ms':>8}{'app':>8}{'db':>8}{'bare':>8}{'ratio':>7}{'bar':>7}{'SQL':>5}{'kB':>7}"


def _written(line: Line) -> str:
    bar = f"{line.bar_ms:.0f}" if line.bar_ms is not None else ""
    return (
        f"{line.page:24}{line.viewer:20}{line.ms:8.1f}{line.application_ms:8.1f}{line.database_ms:8.1f}"
        f"{line.bare_ms:8.2f}{line.ratio:7.1f}{bar:>7}{line.statements:5}{line.bytes / 1000:7.1f}"
        f"{'  MISSED: ' + ', '.join(line.misses) if line.misses else ''}"
    )


def cast() -> dict[str, Any]:
    """Who looks: an officer, their manager, who leads about 200, who leads everybody, and the executive."""
    from django.db.models import F

    from tandem.demo.queries import door
    from tandem.people.models import Person, Team

    paths = list(Person.objects.officers().active().values_list("path", flat=True))
    led = list(Team.objects.filter(manager__role="manager").select_related("manager"))
    below = {team.pk: sum(path.startswith(team.path) for path in paths) for team in led}
    middle = min(led, key=lambda team: abs(below[team.pk] - 200))
    top = Team.objects.get(parent=None)
    director, new = Person.objects.get_or_create(
        email="director@bench.example",
        defaults={
            "name": "Director of All",
            "role": "manager",
            "team": top,
            "path": top.path,
            "led": [top.path],
        },
    )
    assert new or Person.objects.filter(pk=director.pk).update(version=F("version"))
    return {
        "officer": door("officer"),
        "manager": door("manager"),
        f"director of {below[middle.pk]}": middle.manager,
        f"director of {len(paths):,}": director,
        "executive": door("executive"),
    }


def measure(bench: Bench) -> None:
    """Every page as everybody who has it."""
    from django.test import Client

    people = cast()
    print(HEAD)
    for who, viewer in people.items():
        client = Client()
        client.force_login(viewer)
        look_at_deals(bench, who, viewer, client)
        look_at_customers(bench, who, viewer, client)
        look_home(bench, who, viewer, client)
        for word in ("har", "harbor tools", "zzyzx"):
            look_for(bench, who, viewer, client, word)
    win(bench, "officer", people["officer"])
    break_down(bench, people["executive"])


def look_at_deals(bench: Bench, who: str, viewer: Any, client: Any) -> None:
    """Board, lists, record."""
    from django.urls import reverse

    from bench import bare
    from tandem.authority import organization
    from tandem.deals import queries
    from tandem.deals.models import Pipeline

    whose, quarter = bare.Whose.of(viewer), organization.calendar().quarter_of(TODAY)
    pipeline = Pipeline.objects.get(default=True)
    stages = [stage for stage in queries.stages_of(pipeline.pk) if stage.kind != "lost"]
    bench.page("board", who, client, reverse("deals:board"), bare.board(whose, stages, quarter))
    table = reverse("deals:table")
    lists = {
        "list": ("", "1 = 1", "d.closes_on DESC, d.id DESC"),
        "list, open": ("?state=open&sort=closes", "d.state = 'open'", "d.closes_on, d.id"),
        "list, large open": (
            "?state=open&amount=100000..&sort=-amount",
            "d.state = 'open' AND d.amount >= 1000000000",
            "d.amount DESC, d.id DESC",
        ),
        "list, no next step": (
            "?step=yes&sort=closes",
            "d.state = 'open' AND d.next_step = ''",
            "d.closes_on, d.id",
        ),
    }
    for name, (query, condition, order) in lists.items():
        bench.page(name, who, client, table + query, bare.deals(whose, condition, order))
    rows = queries.deals(viewer)
    deal = rows.open().filter(amount__gt=0).order_by("-closes_on").first() or rows.first()
    assert deal is not None
    bench.page("deal", who, client, reverse("deals:deal", args=[deal.pk]), bare.deal(deal.pk))


def look_at_customers(bench: Bench, who: str, viewer: Any, client: Any) -> None:
    """Their lists."""
    from django.urls import reverse

    from bench import bare

    whose = bare.Whose.of(viewer)
    bench.page("accounts", who, client, reverse("customers:accounts"), bare.accounts(whose))
    bench.page("contacts", who, client, reverse("customers:contacts"), bare.contacts(whose))


def look_home(bench: Bench, who: str, viewer: Any, client: Any) -> None:
    """Today; Team of who leads; Business of the executive."""
    from django.urls import reverse

    from bench import bare
    from tandem.authority import organization

    calendar = organization.calendar()
    month, quarter = calendar.month_of(TODAY), calendar.quarter_of(TODAY)
    floor = bare.today(bare.Whose.of(viewer), viewer, TODAY, month, quarter)
    bench.page("today", who, client, reverse("workspace:today"), floor)
    if viewer.role == "manager":
        bar = BARS_MS["team of 200"] if who != "director of 2,000" else float("inf")
        [path] = viewer.led
        bench.page("team", who, client, reverse("workspace:team"), bare.team(path, TODAY, quarter), bar=bar)
    if viewer.role == "executive":
        floor = bare.team(viewer.path, TODAY, quarter)
        bench.page("business", who, client, reverse("workspace:business"), floor, bar=float("inf"))


def look_for(bench: Bench, who: str, viewer: Any, client: Any, word: str) -> None:
    """Search, as typed."""
    from django.urls import reverse

    from bench import bare

    url = f"{reverse('workspace:search')}?q={word}"
    floor = bare.search(bare.Whose.of(viewer), word)
    bench.page(f"search {word}", who, client, url, floor, bar=BARS_MS["search"])


def win(bench: Bench, who: str, viewer: Any) -> None:
    """Win one deal after the other, through the form; then open them again, for the next run."""
    from django.test import Client
    from django.urls import reverse

    from tandem.deals import actions, queries

    def open_again() -> None:
        for deal in queries.deals(viewer).filter(owner=viewer, state="won", closed_on=TODAY):
            actions.reopen_deal(deal, actor=viewer, reason="Measured")

    client = Client()
    client.force_login(viewer)
    open_again()  # what an earlier run that was cut off left won
    open_deals = queries.deals(viewer).open().filter(amount__gt=0, owner=viewer).order_by("amount")
    ids = iter(open_deals.values_list("pk", "amount"))

    def one() -> Callable[[], Any]:
        pk, amount = next(ids)
        values = {"closed_on": TODAY.isoformat(), "amount": str(amount)}

        def send() -> Any:
            answer = client.post(reverse("deals:win", args=[pk]), values)
            assert answer.status_code in (302, 303), answer.content[:3000]
            return answer

        return send

    bench.act("win a deal", who, one, [_floor_of_winning(viewer)], times=5)
    open_again()


def _floor_of_winning(viewer: Any) -> str:
    return (
        "SELECT * FROM deals_deal d WHERE d.deleted_at IS NULL AND d.state = 'open'"
        f" AND d.owner_id = {viewer.pk} LIMIT 1"
    )


def break_down(bench: Bench, viewer: Any) -> None:
    """Split the draft of the next quarter again, over everybody."""
    from django.test import Client
    from django.urls import reverse

    from tandem.goals.models import Plan

    plan = Plan.objects.filter(state="draft").order_by("-start_on").first()
    assert plan is not None
    client = Client()
    client.force_login(viewer)

    def send() -> Any:
        answer = client.post(reverse("goals:rerun", args=[plan.pk]))
        assert answer.status_code in (200, 302, 303), answer.content[:3000]
        return answer

    count = plan.targets.filter(person__isnull=False).count()
    floor = [f"SELECT * FROM goals_target WHERE plan_id = {plan.pk}"]
    bench.act(f"split {count:,} again", "executive", lambda: send, floor, times=3)
    bench.page(
        "workbench", "executive", client, reverse("goals:plan", args=[plan.pk]), floor, bar=float("inf")
    )


def main() -> None:
    """Fill, measure, print, write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=SIZES, default="postgres")
    parser.add_argument("--size", type=int, metavar="DEALS")
    parser.add_argument("--officers", type=int)
    parser.add_argument("--times", type=int, default=7, help="runs of each page; the median counts")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="where the database is kept for the next run"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here, too")
    parser.add_argument("--sql", action="store_true", help="print each page's statements")
    options = parser.parse_args()
    deals, officers = SIZES[options.database]
    deals, officers = options.size or deals, options.officers or officers
    with settled(options.database, deals=deals, officers=officers, keep=options.keep) as filled:
        print(
            f"{options.database}: {filled.deals:,} deals, {filled.officers:,} officers; "
            f"filled in {filled.seconds:.0f} s, {filled.cpu_seconds:.0f} s of them this process's, "
            f"with at most {filled.peak_mb} MB"
        )
        bench = Bench(options.times, options.sql)
        measure(bench)
    missed = [line for line in bench.lines if line.misses]
    print(f"{len(bench.lines)} pages, {len(missed)} over a bar")
    if options.json:
        options.json.write_text(json.dumps(_report(options.database, filled, bench.lines), indent=1) + "\n")


def _report(database: str, filled: Filled, lines: list[Line]) -> dict[str, Any]:
    rows = [asdict(line) | {"ratio": round(line.ratio, 1), "misses": line.misses} for line in lines]
    return {
        "bench": "pages",
        "database": database,
        "python": platform.python_version(),
        "filled": asdict(filled),
        "lines": rows,
    }


if __name__ == "__main__":
    main()
