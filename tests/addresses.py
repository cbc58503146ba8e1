"""Every address there is, read from the routes, and the address of somebody's own things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tandem.config.api import api

# Which number `pk` means, by what the name of the address holds; the first that fits.
MEANT = (
    ("comment", "comment_id"), ("announcement", "nothing"), ("delegation", "nothing"), ("follow", "nothing"),
    ("collaboration:", "agreement_id"), ("activities:finish", "task_id"), ("activities:reopen", "task_id"),
    ("activities:", "activity_id"), ("goals:", "target_id"), ("", "nothing"),
)  # fmt: skip
# What routes of the API are asked with, where they cannot do without.
ASKED = {
    "about": "deals.deal", "id": "{deal_id}", "start": "{snapshot_id}", "figure": "1000", "list": "deals:deals",
}  # fmt: skip
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


def api_addresses(ids: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(route, address) of everything that is read over the API, about these things."""
    for path, operations in api.get_openapi_schema()["paths"].items():
        if "get" in operations:
            known = {"import_id": ids["batch_id"], "team": ids["team_id"], "term": "opening", **ids}
            needed = [one["name"] for one in operations["get"]["parameters"] if one["required"]]
            query = "&".join(f"{name}={ASKED[name]}" for name in needed if name in ASKED)
            yield f"GET {path}", f"{path}?{query}".format_map(_Numbers(known))


class _Numbers(dict[str, Any]):
    def __missing__(self, key: str) -> int:
        return 1


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
