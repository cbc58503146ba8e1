"""How far each leg was right on earlier days, and how much moved many at once.

From days before the cutoff (`LOOKS` of them at most, a week or more apart) both legs are made again with what was
known then, of people too (`Seen.known_on`), for a period of the same length, and held against what came. From their
errors follow

- the **weights** of the weeks leg, for the whole and among people: ridge regressions of (result − deals leg) on
  (weeks leg − deals leg), drawn toward one half;
- the **level**: the mean log of result over expectation, drawn far toward 0, as misses seldom come again: what drift
  left out;
- the **shocks**: how large the variance of errors may be beyond what chance and the shocks below make, of people beside
  their team, of teams beside the whole, of the whole (`sizing`). What teams missed by themselves moved the whole too:
  left in, it would be drawn twice, as theirs and as the whole's. Who left in the period counts for teams, not among
  people.

Looks that overlap count for less: as many as periods fit into the time looked at. Assumes that what was missed then
is missed alike now. Only days up to the cutoff are used.

Source: forecast combination by regression (C. W. J. Granger, R. Ramanathan, J. Forecasting 3, 1984) with ridge
shrinkage; the rest own. Cost: LOOKS × the legs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from .given import Flags, Floats, Staff
from .legs import Legs, by_person, legs
from .seen import Seen
from .shocks import PERSON, TEAM, WHOLE, Sizes, of_whole
from .sizing import HEAVY, PRIOR, WORTH, Misses, Spread, longer, size
from .slips import FEATURES, Case, fit_slips, said
from .worth import fit_worth

LOOKS, LONGEST, LEAST = 12, 91, 90
HALF, DRAWN = 0.5, 0.05
STEADY = 60.0


@dataclass(frozen=True, slots=True)
class Look:
    """One look back: (p,) both legs, the variance that chance makes, relative errors of levels, of newcomers' on top,
    what came, and who stayed to the end of the period.
    """

    deals: Floats
    weeks: Floats
    chance: Floats
    doubt: Floats
    fresh: Floats
    came: Floats
    stays: Flags


@dataclass(frozen=True, slots=True)
class Learned:
    """`whole`, `people`: weights of the weeks leg; `level`: by what factor results exceeded what both legs expected;
    `sizes` of the shocks; `looks`: how many days it rests on; `slips`: see there.
    """

    whole: float = HALF
    people: float = HALF
    level: float = 1.0
    sizes: Sizes = field(default_factory=Sizes)
    looks: int = 0
    slips: Floats = field(default_factory=lambda: np.zeros(FEATURES))


def look_back(seen: Seen, start: int, end: int) -> tuple[list[Look], float, Floats]:
    """The looks, how many periods they are worth, and what dates and pushes of deals said (4,).

    `start`, `end`: ordinals of the period asked for. The looks are for periods of its length (7 to `LONGEST` days)
    that begin as far ahead. Cost: LOOKS × the legs.
    """
    length = int(np.clip(end - max(start, seen.as_of + 1) + 1, 7, LONGEST))
    ahead = int(np.clip(start - seen.as_of - 1, 0, LONGEST))
    last, first = seen.as_of - length - ahead, seen.ends + LEAST
    if last < first:
        return [], 0.0, np.zeros(FEATURES)
    step = max((last - first) // (LOOKS - 1) // 7, 1) * 7
    days = [last - step * look for look in range(LOOKS) if last - step * look >= first]
    found = [
        legs(seen.known_on(day), day, day + ahead + 1, np.array([day + ahead + length]), ever=False)
        for day in days
    ]
    worth = min(float(len(days)), (days[0] - days[-1]) / length + 1)
    slips: Floats = np.zeros(FEATURES)
    if len(seen.deals.dates[0]):
        cases = [_case(one, seen, day, day + ahead + 1) for one, day in zip(found, days, strict=True)]
        slips = fit_slips(cases, worth / len(days))
    looks = [
        _look(slipped(one, seen, day, day + ahead + 1, slips), seen, day, day + ahead + 1)
        for one, day in zip(found, days, strict=True)
    ]
    return looks, worth, slips


def _case(found: Legs, seen: Seen, day: int, start: int) -> Case:
    """What dates said on a day, and which of its open deals were won in the period."""
    deals, rows = seen.deals, found.rows
    won = deals.won[rows] & (deals.closed[rows] >= start) & (deals.closed[rows] <= found.end)
    odds = np.log(np.maximum(found.odds[:, -2], 1e-9))
    return Case(said(deals, rows, day, start, found.end), odds, won.astype(float))


def slipped(found: Legs, seen: Seen, day: int, start: int, slips: Floats) -> Legs:
    """The legs with what expected days and pushes say put on the odds of the open deals.

    `slips`: (4,) log odds ratios β; k deals: odds × e^(said·β) in the weeks of the period, and at all no less than by
    its end. Cost O(k × w).
    """
    if not slips.any():
        return found
    factor = np.exp(said(seen.deals, found.rows, day, start, found.end) @ slips)
    odds = found.odds.copy()
    odds[:, :-1] *= factor[:, None]
    odds[:, -1] = np.maximum(odds[:, -1], odds[:, -2])
    return replace(found, odds=odds)


def _look(found: Legs, seen: Seen, day: int, start: int) -> Look:
    amounts = fit_worth(seen.deals, seen.staff, day)
    deals, weeks, chance = by_person(found, seen, amounts)
    staff = seen.staff
    there = staff.since <= day
    came = seen.booked[:, seen.days(start, found.end)].sum(axis=1, dtype=float)
    stays = there & ((staff.until == 0) | (staff.until > found.end))
    return Look(
        deals,
        weeks,
        chance,
        np.hypot(found.doubt, amounts.doubt),
        found.fresh,
        np.where(there, came, 0.0),
        stays,
    )


def learn(seen: Seen, start: int, end: int) -> Learned:
    """Weights and shocks from looking back; the priors when there is nothing to look at.

    `start`, `end`: ordinals. Cost: LOOKS × the legs.
    """
    looks, worth, slips = look_back(seen, start, end)
    return weigh(looks, worth, slips, seen.staff, end - seen.as_of)


def weigh(looks: list[Look], worth: float, slips: Floats, staff: Staff, days: int) -> Learned:
    """Weights and shocks from these looks; `days` from the cutoff to the end of the period that is asked for.

    r looks of p people, `worth` so many periods. Formulas above; a weight is (s·Σ xy + λ/2)/(s·Σ x² + λ) in [0, 1], s
    = worth/r, the level e^(mean log ratio within ±0.3, × worth/(worth + STEADY)). Cost O(looks × people), and
    `sizing`.
    """
    looks = [look for look in looks if look.came.sum() > 0 and look.deals.sum() > 0 and look.weeks.sum() > 0]
    if not looks:
        return Learned(sizes=_sizes([], [], staff, 0.0, days), slips=slips)
    share = worth / len(looks)
    whole = _weight(
        [np.array([(look.weeks.sum() - look.deals.sum()) / look.came.sum()]) for look in looks],
        [np.array([1 - look.deals.sum() / look.came.sum()]) for look in looks],
        share,
    )
    people = _weight(*_among_people(looks), share)
    expected = [mixed(look.deals, look.weeks, whole, people) for look in looks]
    ratios = [np.log(look.came.sum() / mean.sum()) for look, mean in zip(looks, expected, strict=True)]
    level = float(np.exp(np.clip(np.mean(ratios), -0.3, 0.3) * worth / (worth + STEADY)))
    sizes = _sizes(looks, [mean * level for mean in expected], staff, share, days)
    return Learned(whole, people, level, sizes, len(looks), slips)


def mixed(deals: Floats, weeks: Floats, whole: float, people: float) -> Floats:
    """(p,) what both legs together expect: shares by `people`, their sum by `whole`.

    `deals`, `weeks`: (p,) in one unit; the sum is (1 − whole)·Σ deals + whole·Σ weeks, shares are mixed by `people`
    after both legs were scaled to it. Cost O(p).
    """
    total = (1 - whole) * deals.sum() + whole * weeks.sum()
    deals = deals * (total / deals.sum() if deals.sum() > 0 else 1.0)
    weeks = weeks * (total / weeks.sum() if weeks.sum() > 0 else 1.0)
    among = (1 - people) * deals + people * weeks
    return among * (total / among.sum()) if among.sum() > 0 else among


def _weight(toward: list[Floats], errors: list[Floats], share: float) -> float:
    """Ridge weight in [0, 1]: Σ x(y) + λ·½ over Σ x² + λ."""
    x, y = np.concatenate(toward), np.concatenate(errors)
    return float(np.clip((share * (x * y).sum() + DRAWN * HALF) / (share * (x * x).sum() + DRAWN), 0, 1))


def _among_people(looks: list[Look]) -> tuple[list[Floats], list[Floats]]:
    """Differences of shares, each in units of what chance makes of a share."""
    toward, errors = [], []
    for look in looks:
        total = look.came.sum()
        deals = look.deals * total / look.deals.sum()
        weeks = look.weeks * total / look.weeks.sum()
        unit = (
            np.sqrt(np.maximum(look.chance, look.chance.mean() * 0.1)) * np.sqrt(len(look.came)) / 0.08**0.5
        )
        toward.append((weeks - deals) / unit * 0.3)
        errors.append((look.came - deals) / unit * 0.3)
    return toward, errors


@dataclass(frozen=True, slots=True)
class _Missed:
    """n misses of one level: the variance that chance makes of each, and what shocks of variance 1 add to it: of the
    level itself (`exposure`), of people's levels (`people`), of teams (`teams`).
    """

    miss: Floats
    chance: Floats
    exposure: Floats
    people: Floats
    teams: Floats


def _sizes(looks: list[Look], expected: list[Floats], staff: Staff, share: float, days: int) -> Sizes:
    """The sizes of the shocks after what the looks missed: of people, then of teams, then of the whole.

    Each is what is left of the misses when what is already told of the levels below it (its mean) is taken out.
    """
    parts = [_misses(*each, staff) for each in zip(looks, expected, strict=True)]

    def sized(level: int, prior: float, counts: float, people: float = 0.0, teams: float = 0.0) -> Spread:
        some = [part[level] for part in parts] or [_Missed(*np.zeros((5, 0)))]
        miss = np.concatenate([one.miss for one in some])
        exposure = np.concatenate([one.exposure for one in some])
        noise = np.concatenate([one.chance + people * one.people + teams * one.teams for one in some])
        return size(prior, WORTH[level], Misses(miss, noise, exposure), counts)

    person = sized(PERSON, PRIOR[PERSON], share * HEAVY)
    team = sized(TEAM, longer(PRIOR[TEAM], days), share, person.mean)
    whole = sized(WHOLE, longer(PRIOR[WHOLE], days), share, person.mean, team.mean)
    return Sizes(whole=whole, team=team, person=person)


def _misses(look: Look, mean: Floats, staff: Staff) -> tuple[_Missed, _Missed, _Missed]:
    """What one look missed of the whole, of each team beside it, and of people beside their team."""
    team, teams = staff.team, len(staff.parent)

    def in_teams(values: Floats) -> Floats:
        return np.bincount(team, weights=values, minlength=teams).astype(float)

    total, came = mean.sum(), look.came.sum()
    chance = look.chance * np.where(look.deals > 0, mean / np.maximum(look.deals, 1e-9), 1.0)
    chance = chance + (mean * look.fresh) ** 2
    doubt = (mean * look.doubt) ** 2
    due, got = in_teams(mean), in_teams(look.came)
    whole = _Missed(
        miss=np.array([came / total - 1]),
        chance=np.array([chance.sum() / total**2]),
        exposure=np.ones(1),
        people=np.array([doubt.sum() / total**2]),
        teams=np.array([of_whole(due / total, staff.parent)]),
    )
    some = (due > 0) & (due < total)
    scale = due[some] * np.sqrt(1 - due[some] / total)
    beside = (got[some] - due[some] * came / total) / scale
    blur, unsure = (in_teams(values)[some] / due[some] ** 2 for values in (chance, doubt))
    of_teams = _Missed(beside, blur, np.ones(len(beside)), unsure, np.zeros(len(beside)))
    shared = mean * (got / np.maximum(due, 1e-9))[team]
    many = np.bincount(team[look.stays], minlength=teams)[team]
    both = look.stays & (many > 1) & (mean > 0)
    own = (look.came - shared)[both] / np.sqrt(1 - 1 / many[both])
    none = np.zeros(len(own))
    return whole, of_teams, _Missed(own, chance[both], doubt[both], none, none)
