"""`{% may "deals.win" deal as ok %}`: whether a button shows."""

from __future__ import annotations

from typing import Any

from django import template

from tandem.authority.reach import may as may_do

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: template.Context, verb: str, row: Any = None) -> bool:
    """Whether the signed-in person may do this, to this row if one is given."""
    return may_do(context["request"].user, verb, row)
