"""One of everything, all of it Olga's, so that every address has a row to ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tandem.activities.actions import add_task, log_activity
from tandem.authority.models import Entry
from tandem.catalog.actions import add_product
from tandem.collaboration.actions import ask
from tandem.core import clock
from tandem.customers.actions import add_account, add_contact
from tandem.deals.actions import add_standard_pipeline, open_deal
from tests.cast import Cast


@dataclass
class Scene:
    """The ids that addresses are made with, by the name of the parameter."""

    cast: Cast
    ids: dict[str, Any] = field(default_factory=dict)
