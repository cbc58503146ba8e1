"""How a win beyond somebody's limit reads to who decides it."""

from __future__ import annotations

from tandem.collaboration.agreements import Words, record_of, wording
from tandem.collaboration.models import Agreement


@wording("deals.win")
def win_beyond_limit(agreement: Agreement) -> Words:
    """ "Win Sensor Kit × 10", and why it was asked."""
    deal = record_of(agreement)
    return Words(f"Win {deal}" if deal else "Win a deal", str(agreement.facts.get("sentence", "")))
