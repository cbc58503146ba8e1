"""What several tests of goals begin with."""

from __future__ import annotations

import pytest

from tandem.goals.tests.make import sales_of_a_year
from tests.cast import Cast


@pytest.fixture
def sold(cast: Cast) -> Cast:
    """Olga won one deal a month for a year, lost some, and has two open; Pia has one open."""
    return sales_of_a_year(cast)
