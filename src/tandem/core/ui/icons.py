"""Icons, logo, and the little discs and squares that stand for people and companies."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

TINTS = 6


@cache
def sprite() -> str:
    """The address of the file with all icons; asked once, since a page has hundreds of them."""
    return static("tandem/icons.svg")


@cache
def icon(name: str, cls: str = "") -> SafeString:
    """An icon of the sprite. Decoration only: the words beside it, or an aria-label, say what it means."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {cls}" if cls else "",
        sprite(),
        name,
    )


def mark(size: int = 24) -> SafeString:
    """The logo: ring and disc on a line."""
    return format_html(
        '<svg class="mark" width="{0}" height="{0}" viewBox="0 0 26 26" fill="none" aria-hidden="true">'
        '<path class="ink" d="M1.5 22.2h23" stroke-width="2.2" stroke-linecap="round"/>'
        '<circle class="ring" cx="7.2" cy="12.4" r="4.9" stroke-width="2.6"/>'
        '<circle class="dot" cx="18.8" cy="12.4" r="6.2"/>'
        '<path class="ink" d="M12 12.4h2" stroke-width="2.2"/></svg>',
        size,
    )


def initials(name: Any) -> str:
    """Two letters for a person: "Darcel Schlecht" → "DS", "Cher" → "Ch"."""
    words = str(name or "").split()
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2]
    return (words[0][0] + words[-1][0]).upper()


def tint(name: Any) -> int:
    """The same name always has the same tint."""
    return sum(map(ord, str(name))) % TINTS


def avatar(person: Any, role: str | None = None, size: str = "") -> SafeString:
    """A disc with initials; managers wear a ring. `person` has a name and a role, or is just a name."""
    name = getattr(person, "name", person)
    worn = role if role is not None else getattr(person, "role", "") or ""
    return _disc(str(name), str(worn), size)


@lru_cache(maxsize=2048)
def _disc(name: str, worn: str, size: str) -> SafeString:
    return format_html(
        '<span class="av t{}{}" data-r="{}" aria-hidden="true">{}</span>',
        tint(name),
        f" av-{size}" if size else "",
        worn,
        initials(name),
    )


def logo(account: Any, size: str = "") -> SafeString:
    """A square with the first letter of a company."""
    return _square(str(getattr(account, "name", account) or "?"), size)


@lru_cache(maxsize=2048)
def _square(name: str, size: str) -> SafeString:
    return format_html(
        '<span class="logo-sq t{}{}" aria-hidden="true">{}</span>',
        sum(map(ord, name)) * 7 % TINTS,
        f" logo-{size}" if size else "",
        name.strip()[:1].upper() or "?",
    )
