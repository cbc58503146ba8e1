"""The deals of a company played through the actions; see played.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tandem.activities.actions import add_task, log_activity
from tandem.catalog.models import Product
from tandem.customers.models import Account
from tandem.deals import actions
from tandem.deals.actions.lines import NewLine
from tandem.deals.models import Deal, LostReason, Stage
from tandem.demo.company import Deals
from tandem.demo.company.calendar import day_of
from tandem.demo.company.deals import CATEGORIES
from tandem.demo.company.products import PRODUCTS
from tandem.demo.company.stages import LOST, WON
from tandem.demo.company.wording import KINDS, LOSS_REASONS, NEXT_STEPS, NOTES, SOURCES, TASKS
from tandem.demo.loading.activities import lasted
from tandem.demo.loading.deals import BUYING_ROLES, CATEGORY_AFTER, STAKEHOLDER_AFTER, STEP_AFTER, engaged

Turn = tuple[int, Callable[[], Any]]


class PlayedDeal:
    """One deal: everything that happens to it, each with its moment."""

    def __init__(self, played: Any, deals: Deals, place: int) -> None:
        self.played, self.deals, self.place = played, deals, place
        self.row: Deal | None = None

    def turns(self) -> Iterator[Turn]:
        deals, place = self.deals, self.place
        entered = [int(at) for at in deals.entered_at[place]]
        stage = int(deals.stage[place])
        yield entered[0], self.open
        whose = [n for n, deal in enumerate(deals.stakeholder_deal.tolist()) if deal == place]
        for nth, n in enumerate(whose, start=1):
            at = entered[0] + STAKEHOLDER_AFTER * nth
            yield at, lambda n=n, at=at: self.name_stakeholder(n, at)  # type: ignore[misc]
        for s in range(1, 5):
            if entered[s] >= 0:
                yield entered[s], lambda s=s: self.move(s, entered[s])  # type: ignore[misc]
        for n, deal in enumerate(deals.pushes.deal.tolist()):
            if deal == place:
                at = int(deals.pushes.at[n])
                yield at, lambda n=n, at=at: self.edit(at, expected_close_on=day(deals.pushes.after[n]))  # type: ignore[misc]
        for n, deal in enumerate(deals.handovers.deal.tolist()):
            if deal == place:
                at = int(deals.handovers.at[n])
                yield at, lambda n=n, at=at: self.hand_over(int(deals.handovers.after[n]), at)  # type: ignore[misc]
        for n, deal in enumerate(deals.note_deal.tolist()):
            if deal == place:
                yield int(deals.note_at[n]), lambda n=n: self.log(n)  # type: ignore[misc]
        for n, deal in enumerate(deals.task_deal.tolist()):
            if deal == place:
                yield int(deals.task_at[n]), lambda n=n: self.add_task(n)  # type: ignore[misc]
        if stage < WON:
            yield from self.plans(stage, entered[stage])
        else:
            yield entered[5], self.win if stage == WON else self.lose

    def plans(self, stage: int, came: int) -> Iterator[Turn]:
        category, step = int(self.deals.category[self.place]), int(self.deals.next_step[self.place])
        if category:
            at = came + CATEGORY_AFTER
            yield at, lambda: self.edit(came + CATEGORY_AFTER, forecast_category=CATEGORIES[category])
        if step >= 0:
            on = day(self.deals.next_step_on[self.place])
            at = came + STEP_AFTER
            yield (
                at,
                lambda: actions.set_next_step(
                    self.now(),
                    actor=self.owner(),
                    at=when(at),
                    next_step=NEXT_STEPS[stage][step],
                    next_step_on=on,
                ),
            )

    def now(self) -> Deal:
        assert self.row is not None
        return Deal.objects.get(pk=self.row.pk)

    def owner(self) -> Any:
        return self.now().owner

    def open(self) -> None:
        deals, place, played = self.deals, self.place, self.played
        lines = [n for n, deal in enumerate(deals.lines.deal.tolist()) if deal == place]
        first = PRODUCTS[int(deals.lines.product[lines[0]])].name
        pieces = int(deals.lines.quantity[lines[0]])
        pushed = [n for n, deal in enumerate(deals.pushes.deal.tolist()) if deal == place]
        expected = deals.pushes.before[pushed[0]] if pushed else deals.expected_on[place]
        at = when(int(deals.created_at[place]))
        self.row = actions.open_deal(
            actor=played.person(int(deals.opener[place])),
            at=at,
            name=first if pieces == 1 else f"{first} × {pieces}",
            account=Account.objects.get(external_id=f"A{deals.account[place]:06d}"),
            expected_close_on=day(expected),
            kind=KINDS[deals.kind[place]],
            source=SOURCES[deals.source[place]],
            external_id=f"D{deals.first + place:07d}",
            lines=[
                NewLine(
                    Product.objects.get(external_id=PRODUCTS[int(deals.lines.product[n])].key),
                    Decimal(int(deals.lines.quantity[n])),
                    None,
                    Decimal(int(deals.lines.discount[n])) / 100,
                )
                for n in lines
            ],
        )

    def name_stakeholder(self, n: int, at: int) -> None:
        contact = int(self.deals.stakeholder[n])
        role = BUYING_ROLES[self.played.company.customers.contact_role[contact]]
        actions.add_stakeholder(
            self.now(), actor=self.owner(), at=when(at), contact=self.played.contacts[contact], role=role,
            engaged=engaged(self.deals)[n],
        )  # fmt: skip

    def move(self, stage: int, at: int) -> None:
        to = Stage.objects.get(position=stage + 1)
        actions.move_deal(self.now(), actor=self.owner(), at=when(at), stage=to)

    def edit(self, at: int, **values: Any) -> None:
        actions.edit_deal(self.now(), actor=self.owner(), at=when(at), **values)

    def hand_over(self, to: int, at: int) -> None:
        actions.reassign_deal(self.now(), actor=self.played.admin, at=when(at), to=self.played.person(to))

    def log(self, n: int) -> None:
        kind, outcome, text = NOTES[int(self.deals.note[n])]
        log_activity(
            actor=self.owner(), at=when(int(self.deals.note_at[n])), about=self.now(), kind=kind, text=text,
            outcome=outcome, minutes=lasted(kind, int(self.deals.note_minutes[n])),
        )  # fmt: skip

    def add_task(self, n: int) -> None:
        add_task(
            actor=self.owner(), at=when(int(self.deals.task_at[n])), about=self.now(),
            title=TASKS[int(self.deals.task[n])], due_on=day(self.deals.task_due_on[n]),
        )  # fmt: skip

    def win(self) -> None:
        actions.win_deal(self.now(), actor=self.owner(), at=when(int(self.deals.closed_at[self.place])))

    def lose(self) -> None:
        assert self.deals.stage[self.place] == LOST
        reason = LostReason.objects.get(name=LOSS_REASONS[int(self.deals.loss_reason[self.place])])
        at = when(int(self.deals.closed_at[self.place]))
        actions.lose_deal(self.now(), actor=self.owner(), at=at, reason=reason)


def when(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def day(number: Any) -> date:
    return day_of(int(number))
