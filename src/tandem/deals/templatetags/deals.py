"""The cards of the board, drawn in Python: a board has many, and a template would take most of the page's time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from tandem.authority.grants import Reach
from tandem.authority.reach import reach_of
from tandem.core.counted import counted
from tandem.core.money import format_money
from tandem.core.ui.bars import wp
from tandem.core.ui.icons import avatar, icon, logo
from tandem.deals.links import won_deals
from tandem.deals.models import Deal, Stage
from tandem.deals.queries import Card

register = template.Library()
register.simple_tag(won_deals)


@register.simple_tag(takes_context=True)
def draw_cards(context: dict[str, Any], cards: Iterable[Card], stage: Stage) -> SafeString:
    """The cards of one column, one after the other; those that the viewer may move can be."""
    if not stage.is_open:
        return SafeString("".join(_won_card(card) for card in cards))
    viewer = context["request"].user
    reach = reach_of(viewer, "deals.move")
    own = reach is Reach.OWN and not viewer.has_shares
    return SafeString(
        "".join(
            _open_card(card, reach is not Reach.NONE and (not own or card.deal.owner_id == viewer.pk))
            for card in cards
        )
    )


def _open_card(card: Card, movable: bool) -> str:
    deal, here = card.deal, f"{_base()}{card.deal.pk}/"
    move = (
        f'<a href="{here}move/" hx-get="{here}move/" data-key="m" aria-label="Move {escape(_name(deal))} to…">'
        f"{_small('arrows-exchange')}</a>"
        if movable
        else ""
    )
    grip = f' data-move="{here}move/" data-version="{deal.version}" draggable="true"' if movable else ""
    if deal.next_step:
        on = f", {deal.next_step_on:%a} {deal.next_step_on.day}" if deal.next_step_on else ""
        step = escape(deal.next_step)
        foot = (
            f'<p class="dcard-foot">{_small("arrow-right")}<span title="{step}">{step}{on}</span>{move}</p>'
        )
    else:
        foot = f'<p class="dcard-foot warn">{_small("alert-triangle")}<span>No next step</span>{move}</p>'
    return (
        f'<article class="dcard" data-row data-card="{deal.pk}"{grip}>'
        f"{_head(deal, here)}{_sold(card)}{_age(card)}{foot}</article>"
    )


def _won_card(card: Card) -> str:
    deal, here = card.deal, f"{_base()}{card.deal.pk}/"
    return (
        f'<article class="dcard" data-row data-card="{deal.pk}">{_head(deal, here)}{_sold(card)}'
        f'<p class="sub"><span>{_signed(card)}</span>{avatar(deal.owner)}</p></article>'
    )


def _signed(card: Card) -> str:
    return f"signed in {counted(card.days, 'day')}" if card.deal.opening_known else "signed"


def _head(deal: Deal, here: str) -> str:
    picture = logo(deal.account) if deal.account else ""
    amount = (
        '<span class="text-faint font-normal">no amount</span>'
        if deal.amount is None
        else escape(format_money(deal.amount, deal.currency, "short"))
    )
    return f'<p>{picture}<a href="{here}">{escape(_name(deal))}</a><b>{amount}</b></p>'


def _sold(card: Card) -> str:
    deal = card.deal
    words = escape(card.products or deal.name) if deal.account else '<i class="text-warn-ink">No account</i>'
    if not deal.is_open:
        closes = _day(deal.closed_on)
    elif card.late:
        closes = f'<span class="sr-only">Close date passed: </span>{_day(deal.expected_close_on)}'
    else:
        closes = _day(deal.expected_close_on)
    late = ' class="down font-medium"' if card.late else ""
    return f'<p class="sub"><span>{words}</span><span{late}>{closes}</span></p>'


def _age(card: Card) -> str:
    if card.stuck:
        age = (
            f'<span class="tag tag-warn tag-s" title="{escape(card.stuck.words)}">{_small("hourglass")}'
            f'{card.days} d<span class="sr-only"> in stage, longer than usual</span></span>'
        )
    else:
        age = f"<span>{card.days} d in stage</span>"
    chance = "" if card.chance is None else wp(card.chance, opens=True)
    return f'<p class="sub">{chance}{age}{avatar(card.deal.owner)}</p>'


def _name(deal: Deal) -> str:
    return deal.account.name if deal.account else deal.name


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b}" if day else "no date"


@cache
def _base() -> str:
    return reverse("deals:board")


@cache
def _small(name: str) -> str:
    return icon(name, "i-sm")
