"""Every address there is, read from the routes, and the address of somebody's own things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# Which number `pk` means, by what the name of the address holds; the first that fits.
MEANT = (
    ("comment", "comment_id"), ("announcement", "nothing"), ("delegation", "nothing"), ("follow", "nothing"),
    ("collaboration:", "agreement_id"), ("activities:finish", "task_id"), ("activities:reopen", "task_id"),
    ("activities:", "activity_id"), ("goals:", "target_id"), ("", "nothing"),
)  # fmt: skip
ABOUT = {"about": "deals.deal", "id": "deal_id"}


def every_address() -> Iterator[tuple[str, tuple[str, ...]]]:
    """(name, parameters) of each route but those of the API and of allauth."""
    yield from _below(get_resolver(), "")


def _below(resolver: URLResolver, space: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            if one.namespace != "api":
                yield from _below(one, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern) and space:
            yield f"{space}{one.name}", tuple(one.pattern.converters)


def address(name: str, parameters: tuple[str, ...], ids: Mapping[str, Any]) -> str:
    """The address with these ids in it; panels and dialogs about a record get the deal's."""
    values = {}
    for parameter in parameters:
        key = parameter
        if parameter == "pk":
            key = next(meant for part, meant in MEANT if part in name)
        if name == "goals:answer":
            key = "answer_id"
        values[parameter] = ids.get(key, 1)
    return f"{reverse(name, kwargs=values)}?about=deals.deal&id={ids['deal_id']}&account={ids['account_id']}"
