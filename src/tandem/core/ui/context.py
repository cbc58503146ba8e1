"""What base.html and frame.html need on every page. Reads the request only; asks the database nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tandem.core import clock
from tandem.core.ui.menu import HOME, OF_NAMESPACE, Group, Item, dock_for, menu_for, new_for, url_of

THEMES = ("tandem", "tandem-dark")
ROLE_LABELS = {
    "officer": "Sales Officer",
    "manager": "Sales Manager",
    "executive": "Executive",
    "administrator": "Administrator",
}


@dataclass(frozen=True)
class Frame:
    role: str
    role_label: str
    theme: str  # daisyUI theme name, or "" to follow the system
    keys: str  # "on" or "off": single-letter shortcuts
    side: str  # "wide" or "narrow"
    as_of: date | None
    groups: tuple[Group, ...]
    dock: tuple[Item, ...]
    new: tuple[Item, ...]
    nav: str  # menu entry by address, when the page names none
    home: str
    search: str
    notifications: str
    preferences: str
    settings: str
    sign_out: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame`, and `dialog_base` for pages that are also dialogs."""
    fragment = bool(getattr(request, "htmx", False)) and not getattr(request.htmx, "boosted", False)  # type: ignore[attr-defined]
    return {
        "frame": SimpleLazyObject(lambda: _frame(request)),
        "dialog_base": "dialog.html" if fragment else "dialog_page.html",
    }


def _frame(request: HttpRequest) -> Frame:
    user = getattr(request, "user", None)
    role = str(getattr(user, "role", "") or "") if getattr(user, "is_authenticated", False) else ""
    groups = menu_for(role)
    items = {item.name: item.url for group in groups for item in group.items}
    return Frame(
        role=role,
        role_label=ROLE_LABELS.get(role, ""),
        theme=_theme(request, user),
        keys="off" if getattr(user, "single_keys", True) is False else "on",
        side="narrow" if request.COOKIES.get("tandem_side") == "narrow" else "wide",
        as_of=clock.pretended_day(),
        groups=groups,
        dock=dock_for(role, groups),
        new=new_for(role),
        nav=_nav(request),
        home=items.get(HOME.get(role, ""), "/"),
        search=url_of("workspace:search"),
        notifications=url_of("workspace:notifications", "collaboration:notifications"),
        preferences=url_of("workspace:preferences"),
        settings=url_of("workspace:settings"),
        sign_out=url_of("account_logout"),
    )


def _theme(request: HttpRequest, user: Any) -> str:
    """This device's choice if it made one (the cookie), else the person's, else the system's."""
    here = request.COOKIES.get("tandem_theme", "")
    chosen = here or getattr(user, "theme", "")
    return chosen if chosen in THEMES else ""


def _nav(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    if match is None:
        return ""
    if match.namespace == "workspace":
        return match.url_name or ""
    return OF_NAMESPACE.get(match.namespace, "")
