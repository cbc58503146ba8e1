"""Lists: declared once, shown as page, fragment, file and JSON. See docs/reference/lists.md.

`col` holds the columns, `by` the filters: `col.Money("amount")`, `by.Person("owner")`.
"""

from tandem.core.lists import by, col
from tandem.core.lists.asking import Ask, ask_of
from tandem.core.lists.page import ListPage, make_page
from tandem.core.lists.table import LISTS, Bulk, List, Preset
from tandem.core.lists.views import render_list

__all__ = [
    "LISTS",
    "Ask",
    "Bulk",
    "List",
    "ListPage",
    "Preset",
    "ask_of",
    "by",
    "col",
    "make_page",
    "render_list",
]
