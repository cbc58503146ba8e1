"""The organization's own fields on accounts, contacts and deals. See docs/reference/fields.md.

Definitions are rows of CustomField (changed by tandem.authority.fields), values live in Record.extra under the field's
key: text, choice and date as text, number and money as decimal text, yes/no as true or false; nothing when empty.
"""

from tandem.core.fields.queries import definitions, fields_of, get_field, record_words
from tandem.core.fields.values import clean_extra, merged_extra, shown_extra

__all__ = [
    "clean_extra",
    "definitions",
    "fields_of",
    "get_field",
    "merged_extra",
    "record_words",
    "shown_extra",
]
