"""Charts: one figure specification (Vega-Lite), a sentence that says what it shows, and the same as a table.

The server makes the specification; colors in it are names of CSS tokens ("$--fill"), so that light, dark and paper draw
the same figure. The browser draws it (static_src/js/charts.js); without a script the table is there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


@dataclass(frozen=True)
class Chart:
    """A figure. `columns` and `rows` are its table, words as they are shown; the first column heads each row."""

    name: str
    spec: Mapping[str, Any]
    sentence: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    height: int = 240


def figure(height: int, layers: Sequence[Mapping[str, Any]], **more: Any) -> dict[str, Any]:
    """A layered specification as wide as its place."""
    return {"$schema": SCHEMA, "width": "container", "height": height, "layer": list(layers), **more}


def chart(drawn: Chart) -> SafeString:
    """The place of a drawing, its sentence, and "Show as table"."""
    head = format_html_join(
        "", '<th scope="col"{}>{}</th>', ((_side(at), words) for at, words in enumerate(drawn.columns))
    )
    body = format_html_join("", "<tr>{}</tr>", ((_row(row),) for row in drawn.rows))
    return format_html(
        '<figure class="chart" id="chart-{}">'
        '<div class="chart-draw h{}" role="img" aria-label="{}" data-chart="{}"></div>'
        '<details class="chart-table"><summary>Show as table</summary><div class="tbl-scroll" tabindex="0">'
        '<table class="tbl tbl-dense"><caption class="sr-only">{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div></details></figure>",
        drawn.name,
        drawn.height,
        drawn.sentence,
        json.dumps(drawn.spec, separators=(",", ":")),
        drawn.sentence,
        head,
        body,
    )


def _side(at: int) -> SafeString:
    return SafeString("" if at == 0 else ' class="num"')


def _row(cells: Sequence[str]) -> SafeString:
    first = format_html('<th scope="row">{}</th>', cells[0])
    return first + format_html_join("", '<td class="num">{}</td>', ((cell,) for cell in cells[1:]))
