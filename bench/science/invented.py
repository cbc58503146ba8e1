"""Deals and staff of an invented company (tandem.demo.company), as they were known on an earlier day.

Its truth is known: what a history hides on real data can be held against what really was, and came.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tandem.demo.company import Company, make_company
from tandem.demo.company import stages as ways
from tandem.science.landing.given import Deals, Staff
from tandem.science.winning.given import Cases, Columns
from tandem.science.winning.logistic import fit_logistic

DAY = 86_400
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Invented:
    """All n deals to the end of the records. Days are ordinals, 0 for never; amounts in currency units.

    `entered`: (n, 5) the day each open stage was entered; `move_*`: changes of owners, by deal and time.
    """

    company: Company
    opener: NDArray[np.int64]
    owner: NDArray[np.int64]
    opened: NDArray[np.int64]
    closed: NDArray[np.int64]
    won: NDArray[np.bool_]
    value: NDArray[np.float64]
    kind: NDArray[np.str_]
    source: NDArray[np.str_]
    entered: NDArray[np.int64]
    move_deal: NDArray[np.int64]
    move_day: NDArray[np.int64]
    move_to: NDArray[np.int64]

    def known(self, day: int) -> Deals:
        """What was known in the evening of the day."""
        owner = self.owner_on(day)
        born = self.opened <= day
        rows = np.flatnonzero(born)
        closed = np.where(self.closed[rows] <= day, self.closed[rows], 0)
        entered = self.entered[rows]
        there = (entered > 0) & (entered <= day)
        row, stage = np.nonzero(there)
        last = there.sum(axis=1) - 1
        none = np.zeros(len(rows), np.int64)
        return Deals(
            officer=owner[rows],
            opened=self.opened[rows],
            closed=closed,
            won=self.won[rows] & (closed > 0),
            value=self.value[rows],
            expected=none,
            stage=last,
            entered=entered[np.arange(len(rows)), np.maximum(last, 0)],
            stages=len(ways.STAGES),
            pushes=none,
            lift=self.lifts(day)[rows],
            history=(row, stage, entered[row, stage]),
        )

    def lifts(self, day: int) -> NDArray[np.float64]:
        """(n,) log-odds beside the average deal, as Tandem tells them: by size, type and source, from a model of what
        was decided by then, each deal looked at on one day of its life.
        """
        done = np.flatnonzero((self.closed > 0) & (self.closed <= day))
        done = done[np.argsort(self.closed[done], kind="stable")]
        opened, lived = self.opened[done], self.closed[done] - self.opened[done]
        at = opened + (lived * (done * 2654435761 % 2**32) / 2**32).astype(np.int64)
        stage = ((self.entered[done] > 0) & (self.entered[done] <= at[:, None])).sum(axis=1)
        since = at - self.entered[done, np.maximum(stage - 1, 0)]
        usual = float(np.median(self.value[done]))
        lasting = self._lasting(usual)
        numbers = {
            **lasting.take(done).numbers,
            "days": since.astype(float),
            "age": (at - opened).astype(float),
        }
        words = {**lasting.take(done).words, "stage": stage.astype(str)}
        told = fit_logistic(Cases(Columns(numbers, words), self.won[done], lived + 1.0))
        parts = {name: part for name, part in told.parts.items() if name in lasting.names}
        lifted: NDArray[np.float64] = np.sum(
            list(replace(told, parts=parts).contributions(lasting).values()), axis=0
        )
        return lifted

    def _lasting(self, usual: float) -> Columns:
        """What never changes about a deal."""
        return Columns({"size": np.log(self.value / usual)}, {"kind": self.kind, "source": self.source})

    def owner_on(self, day: int) -> NDArray[np.int64]:
        """(n,) whose each deal was on that day, or when it closed."""
        owner = self.opener.copy()
        done = self.move_day <= day
        owner[self.move_deal[done]] = self.move_to[done]
        return owner

    def staff(self, day: int) -> Staff:
        """The staff as known on the day: nobody's leaving is known before, absences only once they have begun."""
        staff = self.company.staff
        team = staff.team_on(np.arange(len(staff.people)), np.full(len(staff.people), day - EPOCH))
        since = [who.hired_on.toordinal() for who in staff.people]
        left = [who.left_on.toordinal() if who.left_on else 0 for who in staff.people]
        begun = [leave for leave in staff.leaves if leave.since.toordinal() <= day]
        away = tuple(
            np.array(column, np.int64)
            for column in (
                [leave.person for leave in begun],
                [leave.since.toordinal() for leave in begun],
                [leave.until.toordinal() for leave in begun],
            )
        )
        until = np.array([gone if gone <= day else 0 for gone in left])
        sells = np.array([who.role == "officer" for who in staff.people])
        # Managers sell nothing; whoever came later is not there yet.
        until = np.where(sells & (np.array(since) <= day), until, 1)
        parent = np.array([node.parent for node in staff.teams])
        return Staff(team, parent, np.array(since), until, (away[0], away[1], away[2]))


def invent(officers: int, deals: int, years: int, seed: int, today: date) -> Invented:
    """Make a company and gather its deals."""
    company = make_company(officers=officers, deals=deals, years=years, seed=seed, today=today)
    months = list(company.deals())

    def joined(name: str) -> NDArray[np.int64]:
        return np.concatenate([getattr(month, name) for month in months])

    entered = joined("entered_at")
    days = np.where(entered >= 0, entered // DAY + EPOCH, 0)
    return Invented(
        company=company,
        opener=joined("opener"),
        owner=joined("owner"),
        opened=joined("created_at") // DAY + EPOCH,
        closed=days[:, 5],
        won=joined("stage") == ways.WON,
        value=joined("amount") / 100,
        kind=joined("kind").astype(str),
        source=joined("source").astype(str),
        entered=days[:, :5],
        move_deal=np.concatenate([month.first + month.handovers.deal for month in months]),
        move_day=np.concatenate([month.handovers.at for month in months]) // DAY + EPOCH,
        move_to=np.concatenate([month.handovers.after for month in months]),
    )


def quarters_before(today: date, count: int) -> list[tuple[int, int]]:
    """First and last days (ordinals) of the last `count` whole quarters before the day, the latest first."""
    found = []
    begin = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    for _ in range(count):
        last = begin - timedelta(days=1)
        begin = date(last.year, last.month - 2, 1)
        found.append((begin.toordinal(), last.toordinal()))
    return found
