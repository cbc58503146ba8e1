"""Small building blocks for SVG written by the server: percentages as attributes, never a style."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


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


def element(name: str, body: SafeString | str = "", **attributes: Any) -> SafeString:
    """One SVG element. Attribute names: `class_` for class, underscores become hyphens; None leaves one out."""
    pairs = (
        (key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None
    )
    written = format_html_join("", ' {}="{}"', pairs)
    if body == "":
        return format_html("<{}{}/>", mark_safe(name), written)  # noqa: S308
    return format_html("<{0}{1}>{2}</{0}>", mark_safe(name), written, body)  # noqa: S308


def together(*parts: SafeString | str) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts if part))
