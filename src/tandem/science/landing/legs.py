"""Two ways to expect what a period brings: deal by deal, and by what weeks like these brought.

- The **deals** leg: each open deal by its hazards (`hazards`), the officer's own odds and the deal's own; and deals not
  yet created, which arrive (`arrivals`) and go the same way.
- The **weeks** leg, a time series: won deals a day by person, shrunk, with the calendar's seasons, counted as events
  of their own. It knows no pipeline, and is not led astray by one.

Both are expectations per person in the period. `looking_back` says how far each was right. Assumes that new deals go
the way of past ones, that odds of officer and deal multiply, and that they say whether a deal is won, not when.
Source: own, of the parts named, each of which names its own. Cost: one fit and one recursion of `hazards`, two of
`arrivals`, and O(people × days × weeks).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrivals import expect
from .given import Floats, Ints
from .hazards import at_all, fit, incidence
from .present import doubt
from .seen import Seen
from .shrink import shrink
from .worth import Worth


@dataclass(frozen=True, slots=True)
class Legs:
    """k open deals in the order of people, p people, w weeks.

    - `end`: the period's last day. `rows`: (k,) the deals.
    - `odds`: (k, w + 1) to be won by the end of each week of the period, and at all.
    - `new`, `weekly`: (p, w) expected won deals not yet created, and all won deals by the weeks leg.
    - `doubt`: (p,) relative error of each person's number of won deals, and `fresh`: (p,) what comes on top of it
      for newcomers.
    """

    end: int
    rows: Ints
    odds: Floats
    new: Floats
    weekly: Floats
    doubt: Floats
    fresh: Floats


def legs(seen: Seen, as_of: int, start: int, weeks: Ints, *, ever: bool) -> Legs:
    """Both legs as they stood in the evening of `as_of`, for the period from `start` to the last of the weeks.

    `as_of`, `start`, `weeks` (w,): ordinals. odds are of p·e′/e with p of `incidence` and e the chance
    to be won at all (`hazards.at_all`), e′/(1 − e′) = e/(1 − e)·skill·e^lift ÷ the usual of the stage; new = arrivals
    by day · their chance by week · the officer's relative win rate. Without `ever`, the last column of the odds ends
    with the period. Cost: see the module.
    """
    deals, staff = seen.deals, seen.staff
    end = max(int(weeks[-1]), as_of)
    hazards = fit(seen.lives, as_of, seen.year_begins)
    chances = incidence(hazards, as_of, weeks, start, ever=ever)
    past, both = seen.days(seen.day, as_of), seen.days(seen.day, end)
    opening = expect(seen.opened[:, past], seen.full[:, both], staff, seen.day, seen.year_begins)
    past, both = seen.days(seen.ends, as_of), seen.days(seen.ends, end)
    winning = expect(seen.won[:, past], _lagged(seen)[:, both], staff, seen.ends, seen.year_begins)
    relative, skill = _skill(seen, as_of)
    rows, stage, age = seen.open_at(as_of)
    tilt = skill[deals.officer] * np.exp(deals.lift)
    reach = _tilted(
        chances.open[stage, age], at_all(hazards)[stage, age], tilt[rows] / _usual(seen, tilt, as_of)[stage]
    )
    new = np.diff(opening.ahead @ chances.new[:, :-1], axis=1, prepend=0.0)
    days = np.arange(as_of + 1, end + 1)
    in_week = np.searchsorted(weeks, days)
    counted = (days >= start) & (days <= weeks[-1])
    weekly = np.zeros((len(staff.team), len(weeks)))
    for week in range(len(weeks)):
        weekly[:, week] = winning.ahead[:, counted & (in_week == week)].sum(axis=1)
    return Legs(
        end=int(weeks[-1]),
        rows=rows,
        odds=reach / np.maximum(1 - reach, 1e-9),
        new=np.maximum(new, 0.0) * relative[:, None],
        weekly=weekly,
        doubt=winning.doubt,
        fresh=doubt(staff, seen.ramp, as_of),
    )


def by_person(found: Legs, seen: Seen, amounts: Worth) -> tuple[Floats, Floats, Floats]:
    """(p,) expected result of the deals leg and of the weeks leg, and the variance that chance alone makes of it.

    In the unit of the values. Deals: Σ v·p + new·scale with p = odds/(1 + odds); weeks: weekly·scale; variance: Σ
    v²·p(1 − p) + new·scale²·E[ratio²]. Assumes deals independent of each other and new ones Poisson. Cost O(k + p·w).
    """
    officer = seen.deals.officer[found.rows]
    people = len(seen.staff.team)
    worth = worth_of(found, seen, amounts)
    chance = found.odds[:, -2] / (1 + found.odds[:, -2])
    new = found.new.sum(axis=1)
    existing = np.bincount(officer, weights=worth * chance, minlength=people)
    spread = np.bincount(officer, weights=worth**2 * chance * (1 - chance), minlength=people)
    square = amounts.scale**2 * float((amounts.pool**2).mean())
    return existing + new * amounts.scale, found.weekly.sum(axis=1) * amounts.scale, spread + new * square


def worth_of(found: Legs, seen: Seen, amounts: Worth) -> Floats:
    """(k,) what each open deal counts when won; where that is unknown, the usual of its officer.

    In the unit of the values. Cost O(k).
    """
    value = seen.deals.value[found.rows]
    return np.where(np.isfinite(value), value, amounts.scale[seen.deals.officer[found.rows]])


def _tilted(reach: Floats, chance: Floats, tilt: Floats) -> Floats:
    """Officer and deal say whether it is won, and nothing of when."""
    raised = chance * tilt / (1 - chance + chance * tilt)
    return np.minimum(reach * (raised / np.maximum(chance, 1e-9))[:, None], 1 - 1e-6)


def _usual(seen: Seen, tilt: Floats, as_of: int) -> Floats:
    """(s,) the usual tilt of who has been in each stage: the hazards there are theirs already."""
    stays = seen.stays
    there = np.flatnonzero((stays.since > 0) & (stays.since <= as_of))
    count = np.bincount(stays.stage[there], minlength=seen.stages)
    logs = np.bincount(stays.stage[there], weights=np.log(tilt[stays.deal[there]]), minlength=seen.stages)
    return np.asarray(np.exp(logs / np.maximum(count, 1)))


def _skill(seen: Seen, as_of: int) -> tuple[Floats, Floats]:
    """(p,) each person's win rate beside the average, shrunk; and (p,) the same as a ratio of odds."""
    deals, people = seen.deals, len(seen.staff.team)
    ended = (deals.closed > 0) & (deals.closed <= as_of)
    won = np.bincount(deals.officer[ended & deals.won], minlength=people).astype(float)
    rate = won.sum() / max(float(ended.sum()), 1.0)
    due = np.bincount(deals.officer[ended], minlength=people) * rate
    # Won or not varies by 1 − rate of what a count of events would.
    sure = 1 / max(1 - rate, 0.1)
    relative = shrink(won * sure, due * sure, seen.staff.team, len(seen.staff.parent)).rate
    rate = min(max(rate, 0.02), 0.98)
    raised = np.clip(rate * relative, 0.01, 0.99)
    return relative, np.asarray(raised / (1 - raised) / (rate / (1 - rate)))


def _lagged(seen: Seen) -> Floats:
    """(p, d + f) how much of each person was there when what is won on a day was opened; nothing after they left."""
    shifted = np.zeros_like(seen.full)
    shifted[:, seen.lag :] = seen.full[:, : seen.full.shape[1] - seen.lag]
    shifted[:, : seen.lag] = seen.full[:, :1] if seen.full.shape[1] else 0
    days = seen.day + np.arange(seen.full.shape[1])
    until = seen.staff.until[:, None]
    return np.asarray(shifted * ((until == 0) | (days <= until)), np.float32)
