"""The workbench by keys: move the line, ask for a chance, preview and apply a fix, publish; then a counter-proposal."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tandem.goals.models import Plan
from tandem.goals.tests.make import Q4, kept_run, plan_for, row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AS_OF = date(2026, 9, 20)
MEANS = {"olga": 300_000, "omar": 150_000, "otto": 200_000, "pia": 250_000, "paul": 100_000}
