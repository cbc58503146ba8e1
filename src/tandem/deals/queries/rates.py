"""Win rates of the people of a team, and whether they differ by more than chance.

Rates are of deals closed in the last twelve months, shrunk toward the person's team (science.effects). Where chance
explains the differences the people are a tie: they come by name, and nobody is said to be better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Count, Q
from django.http import Http404

from tandem.authority import reach
from tandem.deals.models import Deal
from tandem.people.models import Person, Team
from tandem.science.effects.verdict import Verdict, judge

DAYS = 365
FEWEST = 30  # closed deals of all together, below which nothing is said


@dataclass(frozen=True)
class OneRate:
    """One person: won of closed, their probable rate and where it lies 19 times out of 20, in percent."""

    person: Person
    team: Team | None
    won: int
    closed: int
    percent: float
    low: float
    high: float
    best: int
    worst: int
    stands: str = ""

    @property
    def words(self) -> str:
        """One sentence for those who do not see the drawing."""
        return (
            f"{self.person}: {self.won} of {self.closed} won; probably {self.percent:.0f}%,"
            f" between {self.low:.0f}% and {self.high:.0f}%"
        )

    @property
    def place(self) -> str:
        """The places this person could have: "1 to 12", "1"."""
        return f"{self.best}" if self.best == self.worst else f"{self.best} to {self.worst}"


@dataclass(frozen=True)
class WinRates:
    """A team's people, and what may be said of them."""

    team: Team
    rows: Sequence[OneRate]
    verdict: Verdict | None
    since: date
    until: date

    @property
    def closed(self) -> int:
        """Deals that closed."""
        return sum(row.closed for row in self.rows)

    @property
    def percent(self) -> float:
        """The rate of all together."""
        return 100 * sum(row.won for row in self.rows) / self.closed if self.closed else 0.0

    @property
    def tie(self) -> bool:
        """Nobody stands out."""
        return self.verdict is None or (self.verdict.tie or self.verdict.unsettled)

    @property
    def heading(self) -> str:
        """The verdict in one line."""
        if self.verdict is None:
            return "too few closed deals to compare anybody"
        if self.verdict.tie:
            return "no difference that chance would not explain"
        if self.verdict.unsettled:
            return "they differ, and nobody can be named"
        return "more than chance"

    @property
    def basis(self) -> str:
        """ "35 officers, 6,711 closed deals, p = 0.26"."""
        count = len(self.rows)
        said = f"{count} {'person' if count == 1 else 'people'}, {self.closed:,} closed deals"
        return said if self.verdict is None else f"{said}, {_chance(self.verdict.test.p)}"

    @property
    def sentence(self) -> str:
        """What that means, in words."""
        found = self.verdict
        if found is None:
            there = f"there {'is' if self.closed == 1 else 'are'} {self.closed}"
            return f"Rates are compared from {FEWEST} closed deals of at least two people; {there}."
        if found.tie:
            return (
                "If everybody were equally likely to win, rates would lie this far apart, or further, in"
                f" {_often(found.test.p)}. So it is a tie: nobody is ahead and nobody behind."
            )
        if found.unsettled:
            return (
                f"Together the rates lie further apart than chance explains ({_chance(found.test.p)}), yet no single"
                " one does once all are looked at. It takes more deals to say who."
            )
        return (
            f"Chance alone would put rates this far apart in {_often(found.test.p)}. {_named(self.rows)} Everybody else"
            " is a tie."
        )


def _named(rows: Sequence[OneRate]) -> str:
    said = []
    for kind, words in (
        ("above", "won more often than the others"),
        ("below", "won less often than the others"),
    ):
        names = [str(row.person) for row in rows if row.stands == kind]
        if names:
            said.append(f"{', '.join(names[:-1])}{' and ' if names[:-1] else ''}{names[-1]} {words}.")
    return " ".join(said)


def _often(p: float) -> str:
    return (
        "fewer than 1 of 1,000 cases"
        if p < 0.001
        else f"{round(p * 100)} of 100 cases"
        if p >= 0.01
        else (f"{round(p * 1000)} of 1,000 cases")
    )


def _chance(p: float) -> str:
    return "p < 0.001" if p < 0.001 else f"p = {p:.2f}" if p >= 0.01 else f"p = {p:.3f}"


def team_to_compare(viewer: Person, team: str) -> Team:
    """The team asked for, or the first the viewer leads. Http404 unless they see the work of all in it."""
    everything = reach.reach_of(viewer, "deals.see") is reach.ALL
    teams = Team.objects.order_by("path")
    if viewer.role == "officer":
        teams = teams.none()
    elif not everything:
        mine = Q(pk__in=[])
        for path in reach.paths_within(viewer, "deals.see"):
            mine |= Q(path__startswith=path)
        teams = teams.filter(mine)
    found = teams.filter(pk=team).first() if team.isdigit() else teams.first() if not team else None
    if found is None:
        raise Http404("There is no such team, or it is not yours to see.")
    return found


def win_rates(viewer: Person, team: str, *, today: date) -> WinRates:
    """Everybody who closed deals for this team and those below it in the last twelve months; three statements.

    Whoever works elsewhere now is not the viewer's to see, and stays out of it.
    """
    chosen = team_to_compare(viewer, team)
    since = today - timedelta(days=DAYS)
    counted = list(
        Deal.objects.alive()
        .closed()
        .filter(team__path__startswith=chosen.path, closed_on__gt=since, closed_on__lte=today)
        .filter(credited_to__in=reach.people_within(viewer, "deals.see").values("pk"))
        .order_by()
        .values_list("credited_to_id", "team_id")
        .annotate(n=Count("pk"), won=Count("pk", filter=Q(state="won")))
    )
    people = {
        person.pk: person
        for person in Person.objects.filter(pk__in={who for who, *_ in counted}).select_related("team")
    }
    teams = sorted({of for _, of, *_ in counted})
    most: dict[int, tuple[int, int]] = {}
    sums: dict[int, list[int]] = {}
    for who, of, n, won in counted:
        most[who] = max(most.get(who, (0, 0)), (n, teams.index(of)))
        total = sums.setdefault(who, [0, 0])
        total[0] += won
        total[1] += n
    order = sorted(sums, key=lambda who: (str(people[who]).casefold(), who))
    won, closed = (np.array([sums[who][part] for who in order], np.int64) for part in (0, 1))
    if len(order) < 2 or closed.sum() < FEWEST:
        return WinRates(chosen, [_alone(people[who], *sums[who]) for who in order], None, since, today)
    found = judge(won, closed, np.array([most[who][1] for who in order]))
    rows = [_row(people[who], int(won[at]), int(closed[at]), found, at) for at, who in enumerate(order)]
    if not found.tie and not found.unsettled:
        rank = {"above": 0, "": 1, "below": 2}
        rows.sort(key=lambda row: rank[row.stands])
    return WinRates(chosen, rows, found, since, today)


def _row(person: Person, won: int, closed: int, found: Verdict, at: int) -> OneRate:
    told = found.shrunk
    stands = "above" if at in found.above else "below" if at in found.below else ""
    return OneRate(
        person,
        person.team,
        won,
        closed,
        float(told.rate[at]) * 100,
        float(told.low[at]) * 100,
        float(told.high[at]) * 100,
        1 if found.tie else int(found.places.best[at]),
        found.places.best.size if found.tie else int(found.places.worst[at]),
        stands,
    )


def _alone(person: Person, won: int, closed: int) -> OneRate:
    """With too few deals: the counts, and no rate."""
    return OneRate(person, person.team, won, closed, 0.0, 0.0, 100.0, 1, 1)
