"""How this package's entries read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tandem.authority.grants import events
from tandem.authority.models import Entry
from tandem.authority.sentences import Names, Sentence, day_text, sentence
from tandem.collaboration.kinds import KINDS
from tandem.collaboration.models import Agreement

ANSWERS = (
    "collaboration.accept",
    "collaboration.counter",
    "collaboration.decline",
    "collaboration.accept_counter",
    "collaboration.stand_firm",
    "collaboration.withdraw",
    "collaboration.remind",
)


@sentence("collaboration.ask", *ANSWERS)
def answered(entry: Entry, names: Names) -> Sentence:
    """What was asked or answered, with the figure and the reason given."""
    agreement: Any = getattr(entry, "agreement", None)
    reason = entry.facts.get("reason") or ""
    figure = figure_of(agreement, entry)
    words = events()[entry.verb]
    if entry.verb == "collaboration.ask" and agreement is not None:
        kind = agreement.words
        words = f"asked {agreement.answerer.name} {kind.asks or f'for {kind.name}'}"
    elif entry.verb == "collaboration.counter" and figure:
        words = f"proposed {figure} instead"
    elif entry.verb == "collaboration.accept" and agreement is not None:
        words = "approved" if agreement.kind == "approval" else "accepted"
    return Sentence(words, reason, "rubber-stamp", quote=bool(reason))


def figure_of(agreement: Agreement | None, entry: Entry) -> str:
    """The figure that an entry put on the table, in words; "" where there is none."""
    change = entry.facts.get("figure")
    if agreement is None or agreement.kind not in KINDS or not change or change[1] is None:
        return ""
    return agreement.words.figure_text(agreement, Decimal(str(change[1])))


@sentence("authority.share", "authority.unshare")
def shared(entry: Entry, names: Names) -> Sentence:
    """With whom, and for what."""
    who = names.of("people.person", entry.facts.get("person"))
    how = (entry.facts.get("share") or [None, None])[1]
    if how is None:
        return Sentence(f"stopped sharing this with {who}", icon="share-off")
    return Sentence(f"shared this with {who}", "to work on it" if how == "work" else "", icon="share")


@sentence("authority.delegate", "authority.revoke")
def delegated(entry: Entry, names: Names) -> Sentence:
    """To whom, and for which days."""
    deputy = names.of("people.person", entry.facts.get("deputy"))
    if entry.verb == "authority.revoke":
        return Sentence(f"ended the delegation to {deputy}", icon="user-check")
    days = f"{day_text(entry.facts['since'])} to {day_text(entry.facts['until'])}"
    return Sentence(f"asked {deputy} to decide meanwhile", days, icon="user-check")


@sentence("collaboration.announce")
def announced(entry: Entry, names: Names) -> Sentence:
    """The title stands beside it."""
    return Sentence("announced", icon="speakerphone")
