"""How entries about plans and targets read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tandem.authority.models import Entry
from tandem.authority.sentences import Names, Sentence, sentence
from tandem.core.counted import counted
from tandem.core.money import format_money


@sentence("goals.open_plan", "goals.publish")
def opened(entry: Entry, names: Names) -> Sentence:
    """The top target, and how many were asked."""
    top = entry.facts.get("top")
    figure = _figure(entry, top[1] if isinstance(top, list) else top)
    if entry.verb == "goals.open_plan":
        return Sentence("opened the draft", figure, icon="target-arrow")
    asked = entry.facts.get("asked", 0)
    return Sentence(f"published {figure}", f"{asked} asked to answer", icon="send")


@sentence("goals.break_down")
def shaped(entry: Entry, names: Names) -> Sentence:
    """What was typed, locked, bounded, or changed for the whole."""
    facts = entry.facts
    said = [_said(entry, name, facts[name]) for name in _WORDS if name in facts]
    if not said and "rerun" in facts:
        said = [f"ran the split again, {counted(facts['rerun'], 'figure')} moved"]
    words = [each for each in said if each]
    return Sentence(words[0] if words else "changed the breakdown", ", ".join(words[1:]), icon="pencil")


@sentence("goals.revise")
def revised(entry: Entry, names: Names) -> Sentence:
    """From which figure to which, and why."""
    before, after = entry.facts["amount"]
    reason = entry.facts.get("reason") or ""
    return Sentence(
        f"revised {_figure(entry, before)} to {_figure(entry, after)}", reason, "pencil", quote=bool(reason)
    )


@sentence("goals.fix")
def fixed(entry: Entry, names: Names) -> Sentence:
    """How many figures were put right, and how many moved with them."""
    count, moved = entry.facts.get("fixed", 0), len(entry.facts.get("moved", {}))
    words = "took the fix back" if entry.undoes_id else f"put {count} figure{'' if count == 1 else 's'} right"
    return Sentence(words, f"{counted(moved, 'figure')} moved", icon="wand")


@sentence("goals.limit")
def limited(entry: Entry, names: Names) -> Sentence:
    """Which limit across teams was set, changed or removed, from what to what."""
    facts = entry.facts
    before, after = facts["name"]
    if after is None:
        return Sentence(f"removed the limit “{before}”", _asked(entry, 0), icon="pencil")
    told = [f"{_asked(entry, 1)}, {counted(len(facts['members'][1]), 'officer')}"]
    if before is not None:
        told.append(f"was {_asked(entry, 0)}, {counted(len(facts['members'][0]), 'officer')}")
    if before not in (None, after):
        told.append(f"called “{before}” before")
    words = "set the limit" if before is None else "changed the limit"
    return Sentence(f"{words} “{after}”", "; ".join(told), icon="pencil")


def _asked(entry: Entry, which: int) -> str:
    least, most = (entry.facts[name][which] for name in ("least", "most"))
    said = [
        f"{word} {_figure(entry, value)}" for word, value in (("at least", least), ("at most", most)) if value
    ]
    return ", ".join(said) or "at most nothing"


@sentence("goals.keep")
def kept(entry: Entry, names: Names) -> Sentence:
    """What stays although its chance is outside the band, and why."""
    figure = _figure(entry, entry.facts["kept"][1])
    return Sentence(f"kept {figure}", entry.facts.get("reason", ""), "pencil", quote=True)


_WORDS = {
    "top": "set the top target to",
    "floor": "set the floor to",
    "ceiling": "set the ceiling to",
    "cap": "set the cap of its officers to",
    "amount": "typed",
    "most_change": "set the most change on last year to",
    "counts_days": "",
    "over_officers": "set the over-assignment of officers to",
    "over_teams": "set the over-assignment of teams to",
    "weights": "changed the split to",
    "answer_by": "set the answers due to",
    "locked": "",
}


_BOUNDS = {"floor", "ceiling", "cap"}


def _said(entry: Entry, name: str, change: Any) -> str:
    before, after = change
    if name == "locked":
        return "locked" if after else "unlocked"
    if name == "counts_days":
        return "let the split count days away and ramp" if after else "let the split count everybody in full"
    if name == "weights" and after.get("chance"):
        return f"{_WORDS[name]} equal chance"
    if name == "weights":
        return f"{_WORDS[name]} {', '.join(f'{part}% {basis}' for basis, part in after.items() if part)}"
    if after is None:
        return f"removed the {name.replace('_', ' ')}"
    if name.startswith("over_") or name == "most_change":
        sign = "±" if name == "most_change" else ""
        return f"{_WORDS[name]} {sign}{Decimal(str(after)).normalize():f}%"
    if name == "answer_by":
        return f"{_WORDS[name]} {after}"
    was = f", was {_figure(entry, before)}" if before is not None else ""
    if name == "amount" and _BOUNDS & set(entry.facts):
        return f"so that the figure is {_figure(entry, after)}{was}"
    return f"{_WORDS[name]} {_figure(entry, after)}{was}"


def _figure(entry: Entry, value: Any) -> str:
    if value is None:
        return ""
    amount, currency = Decimal(str(value)), entry.facts.get("currency")
    return format_money(amount, currency) if currency else f"{amount.normalize():,f}"
