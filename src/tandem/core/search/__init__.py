"""Finding records by what they are called.

A row can be found when its model has `search_kind` ("account") and `search_title()`; `search_text()` adds words that
also find it, `search_line()` what stands under its title.

    index(row), forget(row)    keep the index in step, in the transaction of the change (actions do)
    find(text, {kind: rows})   what a person looks for, within the rows they may see
    matching(kind, text)       ids for a filter of a list
    rebuild(), ensure(), note()   for the command line
"""

from tandem.core.search.engine import ensure, note
from tandem.core.search.finding import Hit, find, matching
from tandem.core.search.keeping import forget, forget_many, index, index_many, rebuild

__all__ = [
    "Hit",
    "ensure",
    "find",
    "forget",
    "forget_many",
    "index",
    "index_many",
    "matching",
    "note",
    "rebuild",
]
