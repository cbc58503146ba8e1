"""The board: open deals by stage, what was won, and how both add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Count, Q, Sum
from django.db.models.expressions import RawSQL
from django.http import Http404

from tandem.authority import organization
from tandem.core.money import Money, format_money, round_to
from tandem.core.periods import Period
from tandem.core.rates import rates_on
from tandem.deals import rules
from tandem.deals.models import Deal, DealLine, DealQuerySet, Pipeline, Stage, times
from tandem.deals.queries.attention import Reason, reasons
from tandem.deals.queries.pipelines import used_stages

SHOWN = (
    *("version", "name", "state", "stage_id", "amount", "currency", "account__name", "owner__name"),
    *(
        "expected_close_on",
        "closed_on",
        "closes_on",
        "created_at",
        "opening_known",
        "next_step",
        "next_step_on",
    ),
    *("stage_since", "usual_until_on", "owner__role", "win_chance__chance"),
)
CARDS = 10  # a board of six full columns stays under 100 kB
MARK = -7_654_321_098_765  # stands for a stage where SQL is made once for several


@dataclass(frozen=True)
class Card:
    """A deal on the board. `products`: what is sold, in a few words; `reasons`: why it needs somebody."""

    deal: Deal
    stage: Stage
    products: str
    reasons: Sequence[Reason]
    days: int

    @property
    def chance(self) -> int | None:
        """The win chance in whole percent; None while none was told."""
        told = getattr(self.deal, "win_chance", None)
        return told.percent if told else None

    @property
    def stuck(self) -> Reason | None:
        """It is in its stage longer than usual."""
        return next((reason for reason in self.reasons if reason.kind == "stuck"), None)

    @property
    def late(self) -> Reason | None:
        """Its close date passed."""
        return next((reason for reason in self.reasons if reason.kind == "late"), None)


@dataclass(frozen=True)
class Column:
    """A stage: how many deals, their sum and weighted sum in the organization's currency, the first cards.

    `unknown`: sums in currencies without a rate, which `total` leaves out. `share`: the weighted part of the total in
    percent. `after`: the key of the next cards, "" when these are all.
    """

    stage: Stage
    count: int
    total: Money
    weighted: Money
    unknown: Sequence[Money]
    stuck: int
    cards: Sequence[Card]
    after: str

    @property
    def share(self) -> Decimal:
        """The weighted part of the total, in percent."""
        return self.weighted.amount * 100 / self.total.amount if self.total.amount else Decimal(0)

    @property
    def left(self) -> int:
        """How many deals the column has beyond the cards shown."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Board:
    """The whole board of one pipeline. `quarter`: what the won column covers."""

    pipeline: Pipeline | None
    pipelines: Sequence[Pipeline]
    columns: Sequence[Column]
    quarter: Period
    lost: Stage | None = None
    zero: Money = field(default_factory=lambda: Money(Decimal(0), "EUR"))

    @property
    def open_columns(self) -> list[Column]:
        """The columns of open deals."""
        return [column for column in self.columns if column.stage.is_open]

    @property
    def names(self) -> list[str]:
        """What the open columns are called; without a pipeline, what the first deal will bring."""
        return [column.stage.name for column in self.open_columns] or list(rules.FIRST_STAGES)

    @property
    def count(self) -> int:
        """How many open deals."""
        return sum(column.count for column in self.open_columns)

    @property
    def total(self) -> Money:
        """Their sum."""
        return sum((column.total for column in self.open_columns), self.zero)

    @property
    def weighted(self) -> Money:
        """Their sum, each amount times its stage chance."""
        return sum((column.weighted for column in self.open_columns), self.zero)

    @property
    def won(self) -> Money:
        """What was won in the quarter."""
        return sum((column.total for column in self.columns if column.stage.kind == "won"), self.zero)

    @property
    def unknown(self) -> list[Money]:
        """Sums in currencies whose rate is not known."""
        return [money for column in self.columns for money in column.unknown]

    @property
    def likely(self) -> Money:
        """What was won, and open deals by their stage chance."""
        return self.won + self.weighted

    @property
    def is_empty(self) -> bool:
        """Not a single deal."""
        return not any(column.count for column in self.columns)

    @property
    def parts(self) -> list[tuple[str, Decimal]]:
        """What the foot lays end to end: won first, then the stages nearest to it."""
        nearest_first = reversed(self.open_columns)
        return [
            (f"Won {self.won_words}", self.won.amount),
            *((column.stage.name, column.weighted.amount) for column in nearest_first),
        ]

    @property
    def won_words(self) -> str:
        """What was won, short."""
        return format_money(self.won.amount, self.won.currency, "short")


def board(
    rows: DealQuerySet,
    *,
    today: date,
    quarter: Period,
    pipeline_id: int | None = None,
    stages: Sequence[Stage] | None = None,
    size: int = CARDS,
) -> Board:
    """The board of a pipeline (default: the default one) over `rows`, which hold open deals and closed ones.

    Statements, however many deals: sums, the cards, their products, the stages unless given, and rates when a
    foreign currency is among them.
    """
    stages = used_stages() if stages is None else stages
    pipelines = list({stage.pipeline_id: stage.pipeline for stage in stages}.values())
    currency = organization.current().currency
    zero = Money(Decimal(0), currency)
    pipeline = next((one for one in pipelines if one.pk == pipeline_id), pipelines[0] if pipelines else None)
    if pipeline is None:
        return Board(None, [], [], quarter, zero=zero)
    shown = [stage for stage in stages if stage.pipeline_id == pipeline.pk and stage.kind != "lost"]
    lost = next((s for s in stages if s.pipeline_id == pipeline.pk and s.kind == "lost"), None)
    sums = _sums(_summed(rows, shown, quarter), currency, today)
    cards = _cards(shown, _firsts(shown, rows, quarter, size + 1), today)
    columns = [_column(stage, sums.get(stage.pk), cards[stage.pk], size, zero) for stage in shown]
    return Board(pipeline, pipelines, columns, quarter, lost, zero)


def column_rows(rows: DealQuerySet, stage: Stage, quarter: Period) -> DealQuerySet:
    """The deals of one column: all in an open stage; of the won stage those of the quarter."""
    rows = rows.filter(pipeline=stage.pipeline_id, stage=stage.pk)
    return rows if stage.is_open else rows.closing_in(quarter)


def _summed(rows: DealQuerySet, stages: Sequence[Stage], quarter: Period) -> list[DealQuerySet]:
    """All columns in two parts at most: those of open deals, and those of the quarter."""
    groups = [[stage for stage in stages if stage.is_open is is_open] for is_open in (True, False)]
    parts = [
        (rows.filter(pipeline=group[0].pipeline_id, stage__in=group), group) for group in groups if group
    ]
    return [found if group[0].is_open else found.closing_in(quarter) for found, group in parts]


def more_cards(
    rows: DealQuerySet, stage: Stage, *, after: str, today: date, quarter: Period, size: int = CARDS
) -> tuple[list[Card], str]:
    """The cards of a column after a key, and the next key. Http404 when the key makes no sense."""
    day, _, pk = after.partition(":")
    try:
        key = (date.fromisoformat(day), int(pk))
    except ValueError as error:
        raise Http404("This page of the column does not exist.") from error
    way = "gt" if stage.is_open else "lt"
    beyond = Q(**{f"closes_on__{way}": key[0]}) | Q(closes_on=key[0], **{f"pk__{way}": key[1]})
    here = column_rows(rows, stage, quarter).filter(beyond, **{f"closes_on__{way}e": key[0]})
    [cards] = _cards([stage], here.order_by(*_order(stage)).values("pk")[: size + 1], today).values()
    return cards[:size], _key(cards[size - 1]) if len(cards) > size else ""


@dataclass
class _Sum:
    count: int = 0
    stuck: int = 0
    parts: dict[str, Decimal] = field(default_factory=dict)
    total: Decimal = Decimal(0)
    unknown: list[Money] = field(default_factory=list)


def _sums(scopes: Sequence[DealQuerySet], currency: str, today: date) -> dict[int, _Sum]:
    """Count, sum and number of stuck deals of each column and currency, in one statement."""
    late = Q(usual_until_on__lt=today)
    parts = [
        rows.order_by()
        .values("stage_id", "currency")
        .annotate(count=Count("pk"), total=Sum("amount"), stuck=Count("pk", filter=late))
        .values_list("stage_id", "currency", "count", "total", "stuck")
        for rows in scopes
    ]
    found: dict[int, _Sum] = {}
    for stage, code, count, total, stuck in parts[0].union(*parts[1:], all=True) if parts else ():
        column = found.setdefault(stage, _Sum())
        column.count += count
        column.stuck += stuck
        if total is not None:
            column.parts[code] = total
    foreign = any(code != currency for column in found.values() for code in column.parts)
    rates = rates_on(today, into=currency) if foreign else {currency: Decimal(1)}
    for column in found.values():
        for code, total in column.parts.items():
            if code in rates:
                column.total += round_to(total * rates[code], currency)
            else:
                column.unknown.append(Money(total, code))
    return found


def _cards(stages: Sequence[Stage], ids: Any, today: date) -> dict[int, list[Card]]:
    """The cards of these deals by column, in two statements."""
    shown = Deal.objects.filter(pk__in=ids)
    deals = list(shown.select_related("account", "owner", "win_chance").only(*SHOWN))
    products = _products([deal.pk for deal in deals])
    by_stage: dict[int, list[Deal]] = {stage.pk: [] for stage in stages}
    for deal in deals:
        by_stage[deal.stage_id].append(deal)
    return {
        stage.pk: [_card(deal, stage, products, today) for deal in _in_order(by_stage[stage.pk], stage)]
        for stage in stages
    }


def _firsts(stages: Sequence[Stage], rows: DealQuerySet, quarter: Period, size: int) -> RawSQL | list[int]:
    """The ids of the first deals of each column. Django's own union of ordered parts takes as long as all the rest.

    What is joined is SQL that Django made, once for the columns of one kind; whatever somebody typed goes as
    parameters.
    """
    parts: list[str] = []
    values: list[Any] = []
    for kind in dict.fromkeys(stage.kind for stage in stages):
        alike = [stage for stage in stages if stage.kind == kind]
        any_of_them = Stage(pk=MARK, pipeline_id=alike[0].pipeline_id, kind=kind)
        firsts = column_rows(rows, any_of_them, quarter).order_by(*_order(alike[0])).values("pk")[:size]
        with suppress(EmptyResultSet):  # nobody's deals
            sql, given = firsts.query.sql_with_params()
            for stage in alike:
                parts.append(f"SELECT * FROM ({sql}) c{stage.pk}")  # noqa: S608
                values += [stage.pk if value == MARK else value for value in given]
    return RawSQL(" UNION ALL ".join(parts), values) if parts else []  # noqa: S611


def _order(stage: Stage) -> tuple[str, str]:
    return ("closes_on", "pk") if stage.is_open else ("-closes_on", "-pk")


def _in_order(deals: list[Deal], stage: Stage) -> list[Deal]:
    return sorted(deals, key=lambda deal: (deal.closes_on, deal.pk), reverse=not stage.is_open)


def _card(deal: Deal, stage: Stage, products: Mapping[int, str], today: date) -> Card:
    deal.stage = stage
    days = deal.days_in_stage(today)
    if not stage.is_open and deal.closed_on is not None:
        days = max((deal.closed_on - organization.day_of(deal.created_at)).days, 0)
    return Card(deal, stage, products.get(deal.pk, ""), reasons(deal, today), days)


def _products(ids: Sequence[int]) -> dict[int, str]:
    """What each deal sells: "MG Advanced × 12", "Pump and 2 more"."""
    words: dict[int, str] = {}
    more: dict[int, int] = {}
    lines = DealLine.objects.filter(deal__in=ids).order_by("deal", "position", "pk")
    for deal, name, quantity in lines.values_list("deal_id", "product__name", "quantity"):
        if deal in words:
            more[deal] = more.get(deal, 0) + 1
        else:
            words[deal] = name if quantity == 1 else times(name, quantity)
    return {pk: f"{text} and {more[pk]} more" if pk in more else text for pk, text in words.items()}


def _column(stage: Stage, found: _Sum | None, cards: list[Card], size: int, zero: Money) -> Column:
    found = found or _Sum()
    total = Money(found.total, zero.currency)
    weighted = Money(total.amount * stage.chance / 100, zero.currency).rounded()
    after = _key(cards[size - 1]) if len(cards) > size else ""
    return Column(stage, found.count, total, weighted, found.unknown, found.stuck, cards[:size], after)


def _key(card: Card) -> str:
    return f"{card.deal.closes_on.isoformat()}:{card.deal.pk}"
