"""Orders stand on indexes: the planner says so, and the check notices when they do not."""

import pytest

from tests.cast import Cast
from tests.lists import assert_list_orders_stand_on_indexes

from .sample import Accounts


class ByCity(Accounts):
    name = "tests:by-city"
    default_order = "city"


def test_the_default_order_stands_on_an_index(cast: Cast):
    assert_list_orders_stand_on_indexes(Accounts, cast.erin, "-name", "created_at")


def test_an_order_without_an_index_is_noticed(cast: Cast):
    with pytest.raises(AssertionError, match="by city sorts its table"):
        assert_list_orders_stand_on_indexes(ByCity, cast.erin)
