"""The menu, the phone dock and the New menu. Packages are named by URL name only; what has no URL yet is left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, reverse

OFFICER, MANAGER, EXECUTIVE, ADMINISTRATOR = "officer", "manager", "executive", "administrator"
SELLERS = (OFFICER, MANAGER)
SELLING = (*SELLERS, EXECUTIVE)
EVERYONE = (*SELLING, ADMINISTRATOR)


@dataclass(frozen=True)
class Item:
    """A menu entry. `name` is what a page gives in its nav block; the first URL name that resolves is taken."""

    name: str
    label: str
    icon: str
    targets: tuple[str, ...]
    roles: tuple[str, ...] = EVERYONE
    key: str = ""
    url: str = ""


@dataclass(frozen=True)
class Group:
    label: str
    items: tuple[Item, ...]


MENU = (
    Group("Sell", (
        Item("today", "Today", icon="sun-high", targets=("workspace:today",), roles=SELLERS, key="T"),
        Item("pipeline", "Pipeline", icon="layout-kanban", targets=("deals:board",), key="P"),
        Item("leads", "Leads", icon="inbox", targets=("leads:inbox", "leads:leads"), roles=SELLING, key="L"),
        Item("customers", "Customers", icon="building", targets=("customers:accounts",), key="C"),
        Item("service", "Service", icon="lifebuoy", targets=("service:cases",), roles=SELLING, key="S"),
    )),
    Group("Steer", (
        Item("business", "Business", icon="chart-histogram", targets=("workspace:business",), roles=(EXECUTIVE,),
             key="B"),
        Item("goals", "Goals", icon="target-arrow", targets=("goals:index",), roles=SELLING, key="G"),
        Item("forecast", "Forecast", icon="chart-dots-3", targets=("forecasts:index",), roles=SELLING, key="F"),
        Item("team", "Team", icon="users", targets=("workspace:team",), roles=(MANAGER,), key="M"),
        Item("coaching", "Coaching", icon="message-2-heart", targets=("enablement:coaching",), roles=SELLERS),
        Item("strategy", "Strategy", icon="compass", targets=("strategy:index",), roles=SELLING),
    )),
    Group("Workspace", (
        Item("reports", "Reports", icon="report-analytics", targets=("insights:reports", "insights:index"), key="R"),
        Item("settings", "Settings", icon="settings", targets=("workspace:settings",), key=","),
    )),
)  # fmt: skip

NEW = (
    Item("deal", "Deal", icon="layout-kanban", targets=("deals:new", "deals:open"), roles=SELLERS),
    Item("account", "Account", icon="building", targets=("customers:account_new",), roles=SELLERS),
    Item("contact", "Contact", icon="user-plus", targets=("customers:contact_new",), roles=SELLERS),
    Item("lead", "Lead", icon="inbox", targets=("leads:new",), roles=SELLERS),
    Item("task", "Task", icon="checklist", targets=("activities:task_new", "activities:new"), roles=SELLERS),
    Item("plan", "Target plan", icon="target-arrow", targets=("goals:plan_new",), roles=(MANAGER, EXECUTIVE)),
    Item("person", "Person", icon="user-plus", targets=("people:person_new",), roles=(ADMINISTRATOR,)),
)  # fmt: skip

# First page of each role, then what the phone's dock holds beside New and More.
HOME = {OFFICER: "today", MANAGER: "team", EXECUTIVE: "business", ADMINISTRATOR: "settings"}
DOCK = {
    OFFICER: ("today", "pipeline", "goals"),
    MANAGER: ("today", "team", "forecast"),
    EXECUTIVE: ("business", "pipeline", "forecast"),
    ADMINISTRATOR: ("settings", "reports"),
}
# The namespace of the current page names the menu entry when the page does not.
OF_NAMESPACE = {
    "deals": "pipeline", "catalog": "settings", "customers": "customers", "goals": "goals", "people": "settings",
    "leads": "leads", "service": "service", "forecasts": "forecast", "strategy": "strategy", "insights": "reports",
    "enablement": "coaching", "authority": "settings",
}  # fmt: skip


def url_of(*names: str) -> str:
    """The address of the first URL name that exists now, or nothing."""
    return _resolved(settings.ROOT_URLCONF, names)


@cache
def _resolved(urlconf: str | None, names: tuple[str, ...]) -> str:
    for name in names:
        try:
            return reverse(name, urlconf=urlconf)
        except NoReverseMatch:
            continue
    return ""


def shown(items: Iterable[Item], role: str) -> tuple[Item, ...]:
    """The entries this role has, with their address; without those that lead nowhere yet."""
    placed = (replace(item, url=url_of(*item.targets)) for item in items if role in item.roles)
    return tuple(item for item in placed if item.url)


def menu_for(role: str) -> tuple[Group, ...]:
    """The groups of the menu that have anything for this role."""
    return _menu(settings.ROOT_URLCONF, role)


@cache
def _menu(urlconf: str | None, role: str) -> tuple[Group, ...]:
    groups = (Group(group.label, shown(group.items, role)) for group in MENU)
    return tuple(group for group in groups if group.items)


def dock_for(role: str, groups: Iterable[Group]) -> tuple[Item, ...]:
    known = {item.name: item for group in groups for item in group.items}
    return tuple(known[name] for name in DOCK.get(role, ()) if name in known)


def new_for(role: str) -> tuple[Item, ...]:
    """What this role may create from anywhere."""
    return _new(settings.ROOT_URLCONF, role)


@cache
def _new(urlconf: str | None, role: str) -> tuple[Item, ...]:
    return shown(NEW, role)
