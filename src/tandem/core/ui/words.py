"""Chips and markers that always carry their words: chance, turn, keys."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from tandem.core.ui.svg import number
from tandem.science import draws

BANDS = {
    "too_hard": (1, "too hard"),
    "stretch": (2, "stretch"),
    "sweet_spot": (3, "sweet spot"),
    "safe": (4, "safe"),
    "too_easy": (5, "too easy"),
}


def band(percent: int) -> tuple[int, str]:
    """The band (1 to 5) of a target's chance as it is shown, and its words. It rates the target, not the person."""
    return BANDS[draws.band(percent / 100)]


def pchip(chance: Any, words: bool | str = False) -> SafeString:
    """The chance to attain, in percent, as a chip. Nothing known gives the dashed chip without a number.

    `words`: whether the band's words are seen; "only" leaves the number out, where it stands beside the chip in large.
    """
    at = number(chance)
    if at is None:
        return format_html('<span class="pchip p0">{}</span>', "too little history")
    percent = min(max(round(at), 1), 99)  # nobody can know 0 or 100
    return _chip(percent, *band(percent), bool(words), words == "only")


@cache
def _chip(percent: int, place: int, said: str, words: bool, alone: bool) -> SafeString:
    shown = "<small>{}</small>" if words else '<span class="sr-only">{}</span>'
    return format_html(
        '<span class="pchip p{0}" title="{1}% chance to attain: {2}">'
        '<span class="notch" aria-hidden="true">{3}</span>'
        + ("" if alone else "{1}% ") + shown.replace("{}", "{2}") + "</span>",
        place, percent, said, _notches(place),
    )  # fmt: skip


def _notches(place: int) -> SafeString:
    lit, unlit = format_html('<b class="{}"></b>', "on"), SafeString("<b></b>")
    return format_html_join("", "{}", ((lit if n == place else unlit,) for n in range(1, 6)))


def turn(who: str, text: str) -> SafeString:
    """Whose move it is: `who` is "manager", "officer" or "" (nobody's). Always with words."""
    return format_html(
        '<span class="turn"><svg viewBox="0 0 26 12" aria-hidden="true"><path d="M10 6h6"/>'
        '<circle class="m{}" cx="6" cy="6" r="4.25"/><circle class="o{}" cx="20" cy="6" r="4.25"/></svg>{}</span>',
        " on" if who == "manager" else "",
        " on" if who == "officer" else "",
        text,
    )


@cache
def kbd(keys: str, cls: str = "") -> SafeString:
    """The key of a button, printed on it. Several keys are separated by spaces; Mod is ⌘ or Ctrl."""
    extra = f" {cls}" if cls else ""
    return format_html_join(
        "",
        '<kbd class="kbd{}"{} aria-hidden="true">{}</kbd>',
        (
            (extra, SafeString(" data-mod") if key == "Mod" else "", "Ctrl" if key == "Mod" else key)
            for key in keys.split()
        ),
    )
