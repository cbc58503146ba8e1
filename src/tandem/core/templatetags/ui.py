"""The template library `ui`: components and figures of every page. Reference: docs/reference/components.md."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from tandem.core.fields import shown
from tandem.core.ui import (
    bars,
    charts,
    clocks,
    fields,
    figures,
    icons,
    lanes,
    links,
    menu,
    odds,
    times,
    words,
)

register = template.Library()

for tag in (
    icons.icon, icons.mark, icons.avatar, icons.logo, lanes.lane, lanes.lane_head, bars.bul, bars.bar, bars.wp,
    bars.spark, bars.bars, bars.diverging, bars.stack, bars.legend, words.pchip, words.turn, words.kbd,
    odds.odds, odds.gauge, odds.strip, charts.chart, links.how,
):  # fmt: skip
    register.simple_tag(tag)

register.simple_tag(menu.url_of, name="url_if")
register.simple_tag(links.address_of, name="address")
register.inclusion_tag("ui/_field.html", name="field")(fields.field)
register.inclusion_tag("ui/_form_errors.html", name="form_errors")(fields.form_errors)

register.inclusion_tag("fields/_facts.html", takes_context=True, name="own_fields")(shown.facts)

register.filter("money", figures.money)
register.filter("exact", figures.exact)
register.filter("k", figures.thousands)
register.filter("signed", figures.signed)
register.filter("percent", figures.percent)
register.filter("count", figures.count)
register.filter("initials", icons.initials)
register.filter("day", times.day)
register.filter("in_days", times.in_days)
register.filter("ago", times.ago)
register.filter("duration", times.duration)


@register.filter("get")
def get(mapping: Any, key: Any) -> Any:
    """One entry of a mapping by a key known while the page is made; None when there is none."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter("undo_url")
def undo_url(extra_tags: Any) -> str:
    """The address after "undo:" in a message's extra tags; only addresses of this site count."""
    for word in str(extra_tags or "").split():
        if word.startswith("undo:/") and not word.startswith("undo://"):
            return word.removeprefix("undo:")
    return ""


def _from(context: Context, name: str) -> Any:
    """today or now: from the page's own context, else from the request."""
    return context.get(name) or getattr(context.get("request"), name, None)


@register.simple_tag(takes_context=True, name="day")
def day_tag(context: Context, value: Any, weekday: bool = True) -> SafeString | str:
    """Thu 26 Nov, in a <time>; the year only when it is not this one."""
    return times.stamp(value, times.day(value, _from(context, "today"), weekday))


@register.simple_tag(takes_context=True, name="in_days")
def in_days_tag(context: Context, value: Any) -> SafeString | str:
    """in 7 days, yesterday, in a <time>."""
    return times.stamp(value, times.in_days(value, _from(context, "today")))


@register.simple_tag(takes_context=True, name="ago")
def ago_tag(context: Context, value: Any) -> SafeString | str:
    """38 min ago, 6 d ago, in a <time> whose title is the exact moment."""
    return times.stamp(value, times.ago(value, _from(context, "now")))


@register.simple_tag(takes_context=True, name="clock")
def clock_tag(context: Context, due: Any, start: Any = None, name: str = "") -> SafeString | str:
    """A response clock as a tag: 38 min left, 12 min late; the script keeps it going."""
    return clocks.clock(due, start, _from(context, "now"), name)


@register.simple_tag(takes_context=True, name="clock_bar")
def clock_bar_tag(context: Context, due: Any, start: Any) -> SafeString | str:
    """How much of the response time is used, as a bar."""
    return clocks.clock_bar(due, start, _from(context, "now"))


class PartNode(template.Node):
    """Its content inside an element, or nothing at all when the content is blank."""

    def __init__(self, nodelist: NodeList, name: str, attributes: dict[str, FilterExpression]) -> None:
        self.nodelist, self.name, self.attributes = nodelist, name, attributes

    def render(self, context: Context) -> SafeString:
        body = self.nodelist.render(context)
        if not body.strip():
            return mark_safe("")
        pairs = [(name.replace("_", "-"), value.resolve(context)) for name, value in self.attributes.items()]
        written = mark_safe("".join(format_html(' {}="{}"', *pair) for pair in pairs))  # noqa: S308
        return format_html("<{0}{1}>{2}</{0}>", mark_safe(self.name), written, mark_safe(body))  # noqa: S308


@register.tag("part")
def part(parser: Parser, token: Token) -> PartNode:
    """{% part aside class="rail" %}{% block rail %}{% endblock %}{% endpart %}: no element when the block is empty."""
    _, name, *bits = token.split_contents()
    attributes = template.base.token_kwargs(bits, parser)
    nodelist = parser.parse(("endpart",))
    parser.delete_first_token()
    return PartNode(nodelist, name, attributes)


class KeepNode(template.Node):
    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> SafeString:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308
        return mark_safe("")


@register.tag("keep")
def keep(parser: Parser, token: Token) -> KeepNode:
    """{% keep nav %}{% block nav %}{% endblock %}{% endkeep %}: the block's text as a variable."""
    _, name = token.split_contents()
    nodelist = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(nodelist, name)


class OnceNode(template.Node):
    """Its content, which sees nothing but the values given, so that it is the same for whoever has the same values."""

    MOST = 200  # contents kept of one place

    def __init__(self, nodelist: NodeList, values: dict[str, FilterExpression]) -> None:
        self.nodelist, self.values = nodelist, values
        self.kept: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        key = tuple(
            (type(value), value) for value in values.values()
        )  # 1 and True differ, text and safe text too
        found = self.kept.get(key)
        if found is None:
            found = self.nodelist.render(context.new(values))
            if len(self.kept) < self.MOST:
                self.kept[key] = found
        return found


@register.tag("once")
def once(parser: Parser, token: Token) -> OnceNode:
    """{% once groups=frame.groups %}…{% endonce %}: made once for the same values, and blind to everything else."""
    _, *bits = token.split_contents()
    values = template.base.token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError(f"once takes name=value, not {bits[0]}.")
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return OnceNode(nodelist, values)
