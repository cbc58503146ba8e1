"""What the audit log can be asked about: records, people, teams, plans and targets, found by a part of their name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from tandem.authority import organization
from tandem.authority.reach import may
from tandem.core.errors import NotAllowed
from tandem.core.search import find
from tandem.core.search.folding import fold
from tandem.customers.models import Account, Contact
from tandem.deals.models import Deal
from tandem.goals.models import METRICS, Plan, Target
from tandem.people.models import Person, Team

MODELS = {"account": Account, "contact": Contact, "deal": Deal, "person": Person}
RECORDS, TEAMS, PLANS, TARGETS = 8, 4, 4, 6  # of each kind at most
LOOKED_THROUGH = 1000  # newest plans


def audited_records(viewer: Person, text: str) -> list[dict[str, str]]:
    """Choices of a Pick: id "deals.deal:12", text, note. Whoever reads the audit log may find every record."""
    if not may(viewer, "authority.audit"):
        raise NotAllowed("Your role does not read the audit log.", remedy="Ask an administrator.")
    words = fold(text).split()
    if not words:
        return []
    hits = find(text.replace("\0", ""), dict.fromkeys(MODELS), limit=RECORDS)
    teams = [team for team in Team.objects.order_by("path") if _fits(team.name, words)][:TEAMS]
    people = [hit.record_id for hit in hits if hit.kind == "person"]
    return [
        *(_choice(MODELS[hit.kind]._meta.label_lower, hit.record_id, hit.title,
                  f"{hit.kind}, {hit.line}" if hit.line else hit.kind) for hit in hits),
        *(_choice("people.team", team.pk, team.name, "team") for team in teams),
        *islice(_plans(words), PLANS),
        *_targets(people, [team.pk for team in teams]),
    ]  # fmt: skip


def _choice(label: str, pk: int, text: str, note: str) -> dict[str, str]:
    return {"id": f"{label}:{pk}", "text": text, "note": note}


def _fits(text: str, words: Sequence[str]) -> bool:
    folded = fold(text)
    return all(word in folded for word in words)


def _period(plan: Plan) -> str:
    return f"{METRICS[plan.metric].lower()} {plan.period(organization.calendar()).label}"


def _plans(words: Sequence[str]) -> Iterator[dict[str, str]]:
    for plan in Plan.objects.select_related("team").order_by("-start_on", "-pk")[:LOOKED_THROUGH]:
        if _fits(f"{plan.team.name} {_period(plan)}", words):
            yield _choice("goals.plan", plan.pk, plan.team.name, f"plan, {_period(plan)}")


def _targets(people: Sequence[int], teams: Sequence[int]) -> Iterator[dict[str, str]]:
    rows = Target.objects.filter(person__in=people) | Target.objects.filter(team__in=teams)
    for target in rows.select_related("plan", "person", "team").order_by("-plan__start_on", "-pk")[:TARGETS]:
        yield _choice("goals.target", target.pk, target.name, f"target, {_period(target.plan)}")
