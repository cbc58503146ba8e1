"""What the words of other programs mean: won or lost, forecast category, type, where a stage stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tandem.core.errors import Refused
from tandem.core.imports.words import fold
from tandem.deals.actions.pipelines import NewStage

WON = ("won", "closed won", "closedwon", "win", "gewonnen", "gagne", "ganado", "vinto", "gewonnen", "vyhrano")
LOST = (
    "lost", "closed lost", "closedlost", "loss", "verloren", "perdu", "perdido", "perso", "prohrano", "abandoned",
    "cancelled", "disqualified",
)  # fmt: skip
OPEN = ("open", "in progress", "active", "offen", "ouvert", "abierto", "aperto", "otevreny")
CATEGORIES = {
    "commit": ("commit", "forecast"),
    "best": ("best case", "bestcase", "best", "upside", "most likely", "mostlikely"),
    "omitted": ("omitted", "omit"),
}
TYPES = {
    "renewal": ("renewal", "renew", "verlangerung"),
    "expansion": (
        "existing",
        "expansion",
        "upsell",
        "up-sell",
        "cross-sell",
        "upgrade",
        "add-on",
        "bestandskunde",
    ),
}
# How far along a stage is that has one of these words in its name, and the chance it starts with, in percent.
STEPS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (85, ("commit", "contract", "verbal", "pending", "closing", "signature", "sent", "vertrag")),
    (65, ("negotiat", "review", "decision", "verhandl", "bought")),
    (50, ("propos", "quote", "offer", "pricing", "angebot", "present", "demo", "value")),
    (40, ("engag", "needs", "discover", "analysis", "perception", "evaluat", "scheduled", "meeting")),
    (20, ("qualif", "contact", "appointment", "kontakt")),
    (10, ("prospect", "lead", "new", "neu", "idea", "interest")),
)
UNKNOWN_STEP = 30


def state_of(values: dict[str, Any]) -> str:
    """Open, won or lost, by status, flags, stage, or times, whichever the file has."""
    said = fold(values.get("status") or "")
    if said:
        for state, names in (("won", WON), ("lost", LOST), ("open", OPEN)):
            if said in names:
                return state
        raise Refused(
            f"“{values['status']}” is neither open, won nor lost.",
            remedy="Correct it, or map another column.",
            fields={"status": "Use open, won or lost."},
        )
    if values.get("is_won"):
        return "won"
    if values.get("is_closed"):
        return "lost"
    ended = end_of(values.get("stage") or "")
    if ended:
        return ended
    if values.get("won_at"):
        return "won"
    return "lost" if values.get("lost_at") else "open"


def end_of(stage: str) -> str:
    """Whether a stage's name means won or lost; "" when it is open."""
    said = fold(stage)
    if said in WON or said.startswith(("closed won", "won ")):
        return "won"
    return "lost" if said in LOST or said.startswith(("closed lost", "lost ")) else ""


def category_of(text: str) -> str:
    """The forecast category of an open deal."""
    said = fold(text)
    return next((category for category, names in CATEGORIES.items() if said in names), "pipeline")


def kind_of(text: str) -> str:
    """New business, expansion or renewal."""
    said = fold(text)
    return next((kind for kind, names in TYPES.items() if any(name in said for name in names)), "new")


def new_stages(names: Iterable[str]) -> list[NewStage]:
    """Open stages from their names, in the order in which deals usually pass them."""
    chances = [(step_of(name), name) for name in names]
    return [NewStage(name, chance) for chance, name in sorted(chances, key=lambda pair: pair[0])]


def step_of(name: str) -> int:
    """The chance that a stage with this name starts with."""
    said = fold(name)
    return next((chance for chance, names in STEPS if any(word in said for word in names)), UNKNOWN_STEP)
