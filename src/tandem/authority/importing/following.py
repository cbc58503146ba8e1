"""What rests on everybody's records is worked out again after an import, and after one was undone."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.authority.importing.running import VERB
from tandem.authority.models import Entry
from tandem.authority.readers import reader
from tandem.core import clock, jobs


@reader("after imports")
def follow(entries: Sequence[Entry]) -> None:
    """Start the nightly work again, unless it was asked for since the import."""
    latest = max((entry.at for entry in entries if entry.verb == VERB), default=None)
    if latest is not None:
        jobs.start_unless_since(latest, clock.now())
