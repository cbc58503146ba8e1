"""The officers' rows of Team, drawn in Python: a template takes longer over fifty rows than the database."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString

from tandem.core.ui.bars import spark
from tandem.core.ui.icons import avatar, icon
from tandem.core.ui.lanes import lane
from tandem.core.ui.times import day
from tandem.core.ui.words import pchip
from tandem.deals.links import won_deals
from tandem.workspace.queries.choice import Choice
from tandem.workspace.queries.steer import Figures

WON = "What was won, on whatever team; what was deleted since is not in the list"

register = template.Library()


@register.simple_tag
def draw_officers(rows: Iterable[Figures], choice: Choice) -> SafeString:
    """A row for each officer, next to their own target, so that the target lines join."""
    return SafeString("".join(_row(row, choice) for row in rows))


def _row(row: Figures, choice: Choice) -> str:
    here = reverse("people:person", args=[row.record.pk]) if row.record is not None else ""
    thin = " down font-semibold" if row.thin else ""
    return (
        f'<tr data-row><td class="first"><a class="flex items-center gap-2.5 sm:whitespace-nowrap" '
        f'href="{here}">{avatar(row.record)}'
        f'<span><b class="font-semibold block leading-4">{escape(row.name)}</b>'
        f'<span class="text-2xs flex flex-wrap gap-x-1.5 tn">{_said(row, choice)}</span></span></a></td>'
        f'<td class="num hide-s"><b class="font-semibold">{_booked(row, choice)}</b>'
        f'<span class="block text-2xs text-muted leading-3">{escape(row.of_words)}</span></td>'
        f'<td class="lanecell">{_lane(row, choice)}</td>'
        f'<td class="max-sm:text-right">{chance_cell(row)}</td>'
        f'<td class="hide-s">{spark(row.booked.trend)}</td>'
        + ("" if row.over else f'<td class="num last hide-s{thin}">{escape(row.cover_words)}</td>')
        + "</tr>"
    )


def _booked(row: Figures, choice: Choice) -> str:
    """What was booked; it opens its deals."""
    if row.record is None or not row.booked.period:
        return escape(row.booked_words)
    url = escape(won_deals(row.record.pk, choice.period.start, choice.period.end))
    return f'<a class="opens" href="{url}" title="{WON}">{escape(row.booked_words)}</a>'


def _said(row: Figures, choice: Choice) -> str:
    """How it stands, and what to look at."""
    said = f'<span class="{row.tone}">{escape(row.words)}</span>'
    flag = "font-medium inline-flex items-center gap-0.5"
    if row.easy:
        hint = icon("info-circle", "i-sm")
        said += f'<span class="text-muted inline-flex items-center gap-0.5">{hint}Target too easy?</span>'
    if row.thin:
        said += f'<span class="down {flag}">{icon("flag", "i-sm")}Thin coverage</span>'
    if slipped := row.pipeline.slipped:
        deals = f"{slipped} deal{'' if slipped == 1 else 's'} slipped"
        said += f'<span class="text-warn-ink {flag}">{icon("alert-triangle", "i-sm")}{deals}</span>'
    if revision := row.revision:
        asked = f"Revision to {escape(revision.figure)} asked {day(revision.asked_on, choice.today)}"
        title = escape(revision.words)
        said += f'<span class="text-manager {flag}" title="{title}">{icon("clock", "i-sm")}{asked}</span>'
    if row.ramp:
        said += f'<span class="text-muted">Ramp, month {row.ramp}</span>'
    return said


def _lane(row: Figures, choice: Choice) -> str:
    if not row.target:
        return f'<span class="text-2xs text-faint">no target for {escape(choice.period.label)}</span>'
    lands = row.outcome
    low, middle, high = (lands.low, lands.middle, lands.high) if lands else (None, None, None)
    return lane(row.percent, row.pace, p10=low, p50=middle, p90=high, name=row.name)


@register.simple_tag
def chance_cell(row: Figures) -> SafeString:
    """The chance to reach the target while the period runs; what was attained of it when it is over."""
    if row.over:
        return SafeString("" if row.percent is None else f'<span class="tn">{row.percent:.0f}%</span>')
    if row.outcome is None or row.stands is None:
        return SafeString("")
    if row.stands.left <= 0:
        return SafeString('<span class="text-xs up font-medium whitespace-nowrap">reached</span>')
    return SafeString(f'<span title="{escape(row.outcome.chance.missing)}">{pchip(row.chance)}</span>')
