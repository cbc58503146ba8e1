"""Where everybody will land: fit on what was known at the cutoff, then draw all outcomes together.

Assumes what the parts assume, and that what `known` cannot turn back (owner, value, stage, expected day, pushes,
lift) is given as it was at the cutoff. Source: own, of the parts, which name theirs. Cost: the fit
O(deals × days of a stay) and LOOKS × the legs, the draws O(open deals × draws).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from . import thin
from .calendar import week_ends
from .fan_out import FanOut
from .given import Ask, Deals, Flags, Floats, Ints, Landing, Staff
from .legs import by_person, legs, worth_of
from .looking_back import learn, mixed, slipped
from .seen import see
from .shocks import Sizes
from .toward import toward
from .unit import TOLD, Unit, draw
from .worth import Worth, fit_worth, grained

CHUNK = 16


@dataclass(frozen=True, slots=True)
class Fitted:
    """All that the draws need: `order` of the open deals by person, and per deal or person the numbers of a Unit."""

    order: Ints
    begin: Ints
    odds: Floats
    worth: Floats
    unsure: Flags
    new: Floats
    booked: Floats
    doubt: Floats
    fresh: Floats
    amounts: Worth
    weeks: Ints
    sizes: Sizes


def land(deals: Deals, staff: Staff, ask: Ask, fan_out: FanOut = map) -> Landing:
    """Draws of the result of each person and team in the period, with chances of the open deals.

    `fan_out` runs a function over units of work, in order, as `map` does; in other processes when it likes: the
    numbers are the same to the last bit. Everything after the cutoff in `deals` is not looked at. The same input and
    seed give the same numbers. p people, t teams, n deals in; shapes and units as in `Landing`. Cost
    O(deals × days of a stay + open deals × draws); memory O(people × draws).
    """
    deals, rows = known(deals, ask.as_of)
    fitted = fit_all(deals, staff, ask)
    people, teams, weeks = len(staff.team), len(staff.parent), len(fitted.weeks)
    result = np.zeros((people, ask.draws), np.float32)
    fan = np.zeros((people, weeks, len(TOLD)), np.float32)
    by_team = np.zeros((teams, weeks, ask.draws))
    k = len(fitted.order)
    wins, chance = np.zeros((k, (ask.draws + 7) // 8), np.uint8), np.zeros((k, 2))
    where = list(chunks(staff.team))
    for members, drawn in zip(where, fan_out(draw, units(fitted, staff, ask, where)), strict=True):
        result[members], fan[members] = drawn.people, drawn.fan
        by_team[staff.team[members[0]]] += drawn.whole
        mine = _rows(fitted.begin, members)
        wins[mine], chance[mine] = drawn.wins, drawn.chance
    for team in range(teams - 1, 0, -1):
        if staff.parent[team] >= 0:
            by_team[staff.parent[team]] += by_team[team]
    quarters, outcomes = thin.history(deals, staff, ask.as_of)
    back = np.argsort(fitted.order, kind="stable")
    officer = deals.officer[fitted.order]
    existing = np.bincount(officer, weights=chance[:, 0] * fitted.worth, minlength=people)
    return Landing(
        people=result,
        teams=by_team[:, -1].astype(np.float32),
        booked=fitted.booked,
        weeks=fitted.weeks,
        people_fan=fan,
        teams_fan=np.moveaxis(np.quantile(by_team, TOLD, axis=2), 0, 2).astype(np.float32),
        thin=thin.missing(quarters, outcomes),
        thin_teams=thin.missing(*thin.of_teams(quarters, outcomes, staff)),
        quarters=quarters,
        outcomes=outcomes,
        deals=rows[fitted.order[back]],
        in_period=chance[back, 0],
        ever=chance[back, 1],
        wins=wins[back],
        worth=fitted.worth[back],
        existing=existing.astype(float),
        coming=fitted.new.sum(axis=1) * fitted.amounts.scale,
    )


def known(deals: Deals, as_of: int) -> tuple[Deals, Ints]:
    """The deals as they were known at the cutoff, and their rows: none opened later, open if closed later.

    n deals in, (n′,) rows of those opened by then out; `as_of` is an ordinal. Cost O(deals + history).
    """
    born = (deals.opened > 0) & (deals.opened <= as_of)
    rows = np.flatnonzero(born)
    number = np.cumsum(born) - 1
    row, stage, day = deals.history
    keep = born[row] & (day <= as_of) if len(row) else np.zeros(0, bool)
    there = deals.closed[rows] <= as_of
    dated, at, expected = deals.dates
    told = born[dated] & (at <= as_of) if len(dated) else np.zeros(0, bool)
    return Deals(
        officer=deals.officer[rows].astype(np.int64),
        opened=deals.opened[rows].astype(np.int64),
        closed=np.where(there, deals.closed[rows], 0).astype(np.int64),
        won=deals.won[rows] & there & (deals.closed[rows] > 0),
        value=deals.value[rows].astype(float),
        expected=deals.expected[rows],
        stage=deals.stage[rows],
        entered=deals.entered[rows],
        stages=deals.stages,
        pushes=deals.pushes[rows],
        lift=np.nan_to_num(deals.lift[rows]),
        history=(number[row[keep]], stage[keep].astype(np.int64), day[keep].astype(np.int64)),
        dates=(number[dated[told]], at[told].astype(np.int64), expected[told].astype(np.int64)),
        arrived=None if deals.arrived is None else deals.arrived[rows],
    ), rows


def fit_all(deals: Deals, staff: Staff, ask: Ask) -> Fitted:
    """Everything that is estimated, from deals as they were known at the cutoff.

    n deals, p people. Cost: LOOKS + 1 times the legs.
    """
    first = max(ask.start, ask.as_of + 1)
    weeks = week_ends(first, ask.end) if first <= ask.end else np.array([ask.end])
    seen = see(deals, staff, ask.as_of, ask.end, ask.year_begins)
    learned = learn(seen, ask.start, ask.end)
    found = slipped(
        legs(seen, ask.as_of, ask.start, weeks, ever=True), seen, ask.as_of, ask.start, learned.slips
    )
    amounts = fit_worth(deals, staff, ask.as_of)
    by_deals, by_weeks, _ = by_person(found, seen, amounts)
    mean = learned.level * mixed(by_deals, by_weeks, learned.whole, learned.people)
    officer = deals.officer[found.rows]
    worth = grained(worth_of(found, seen, amounts))
    odds, new = toward(mean, found, officer, worth, amounts.scale)
    inside = deals.won & (deals.closed >= ask.start) & (deals.closed <= ask.end)
    booked = np.bincount(
        deals.officer[inside],
        weights=grained(np.nan_to_num(deals.value[inside])),
        minlength=len(staff.team),
    )
    return Fitted(
        order=found.rows,
        begin=np.searchsorted(officer, np.arange(len(staff.team) + 1)),
        odds=odds,
        worth=worth,
        unsure=~np.isfinite(deals.value[found.rows]),
        new=new,
        booked=booked.astype(float),
        doubt=np.hypot(found.doubt, amounts.doubt),
        fresh=found.fresh,
        amounts=amounts,
        weeks=weeks,
        sizes=learned.sizes,
    )


def chunks(team: Ints) -> Iterator[Ints]:
    """People of one team at a time, at most `CHUNK` of them.

    `team`: (p,); arrays of places, in the order of teams. Cost O(p log p).
    """
    order = np.argsort(team, kind="stable")
    edges = np.flatnonzero(np.diff(team[order])) + 1
    for members in np.split(order, edges):
        for begin in range(0, len(members), CHUNK):
            yield members[begin : begin + CHUNK]


def units(fitted: Fitted, staff: Staff, ask: Ask, where: Iterable[Ints]) -> Iterator[Unit]:
    """The units of work of all people, one after the other.

    `where`: arrays (u,) of places, as of `chunks`. Cost O(people + open deals).
    """
    for members in where:
        if not len(members):
            continue
        rows = _rows(fitted.begin, members)
        counts = fitted.begin[members + 1] - fitted.begin[members]
        yield Unit(
            people=members,
            team=int(staff.team[members[0]]),
            parent=staff.parent,
            booked=fitted.booked[members],
            scale=fitted.amounts.scale[members],
            doubt=fitted.doubt[members],
            fresh=fitted.fresh[members],
            new=fitted.new[members],
            begin=np.append(0, np.cumsum(counts)),
            odds=fitted.odds[rows],
            worth=fitted.worth[rows],
            unsure=fitted.unsure[rows],
            pool=fitted.amounts.pool,
            sizes=fitted.sizes,
            seed=ask.seed,
            draws=ask.draws,
        )


def _rows(begin: Ints, members: Ints) -> Ints:
    """Where the open deals of some people stand in the order by person."""
    return np.concatenate([np.arange(begin[person], begin[person + 1]) for person in members])
