"""How entries about deals read in timelines, notifications and the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tandem.authority.grants import events
from tandem.authority.models import Entry
from tandem.authority.sentences import Names, Sentence, changed, sentence


def _said(entry: Entry, detail: str, *, icon: str, words: str = "", quote: bool = False) -> Sentence:
    words = words or events()[entry.verb]
    if entry.undoes_id is not None:
        return Sentence(f"took back: {words}", detail, icon="arrow-back-up")
    return Sentence(words, detail, icon, quote)


def _bare(entry: Entry, name: str, names: Names) -> str:
    """A changed field without its label: "Propose → Negotiate"."""
    return changed(entry, name, names, labeled=False)


def _joined(parts: Sequence[str]) -> str:
    return "; ".join(part for part in parts if part)


@sentence("deals.open", "deals.import")
def opened(entry: Entry, names: Names) -> Sentence:
    """Where it began, and what it was worth."""
    parts = [changed(entry, name, names) for name in ("stage", "amount", "expected_close_on", "closed_on")]
    return _said(entry, _joined(parts), icon="plus")


@sentence("deals.move")
def moved(entry: Entry, names: Names) -> Sentence:
    """From which stage to which."""
    return _said(entry, _bare(entry, "stage", names), icon="arrow-right", words="moved this deal")


@sentence("deals.change_pipeline")
def changed_pipeline(entry: Entry, names: Names) -> Sentence:
    """From which pipeline and stage to which."""
    parts = [_bare(entry, name, names) for name in ("pipeline", "stage")]
    return _said(entry, _joined(parts), icon="arrows-exchange")


@sentence("deals.win")
def won(entry: Entry, names: Names) -> Sentence:
    """For how much, if that changed, and on which day."""
    parts = [changed(entry, name, names) for name in ("amount", "closed_on")]
    return _said(entry, _joined(parts), icon="circle-check")


@sentence("deals.lose")
def lost(entry: Entry, names: Names) -> Sentence:
    """Why, and what was noted."""
    note = entry.facts.get("lost_note")
    said = f"“{note[1]}”" if isinstance(note, list) and note[1] else ""
    reason = entry.facts.get("lost_reason") or [None, None]
    return _said(entry, _joined([names.of("deals.lostreason", reason[1]), said]), icon="x")


@sentence("deals.reopen")
def reopened(entry: Entry, names: Names) -> Sentence:
    """With the reason that was given."""
    reason = str(entry.facts.get("reason") or "")
    return _said(entry, reason, icon="arrow-back-up", quote=bool(reason))


@sentence("deals.delete")
def deleted(entry: Entry, names: Names) -> Sentence:
    """And where it counts still, if it was closed."""
    was = "" if entry.undoes_id is not None else entry.facts.get("was")
    detail = {
        "never": "with the import that had brought it; no period counts it",
        "won": "periods that were over count it still",
        "lost": "periods that were over count it still",
    }
    return _said(entry, detail.get(str(was), ""), icon="trash")


@sentence("deals.reassign")
def given(entry: Entry, names: Names) -> Sentence:
    """From whom to whom."""
    return _said(entry, _bare(entry, "owner", names), icon="user")


@sentence("deals.next_step")
def stepped(entry: Entry, names: Names) -> Sentence:
    """What happens next."""
    parts = [_bare(entry, name, names) for name in ("next_step", "next_step_on")]
    return _said(entry, ", ".join(part for part in parts if part), icon="calendar")


@sentence("deals.lines")
def listed(entry: Entry, names: Names) -> Sentence:
    """Which product, and what it made of the amount."""
    line = _before_or_after(entry.facts.get("line"))
    product = names.of("catalog.product", line.get("product"))
    quantity = f" × {str(line['quantity']).removesuffix('.00')}" if line.get("quantity") else ""
    return _said(entry, _joined([product + quantity, changed(entry, "amount", names)]), icon="package")


@sentence("deals.stakeholders")
def involved(entry: Entry, names: Names) -> Sentence:
    """Which contact, and whether they came, changed or went."""
    pair = entry.facts.get("stakeholder")
    contact = _before_or_after(pair).get("contact")
    before, after = pair if isinstance(pair, list) else (None, None)
    words = "" if before and after else "added a stakeholder" if after else "removed a stakeholder"
    return _said(entry, names.of("customers.contact", contact), icon="users", words=words)


def _before_or_after(pair: Any) -> Mapping[str, Any]:
    found = (pair[1] or pair[0]) if isinstance(pair, list) else None
    return found if isinstance(found, dict) else {}
