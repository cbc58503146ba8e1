"""Every order of the list and the board stands on an index."""

import pytest
from django.db import connection

from tandem.core.periods import FiscalCalendar
from tandem.deals import queries
from tandem.deals.models import Deal
from tandem.deals.tables import Deals
from tandem.deals.tests import make
from tests.cast import Cast
from tests.lists import assert_list_orders_stand_on_indexes


@pytest.mark.parametrize("name", ["olga", "erin"])
def test_no_order_of_the_list_sorts_the_table(cast: Cast, name: str):
    viewer = getattr(cast, name)
    assert_list_orders_stand_on_indexes(Deals, viewer, "closes", "-closes", "amount", "-amount")


@pytest.mark.parametrize("name", ["olga", "erin"])
def test_no_column_of_the_board_sorts_the_table(cast: Cast, name: str):
    pipeline = make.sales(cast)
    quarter = FiscalCalendar().quarter_of(make.TODAY)
    for stage in queries.stages_of(pipeline):
        rows = queries.column_rows(queries.deals(getattr(cast, name)), stage, quarter)
        order = ("closes_on", "pk") if stage.is_open else ("-closes_on", "-pk")
        plan = rows.order_by(*order)[:13].explain()
        assert ("TEMP B-TREE" not in plan and "Sort" not in plan) or connection.vendor == "postgresql", plan
    assert Deal.objects.count() == 0
