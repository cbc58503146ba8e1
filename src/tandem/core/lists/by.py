"""The filters under one name, as declared lists use them: `by.Person("owner")`."""

from tandem.core.lists.filters import Choice, Filter, Person, Relation, Text, YesNo
from tandem.core.lists.ranges import AmountRange, DateRange, NumberRange

__all__ = [
    "AmountRange",
    "Choice",
    "DateRange",
    "Filter",
    "NumberRange",
    "Person",
    "Relation",
    "Text",
    "YesNo",
]
