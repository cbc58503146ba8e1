"""The deals, month by month: who opened what with whom, how it went through the stages, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import stages, wording
from .amounts import Lines, draw_lines
from .calendar import DAY, OPENS, WORKDAY, Clock, Floats, Ints, joint_keys
from .customers import Customers
from .market import Market
from .people import Staff
from .slips import Moves, hand_over, push_dates

NOTED = 0.5  # of the stages that a deal went through, how many had something logged
# Of what is logged, three in ten are meetings.
NOTE_SHARE = np.array([0.15 if kind == "meeting" else 0.07 for kind, _, _ in wording.NOTES])
CATEGORIES = ("pipeline", "best", "commit", "closed", "omitted")


@dataclass(frozen=True)
class Deals:
    """Deals begun in one month, in order of `created_at`; all arrays (deals,) unless said otherwise.

    Numbers of people, seats, accounts and products are places in the company's lists. Moments are seconds
    since 1970, days are day numbers, amounts whole cents; -1 stands for none.
    """

    first: int  # number of the first deal in the whole company
    created_at: Ints
    opener: Ints  # who opened it
    owner: Ints  # whose it is now, or was when it closed
    team: Ints  # team of the owner when it closed, or now
    account: Ints
    source: Ints
    kind: Ints
    amount: Ints
    stage: Ints  # 0..4 open, stages.WON, stages.LOST
    entered_at: Ints  # (deals, 6): when it entered each open stage, and when it closed; -1 where it never did
    loss_reason: Ints
    expected_on: Ints
    category: Ints
    next_step: Ints  # number of the wording within its stage
    next_step_on: Ints
    lines: Lines
    pushes: Moves  # of the expected close date
    handovers: Moves  # of the owner
    stakeholder_deal: Ints
    stakeholder: Ints  # contact
    note_deal: Ints
    note: Ints
    note_at: Ints
    note_minutes: Ints
    task_deal: Ints
    task: Ints
    task_at: Ints
    task_due_on: Ints
    chance: Floats  # truth, open deals only: to be won at all …
    chance_soon: Floats  # … and within this quarter; nan for closed ones
    shift: Floats  # truth: all that moves the win log-odds

    def __len__(self) -> int:
        return len(self.created_at)

    @property
    def closed_at(self) -> Ints:
        """When it was won or lost, -1 while open."""
        return self.entered_at[:, 5]


@dataclass(frozen=True)
class World:
    """What the deals live in. `quarter_end` and `now` are readings of the clock; `first_won` is kept up to
    date.
    """

    staff: Staff
    customers: Customers
    market: Market
    clock: Clock
    now_at: int
    quarter_end_at: int
    leaves_at: Ints  # per person: the moment after the last day, NEVER while here
    successor: Ints  # (people,) who takes over the open deals
    first_won: Ints  # per account, moment of its first win


def draw_month(
    world: World, rng: np.random.Generator, month: int, counts: Ints, first: int, days: Ints
) -> Deals:
    """All deals begun in one month: `counts` (seats,) of them in each seat, on one of `days`."""
    n = int(counts.sum())
    seat = np.repeat(np.arange(len(counts)), counts)
    created = days[rng.integers(0, len(days), n)] * DAY + OPENS + rng.integers(0, WORKDAY // 60 - 60, n) * 60
    order = np.argsort(created, kind="stable")
    seat, created = seat[order], created[order]
    opener = world.staff.holder[seat, month]
    account = _accounts(world.customers, rng, seat, created)
    source = _pick(rng, np.array(wording.SOURCE_SHARE), n)
    kind = _kinds(world.first_won[account], rng, created)
    source = np.where((kind > 0) & (rng.random(n) < 0.6), 5, source)
    size = world.staff.skill.size[opener] * (world.customers.employees[account] / 150.0) ** 0.12
    lines, amount, wanted = draw_lines(rng, size, kind)
    shift = (
        world.staff.skill.winning[opener]
        + np.array(wording.SOURCE_SHIFT)[source]
        + np.array(wording.KIND_SHIFT)[kind]
        + world.customers.fit[account]
        + world.market.shock[world.staff.seat_team[seat], month]
        - 0.12 * wanted
    )
    entered, stage, lost_in = _live(world, rng, created, shift)
    np.minimum.at(world.first_won, account[stage == stages.WON], entered[stage == stages.WON, 5])
    until = np.where(entered[:, 5] < 0, world.now_at, entered[:, 5])
    owner, handovers = hand_over(opener, until, world.leaves_at, world.successor)
    expected, pushes = push_dates(rng, created, entered, world.now_at)
    reason = _reasons(rng, lost_in)
    step, step_on, category = _plans(rng, stage, entered, world.now_at)
    chance, soon = _truth(world, rng, stage, shift, entered)
    whose, whom = _stakeholders(world.customers, rng, account)
    notes = _notes(world, rng, entered)
    tasks = _tasks(world, rng, entered, stage)
    return Deals(
        first, created, opener, owner, world.staff.team_on(owner, until // DAY), account, source, kind, amount, stage,
        entered, reason, expected, category, step, step_on, lines, pushes, handovers, whose, whom, *notes, *tasks,
        chance, soon, shift,
    )  # fmt: skip


def _pick(rng: np.random.Generator, shares: Floats, n: int) -> Ints:
    return np.minimum(np.searchsorted(np.cumsum(shares), rng.random(n), side="right"), len(shares) - 1)


def _accounts(customers: Customers, rng: np.random.Generator, seat: Ints, created: Ints) -> Ints:
    """An account of the seat that is known by then; a few of them again and again."""
    start, end = customers.seat_from[seat], customers.seat_from[seat + 1]
    # Accounts are sorted by seat and day, so one search over a joint key counts those known.
    joint = joint_keys(customers.seat, customers.since)
    known = np.searchsorted(joint, joint_keys(seat, created // DAY), side="right") - start
    known = np.clip(known, 1, end - start)
    return start + np.minimum((rng.random(len(seat)) ** 1.7 * known).astype(np.int64), known - 1)


def _kinds(first_won: Ints, rng: np.random.Generator, created: Ints) -> Ints:
    customer = first_won < created
    old = first_won < created - 300 * DAY
    renewal = old & (rng.random(len(created)) < 0.15)
    return np.where(renewal, 2, np.where(customer & (rng.random(len(created)) < 0.75), 1, 0)).astype(np.int64)


def _live(world: World, rng: np.random.Generator, created: Ints, shift: Floats) -> tuple[Ints, Ints, Ints]:
    """Times of entry (deals, 6), stage now, and for lost ones the stage in which that happened."""
    n = len(created)
    entered = np.full((n, 6), -1, dtype=np.int64)
    entered[:, 0] = created
    stage, lost_in = np.zeros(n, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    reading, alive = world.clock.read(created), np.ones(n, dtype=bool)
    for s in range(len(stages.STAGES)):
        time = stages.stay(1.0 - rng.random(n), s)
        passes = rng.random(n) < stages.passing(s, shift, time)
        reading = reading + time
        moment = np.maximum(world.clock.moment(reading), entered[:, s] + 300)
        ends = alive & (moment < world.now_at)
        goes_on, falls = ends & passes, ends & ~passes
        entered[goes_on, s + 1] = moment[goes_on]
        entered[falls, 5] = moment[falls]
        stage[goes_on], stage[falls], lost_in[falls] = s + 1, stages.LOST, s
        alive = goes_on
    return entered, stage, lost_in


def _reasons(rng: np.random.Generator, lost_in: Ints) -> Ints:
    shares = np.cumsum(np.array(wording.LOSS_SHARE), axis=1)
    drawn = (rng.random(len(lost_in))[:, None] > shares[np.maximum(lost_in, 0)]).sum(axis=1)
    return np.where(lost_in >= 0, np.minimum(drawn, len(wording.LOSS_REASONS) - 1), -1)


def _plans(rng: np.random.Generator, stage: Ints, entered: Ints, now_at: int) -> tuple[Ints, Ints, Ints]:
    """Next steps (most to come, some overdue, some missing) and forecast categories."""
    n, today = len(stage), now_at // DAY
    step, fate = rng.integers(0, 5, n), rng.random(n)
    ahead, late = rng.integers(0, 15, n), rng.integers(1, 12, n)
    step_on = np.where(fate < 0.78, today + ahead, today - late)
    here_since = entered[np.arange(n), np.minimum(stage, 4)] // DAY
    step_on = np.maximum(step_on, here_since)
    step_on = step_on - np.maximum((step_on + 3) % 7 - 4, 0)  # no appointments at weekends
    missing = (stage >= stages.WON) | (fate > 0.86)
    usual = np.array([0, 0, 0, 1, 2, 3, 3])[stage]
    bold = (rng.random(n) < 0.3) & (stage < stages.WON) & (stage > 1)
    category = np.where(bold & (stage < 4), usual + 1, usual)
    category = np.where((rng.random(n) < 0.04) & (stage < 2), 4, category)
    category = np.where(stage == stages.LOST, 4, category)
    return np.where(missing, -1, step), np.where(missing, -1, step_on), category


def _truth(
    world: World, rng: np.random.Generator, stage: Ints, shift: Floats, entered: Ints
) -> tuple[Floats, Floats]:
    chance, soon = np.full(len(stage), np.nan), np.full(len(stage), np.nan)
    still = np.flatnonzero(stage < stages.WON)
    now, end = world.clock.read(np.array([world.now_at, world.quarter_end_at]))
    already = now - world.clock.read(entered[still, stage[still]])
    left = np.full(len(still), end - now)
    chance[still], soon[still] = stages.chances(rng, stage[still], shift[still], already, left)
    return chance, soon


def _stakeholders(customers: Customers, rng: np.random.Generator, account: Ints) -> tuple[Ints, Ints]:
    """The first one to three contacts of the account."""
    have = customers.contact_from[account + 1] - customers.contact_from[account]
    each = np.minimum(have, 1 + rng.binomial(2, 0.45, len(account)))
    deal = np.repeat(np.arange(len(account)), each)
    nth = np.arange(len(deal)) - np.repeat(np.cumsum(each) - each, each)
    return deal, customers.contact_from[account[deal]] + nth


def _notes(world: World, rng: np.random.Generator, entered: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """What was logged: something in about every other stage that a deal went through, at some working hour there."""
    left = np.where(entered < 0, np.iinfo(np.int64).max, entered)
    left = np.minimum(np.minimum.accumulate(left[:, ::-1], axis=1)[:, ::-1][:, 1:], world.now_at)
    deal, stage = np.nonzero((entered[:, :5] >= 0) & (rng.random((len(entered), 5)) < NOTED))
    begun, over = world.clock.read(entered[deal, stage]), world.clock.read(left[deal, stage])
    at = world.clock.moment(begun + (0.02 + 0.96 * rng.random(len(deal))) * (over - begun)) + 15
    at = np.maximum(at, entered[deal, stage] + 255)
    note = _pick(rng, NOTE_SHARE, len(deal))
    return deal, note, at, rng.integers(5, 65, len(deal))


def _tasks(
    world: World, rng: np.random.Generator, entered: Ints, stage: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Something to do on two open deals in five, written down in the last days before today."""
    busy = np.flatnonzero((rng.random(len(stage)) < 0.4) & (stage < stages.WON))
    day = world.now_at // DAY
    on = day - rng.integers(1, 12, len(busy))
    on = on - np.maximum((on + 3) % 7 - 4, 0)  # nobody writes down tasks at weekends
    at = on * DAY + OPENS + rng.integers(0, WORKDAY // 60, len(busy)) * 60 + 45
    at = np.maximum(at, entered[busy, 0] + 270)
    due = np.maximum(day + rng.integers(-4, 13, len(busy)), at // DAY)
    return busy, rng.integers(0, len(wording.TASKS), len(busy)), at, due
