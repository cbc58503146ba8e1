"""The pages of Settings, each for whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.authority.reach import may
from tandem.core.ui.menu import url_of
from tandem.people.models import Person


@dataclass(frozen=True)
class Link:
    """A settings page: where, what it is for, and the verb one needs."""

    name: str
    words: str
    icon: str
    target: str
    verb: str = ""


@dataclass(frozen=True)
class Group:
    name: str
    links: tuple[Link, ...]


GROUPS = (
    Group("You", (
        Link("Your settings", "Name, time zone, theme, keys, password, second factor", "user", "people:profile"),
        Link("Access tokens", "For programs that speak to Tandem in your name", "key", "people:tokens"),
        Link("Delegation", "Lend your decisions to a deputy for a time", "arrows-exchange", "collaboration:delegate",
             "authority.delegate"),
        Link("How these numbers are made", "Each formula with your own numbers", "info-circle", "workspace:figures"),
        Link("Notifications", "What you are told, and where", "bell", "collaboration:preferences"),
    )),
    Group("Organization", (
        Link("Organization", "Name, currency, fiscal year, what officers see", "building", "authority:organization",
             "authority.configure"),
        Link("Exchange rates", "What amounts in other currencies are worth in yours", "coins", "workspace:rates",
             "core.set_rate"),
        Link("People and teams", "Who works here, and the tree of teams", "users", "people:teams"),
        Link("Limits", "Up to where each role decides alone", "scale", "authority:limits", "authority.configure"),
        Link("Audit log", "Who did what, when", "history", "authority:audit", "authority.audit"),
    )),
    Group("Selling", (
        Link("Pipelines", "Stages, their usual days and exit criteria", "layout-kanban", "deals:pipelines",
             "deals.configure"),
        Link("Forecast", "When calls are due, and whether who has not handed up is asked", "chart-dots-3",
             "forecasts:rhythm", "forecasts.configure"),
        Link("Products", "Products and price books", "package", "catalog:products"),
        Link("Fields", "Your own fields on accounts, contacts and deals", "forms", "workspace:fields",
             "core.define_fields"),
        Link("Import", "Accounts, contacts, deals, products and people from files", "file-import",
             "workspace:imports", "authority.import"),
    )),
)  # fmt: skip


def settings_for(viewer: Person) -> list[tuple[str, list[tuple[Link, str]]]]:
    """The groups that have anything for the viewer, with the addresses."""
    groups = [
        (group.name, [(link, url_of(link.target)) for link in group.links if _shows(viewer, link)])
        for group in GROUPS
    ]
    return [group for group in groups if group[1]]


def _shows(viewer: Person, link: Link) -> bool:
    return bool(url_of(link.target)) and (not link.verb or may(viewer, link.verb))
