"""Every declared list is read in its own order from an index by who sees all; others sort at most what is theirs."""

from django.urls import get_resolver

from tandem.core.lists import LISTS
from tests.cast import Cast
from tests.lists import assert_list_orders_stand_on_indexes
from tests.scene import WORDS, things_of


def test_no_list_sorts_its_table(cast: Cast):
    things_of(cast.olga, WORDS["olga"], cast)
    assert get_resolver().url_patterns  # every package has declared its lists
    declared = [table for table in LISTS.values() if ".tests." not in table.__module__]
    assert len(declared) >= 4
    for table in declared:
        assert_list_orders_stand_on_indexes(table, cast.erin)
