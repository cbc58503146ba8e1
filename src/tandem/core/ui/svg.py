"""Small building blocks for SVG written by the server: percentages as attributes, never a style."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString


def number(value: Any) -> float | None:
    """A float from what a template may hold; None for nothing (None, "", an absent variable)."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    if isinstance(value, int | float | Decimal):
        return float(value)
    try:
        return float(str(value).replace("−", "-").strip())
    except ValueError:
        return None


def numbers(values: Any) -> list[float]:
    """Floats from a list, or from text such as "3,5,8"."""
    if values is None:
        return []
    parts = values.split(",") if isinstance(values, str) else list(values)
    return [found for found in map(number, parts) if found is not None]


def short(value: float) -> str:
    """A number as short as SVG allows: 45.2, 45, -3."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def pct(value: float) -> str:
    return f"{short(value)}%"


@cache
def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _escaped(value: Any) -> str:
    # The same as Django's escape for the types that come here, without its cost for lazy text: a page has thousands.
    return value if isinstance(value, SafeString) else escape(str(value))


def element(name: str, body: SafeString | str = "", **attributes: Any) -> SafeString:
    """One SVG element. Attribute names: `class_` for class, underscores become hyphens; None leaves one out."""
    written = "".join(
        [f' {_attribute(key)}="{_escaped(value)}"' for key, value in attributes.items() if value is not None]
    )
    if body == "":
        return SafeString(f"<{name}{written}/>")
    return SafeString(f"<{name}{written}>{_escaped(body)}</{name}>")


def together(*parts: SafeString | str) -> SafeString:
    """Pieces side by side; what is not marked safe is escaped."""
    return SafeString("".join([_escaped(part) for part in parts]))
