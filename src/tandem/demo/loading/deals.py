"""One month of deals into the database, with their history, as the actions would have written it.

What happens to a deal: it is opened with its lines; its stakeholders are named, a minute apart; it moves from stage
to stage; its expected close date is pushed; it changes hands when its owner leaves; while it is open, its forecast
category is set two minutes after it came into its stage, and its next step three minutes after; it is won or lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tandem.deals.models import DatePush, Deal, DealLine, StageChange, Stakeholder
from tandem.demo.bulk import amounts, days, moments
from tandem.demo.company import CURRENCY, Deals
from tandem.demo.company.calendar import DAY, Ints
from tandem.demo.company.deals import CATEGORIES
from tandem.demo.company.products import PRODUCTS
from tandem.demo.company.slips import Moves
from tandem.demo.company.stages import LOST, WON
from tandem.demo.company.wording import KINDS, NEXT_STEPS, SOURCES
from tandem.demo.loading.finding import Named, write_documents
from tandem.demo.loading.story import Story

STAKEHOLDER_AFTER, CATEGORY_AFTER, STEP_AFTER = 60, 120, 180
BUYING_ROLES = ("economic", "champion", "user", "influencer", "blocker")
OPEN_UNTIL = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Passages:
    """Every coming into a stage, sorted by moment: deal (place), from and to (places; -1 from nowhere), at, since."""

    deal: Ints
    came_from: Ints
    to: Ints
    at: Ints
    since: Ints


class Month:
    """The deals of one month and what follows from them."""

    def __init__(self, story: Story, deals: Deals, keys: range) -> None:
        self.story, self.deals = story, deals
        self.keys = np.arange(keys.start, keys.stop)

    @cached_property
    def names(self) -> list[str]:
        """The main line says what the deal is called."""
        lines = self.deals.lines
        main = np.searchsorted(lines.deal, np.arange(len(self.deals)))
        pairs = zip(lines.product[main].tolist(), lines.quantity[main].tolist(), strict=True)
        return [PRODUCTS[p].name if q == 1 else f"{PRODUCTS[p].name} × {q}" for p, q in pairs]

    @cached_property
    def first_expected(self) -> Ints:
        """The expected close date when the deal was opened."""
        first = self.deals.expected_on.copy()
        pushes = self.deals.pushes
        first[pushes.deal[::-1]] = pushes.before[::-1]  # the earliest push is written last
        return first

    def expected_at(self, deal: Ints, at: Ints) -> Ints:
        """The expected close date as it stood at moments."""
        return _as_of(self.deals.pushes, self.first_expected, deal, at)

    def owner_at(self, deal: Ints, at: Ints) -> Ints:
        """Key of the owner as it stood at moments."""
        return self.story.person_ids[_as_of(self.deals.handovers, self.deals.opener, deal, at)]

    @cached_property
    def passages(self) -> Passages:
        """All passages of all deals."""
        deals, parts = self.deals, []
        for stage in range(5):
            came = np.flatnonzero(deals.entered_at[:, stage] >= 0)
            at = deals.entered_at[came, stage]
            before = deals.entered_at[came, stage - 1] if stage else at
            parts.append((came, np.full(len(came), stage - 1), np.full(len(came), stage), at, before))
        closed = np.flatnonzero(deals.closed_at >= 0)
        last = (deals.entered_at[closed, :5] >= 0).sum(axis=1) - 1
        parts.append(
            (closed, last, deals.stage[closed], deals.closed_at[closed], deals.entered_at[closed, last])
        )
        columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
        order = np.lexsort((columns[0], columns[3]))
        return Passages(*(column[order] for column in columns))


def _as_of(moves: Moves, first: Ints, deal: Ints, at: Ints) -> Ints:
    """The value of a field at moments: the first one, or what the last move until then made of it."""
    if not len(moves.deal):
        return first[deal]
    width = 1 << 33  # seconds, more than 200 years
    place = np.searchsorted(moves.deal * width + moves.at, deal * width + at, side="right") - 1
    moved = (place >= 0) & (moves.deal[np.maximum(place, 0)] == deal)
    return np.where(moved, moves.after[np.maximum(place, 0)], first[deal])


def write_month(story: Story, deals: Deals) -> None:
    """Write one month of deals and remember their entries of the logbook."""
    from tandem.demo.loading.activities import write_activities
    from tandem.demo.loading.logged import log_month

    month = Month(story, deals, story.bulk.reserve(Deal, len(deals)))
    _write_deals(month)
    lines = deals.lines
    first = np.searchsorted(lines.deal, np.arange(len(deals)))
    story.bulk.write(
        DealLine,
        len(lines.deal),
        deal_id=month.keys[lines.deal],
        product_id=np.array(story.product_ids)[lines.product],
        quantity=lines.quantity,
        unit_price=amounts(lines.price),
        discount=[f"{value / 100:.2f}" for value in lines.discount.tolist()],
        position=np.arange(len(lines.deal)) - first[lines.deal] + 1,
    )
    role = story.company.customers.contact_role[deals.stakeholder]
    stakes = story.bulk.write(
        Stakeholder,
        len(deals.stakeholder),
        deal_id=month.keys[deals.stakeholder_deal],
        contact_id=story.contact_ids[deals.stakeholder],
        role=[BUYING_ROLES[n] for n in role.tolist()],
        engaged=engaged(deals),
    )
    _write_history(month)
    moves = deals.handovers
    before = story.person_ids[moves.before]
    story.handed += zip(month.keys[moves.deal].tolist(), moves.at.tolist(), before.tolist(), strict=True)
    log_month(month, stakes, *write_activities(month))


def engaged(deals: Deals) -> list[bool]:
    """Champions are engaged, and so is everybody on a deal that came to an offer."""
    far = (deals.entered_at[:, 2] >= 0)[deals.stakeholder_deal]
    return (far | (deals.stakeholder % 3 == 0)).tolist()


def _write_deals(month: Month) -> None:
    deals, story = month.deals, month.story
    n, stage = len(deals), deals.stage
    closed, won = stage >= WON, stage == WON
    since = np.where(closed, deals.closed_at, deals.entered_at[np.arange(n), np.minimum(stage, 4)])
    owner = story.person_ids[deals.owner]
    team = np.array([t.pk for t in story.teams])[deals.team]
    closed_day = np.where(closed, deals.closed_at // DAY, -1)
    usual = np.array([d or 0 for d in story.usual_days])[stage]
    reasons = np.array(story.reason_ids)[np.maximum(deals.loss_reason, 0)]
    steps = [next_step(int(s), int(w)) for s, w in zip(stage, deals.next_step, strict=True)]
    account_ids = story.account_ids[deals.account].tolist()
    sources = [SOURCES[s] for s in deals.source.tolist()]
    moved = (deals.entered_at[:, 1:5] >= 0).sum(axis=1) + closed
    version = 1 + moved + (deals.next_step >= 0) + ((category(deals) > 0) & ~closed)
    for each in (deals.pushes.deal, deals.handovers.deal, deals.stakeholder_deal):
        version += np.bincount(each, minlength=n)
    story.bulk.write(
        Deal,
        n,
        id=month.keys,
        version=version,
        created_at=moments(deals.created_at),
        external_id=[f"D{number:07d}" for number in range(deals.first, deals.first + n)],
        name=month.names,
        account_id=account_ids,
        owner_id=owner,
        team_id=team,
        credited_to_id=[p if c else None for p, c in zip(owner.tolist(), closed.tolist(), strict=True)],
        pipeline_id=story.pipeline_id,
        stage_id=np.array(story.stage_ids)[stage],
        state=[("won" if s == WON else "lost") if s >= WON else "open" for s in stage.tolist()],
        kind=[KINDS[k] for k in deals.kind.tolist()],
        source=sources,
        amount=amounts(deals.amount),
        currency=CURRENCY,
        booked_amount=[
            a * 100 if c else None for a, c in zip(deals.amount.tolist(), closed.tolist(), strict=True)
        ],
        forecast_category=[
            "closed" if w else "omitted" if c else CATEGORIES[k]
            for w, c, k in zip(won.tolist(), closed.tolist(), category(deals).tolist(), strict=True)
        ],
        expected_close_on=days(deals.expected_on),
        closed_on=days(closed_day),
        closed_at=moments(np.where(closed, deals.closed_at, -1)),
        lost_reason_id=[
            r if s == LOST else None for r, s in zip(reasons.tolist(), stage.tolist(), strict=True)
        ],
        next_step=steps,
        next_step_on=days(deals.next_step_on),
        stage_since=moments(since),
        usual_until_on=days(np.where(closed, -1, since // DAY + usual)),
    )
    names = [Named(story.company.customers.name(n)) for n in deals.account.tolist()]
    found = {
        "name": month.names,
        "account": names,
        "account_id": account_ids,
        "next_step": steps,
        "source": sources,
    }
    write_documents(story.bulk, Deal, month.keys.tolist(), found)


def category(deals: Deals) -> Ints:
    """The forecast category of open deals (place in CATEGORIES); 0, pipeline, was there from the beginning."""
    return np.where(deals.stage < WON, deals.category, 0)


def next_step(stage: int, wording: int) -> str:
    """The words of a next step; "" for none."""
    return NEXT_STEPS[stage][wording] if wording >= 0 else ""


def _write_history(month: Month) -> None:
    deals, story, passages = month.deals, month.story, month.passages
    stage_ids = np.array(story.stage_ids)
    begun = passages.came_from < 0
    story.bulk.write(
        StageChange,
        len(passages.deal),
        deal_id=month.keys[passages.deal],
        from_stage_id=[
            None if new else key
            for new, key in zip(begun.tolist(), stage_ids[passages.came_from].tolist(), strict=True)
        ],
        to_stage_id=stage_ids[passages.to],
        at=moments(passages.at),
        by_id=month.owner_at(passages.deal, passages.at),
        seconds=[
            None if new else s
            for new, s in zip(begun.tolist(), (passages.at - passages.since).tolist(), strict=True)
        ],
        amount=amounts(deals.amount[passages.deal]),
        currency=CURRENCY,
        expected_close_on=days(month.expected_at(passages.deal, passages.at)),
    )
    pushes = deals.pushes
    story.bulk.write(
        DatePush,
        len(pushes.deal),
        deal_id=month.keys[pushes.deal],
        at=moments(pushes.at),
        by_id=month.owner_at(pushes.deal, pushes.at),
        was_on=days(pushes.before),
        now_on=days(pushes.after),
    )
