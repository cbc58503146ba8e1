"""What came of agreements, once their time is over: measured by their kinds every night, by nobody's hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tandem.authority.actions import Change, record
from tandem.collaboration.kinds import KINDS
from tandem.collaboration.models import Agreement


def measure_outcomes(today: date, at: datetime) -> int:
    """Keep what every kind measures as of `today`. Returns how many outcomes are new or other than before."""
    return sum(
        _keep(agreement, outcome, at)
        for kind in KINDS.values()
        for agreement, outcome in kind.outcomes(today)
    )


def _keep(agreement: Agreement, outcome: dict[str, Any], at: datetime) -> bool:
    if agreement.outcome == outcome:
        return False
    with transaction.atomic():
        row = Agreement.objects.select_for_update().get(pk=agreement.pk)
        before = row.outcome or {}
        row.outcome, row.measured_at = outcome, at
        row.save_changes("outcome", "measured_at")
        facts = {name: [before.get(name), value] for name, value in outcome.items()}
        record("collaboration.measure", Change(row, facts), actor=None, at=at)
    return True
