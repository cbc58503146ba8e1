"""One deal, as its page shows it, and the sums of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404

from tandem.authority import organization
from tandem.authority.models import Entry
from tandem.authority.reach import reaches_person
from tandem.core.money import Money
from tandem.core.periods import Period
from tandem.deals.models import Deal, DealLine, DealQuerySet, Stage, StageChange, Stakeholder
from tandem.deals.queries.attention import Reason, reasons
from tandem.deals.queries.pipelines import stages_of
from tandem.people.models import Person

OF_ACCOUNT = 20  # deals on an account's page; the table has all of them
AT_HAND = ("account", "owner", "team", "stage", "pipeline", "credited_to", "lost_reason")


@dataclass(frozen=True)
class Step:
    """A stage in the row of chevrons: `state` is done, current or ahead; `days` spent in it so far."""

    stage: Stage
    state: str
    days: int | None

    @property
    def usual(self) -> int | None:
        """How many days deals usually spend here."""
        return self.stage.usual


@dataclass(frozen=True)
class Neighbours:
    """The owner's deals in the same stage: which place this one has, and the ids beside it."""

    place: int
    count: int
    previous: int | None
    next: int | None


@dataclass(frozen=True)
class DealPage:
    """Everything a deal's page shows of this package."""

    deal: Deal
    steps: Sequence[Step]
    stages: Sequence[Stage]
    neighbours: Neighbours
    lines: Sequence[DealLine]
    stakeholders: Sequence[Stakeholder]
    reasons: Sequence[Reason]

    @property
    def next_stage(self) -> Stage | None:
        """The open stage after the present one; None at the end and for a closed deal."""
        after = [stage for stage in self.stages if stage.position > self.deal.stage.position]
        return after[0] if after and self.deal.is_open and after[0].is_open else None

    @property
    def open_stages(self) -> list[Stage]:
        """Where an open deal can be moved."""
        return [stage for stage in self.stages if stage.is_open and stage.pk != self.deal.stage_id]

    @property
    def engaged(self) -> int:
        """How many stakeholders are engaged."""
        return sum(stakeholder.engaged for stakeholder in self.stakeholders)


def deals(viewer: Person) -> DealQuerySet:
    """The deals the viewer may see."""
    return Deal.objects.visible_to(viewer)


def get_deal(viewer: Person, deal_id: int) -> Deal:
    """One deal with what its forms need. Http404 when it is not the viewer's to see."""
    return Deal.objects.select_related(*AT_HAND).get_visible(viewer, deal_id)


def get_deleted_deal(viewer: Person, deal_id: int) -> Deal:
    """A deleted deal of those the viewer could see, or Http404."""
    condition = Deal.scope.condition(viewer, Deal.scope.see, Deal)
    rows = Deal.objects.filter(pk=deal_id, deleted_at__isnull=False)
    found = (rows if condition is None else rows.filter(condition)).select_related(*AT_HAND).first()
    if found is None:
        raise Http404("There is no such deleted deal, or it is not yours to see.")
    return found


def deal_page(viewer: Person, deal_id: int, *, today: date) -> DealPage:
    """One deal with everything on its page. Http404 when it is not the viewer's to see."""
    rows = _with_neighbours(Deal.objects.select_related("account", "owner", "team"))
    deal = rows.get_visible(viewer, deal_id)
    stages = stages_of(deal.pipeline_id)
    for stage in stages:
        if stage.pk == deal.stage_id:  # read anyway: each table less to join is planned in half the time
            deal.stage, deal.pipeline = stage, stage.pipeline
    return DealPage(
        deal=deal,
        steps=_steps(deal, stages, today),
        stages=stages,
        neighbours=_neighbours(viewer, deal),
        lines=list(deal.lines.select_related("product")),
        stakeholders=list(deal.stakeholders.select_related("contact")),
        reasons=reasons(deal, today),
    )


def _steps(deal: Deal, stages: Sequence[Stage], today: date) -> list[Step]:
    """The stages that lead to where the deal is or would be, with the days it spent in each."""
    spent: dict[int, int] = {}
    for left, seconds in StageChange.objects.filter(deal=deal).values_list("from_stage", "seconds"):
        if left is not None:
            spent[left] = spent.get(left, 0) + (seconds or 0)
    end = "lost" if deal.state == "lost" else "won"
    steps = []
    for stage in stages:
        if stage.kind not in ("open", end):
            continue
        days = spent[stage.pk] // 86400 if stage.pk in spent else None
        if stage.pk == deal.stage_id:
            days = (days or 0) + deal.days_in_stage(today) if deal.is_open else None
            steps.append(Step(stage, "current", days))
        else:
            done = stage.position < deal.stage.position and (deal.is_open or days is not None)
            steps.append(Step(stage, "done" if done else "ahead", days if done else None))
    return steps


def _with_neighbours(rows: DealQuerySet) -> DealQuerySet:
    """Deals that know their place among their owner's deals in the same stage, in the same statement."""
    same = {name: OuterRef(name) for name in ("owner", "pipeline", "stage")}
    beside = Deal.objects.alive().filter(**same)
    here, pk = OuterRef("closes_on"), OuterRef("pk")
    before = beside.filter(Q(closes_on__lt=here) | Q(closes_on=here, pk__lt=pk))
    after = beside.filter(Q(closes_on__gt=here) | Q(closes_on=here, pk__gt=pk))
    return rows.annotate(
        beside=_count(beside),
        place=_count(before),
        previous_id=Subquery(before.order_by("-closes_on", "-pk").values("pk")[:1]),
        next_id=Subquery(after.order_by("closes_on", "pk").values("pk")[:1]),
    )


def _count(rows: DealQuerySet) -> Coalesce:
    counted = rows.order_by().values("owner").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _neighbours(viewer: Person, deal: Any) -> Neighbours:
    """What the deal knows of those beside it; nothing when the viewer sees this one only because it is shared."""
    if not reaches_person(viewer, "deals.see", deal.owner):
        return Neighbours(1, 1, None, None)
    return Neighbours(deal.place + 1, deal.beside, deal.previous_id, deal.next_id)


@dataclass(frozen=True)
class WithAccount:
    """The viewer's deals with an account: `deals` are some of `count`; `won` of them booked so much, in the
    organization's currency; `open`, by currency, is what the open ones ask.
    """

    deals: Sequence[Deal] = ()
    count: int = 0
    wins: int = 0
    won: Money | None = None
    open: Sequence[Money] = ()


def deals_of_account(viewer: Person, account_id: int) -> WithAccount:
    """Open deals first, the soonest first, then the latest closed; the sums are of all. Three statements."""
    rows = deals(viewer).filter(account__pk=account_id).select_related("stage", "owner")
    still_open = list(rows.open().order_by("closes_on", "pk")[:OF_ACCOUNT])
    shown = still_open + list(rows.closed().order_by("-closed_on", "-pk")[: OF_ACCOUNT - len(still_open)])
    of_all = list(
        rows.order_by("currency")
        .values_list("state", "currency")
        .annotate(count=Count("pk"), asked=Sum("amount"), booked=Sum("booked_amount"))
    )
    won = [(count, booked) for state, _, count, _, booked in of_all if state == "won"]
    return WithAccount(
        shown,
        count=sum(count for _, _, count, _, _ in of_all),
        wins=sum(count for count, _ in won),
        won=Money(sum((booked for _, booked in won), Decimal(0)), organization.current().currency)
        if won
        else None,
        open=[Money(asked, currency) for state, currency, _, asked, _ in of_all if state == "open" and asked],
    )


def totals(rows: DealQuerySet) -> list[Money]:
    """The exact sum of amounts in each currency, largest currency code last. Unknown amounts count nothing."""
    known = rows.filter(amount__isnull=False).order_by().values_list("currency").annotate(total=Sum("amount"))
    return [Money(total, currency) for currency, total in known.order_by("currency")]


def closing_in(viewer: Person, period: Period) -> DealQuerySet:
    """The viewer's open deals that are expected to close in a period, soonest first."""
    rows = deals(viewer).open().closing_in(period)
    return rows.select_related("stage", "account", "owner").order_by("closes_on", "pk")


def last_entry(deal: Deal, actor: Person) -> int | None:
    """The number of the actor's latest entry about a deal, for the button that takes it back."""
    entries = Entry.objects.filter(about="deals.deal", about_id=deal.pk, actor=actor)
    return entries.order_by("-pk").values_list("pk", flat=True).first()
