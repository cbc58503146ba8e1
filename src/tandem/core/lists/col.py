"""The columns under one name, as declared lists use them: `col.Money("amount")`."""

from tandem.core.lists.columns import Choice, Column, Date, Moment, Money, Number, Tag, Text, YesNo
from tandem.core.lists.related import Drawn, Person, Related

__all__ = [
    "Choice", "Column", "Date", "Drawn", "Moment", "Money", "Number", "Person", "Related", "Tag", "Text", "YesNo",
]  # fmt: skip
