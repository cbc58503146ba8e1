"""What the audit log can be asked about: records, people, teams, plans and targets, found by a part of their name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from tandem.authority import organization
from tandem.authority.reach import may
from tandem.core.errors import NotAllowed
from tandem.core.search import find
from tandem.core.search.folding import fold
from tandem.goals.models import METRICS, Plan, Target
from tandem.people.models import Person, Team

RECORDS = {"account": "customers.account", "contact": "customers.contact", "deal": "deals.deal"}
PEOPLE, TEAMS, SHOWN, PLANS, TARGETS = 4, 4, 8, 4, 6  # of each kind at most
LOOKED_THROUGH = 1000  # newest plans


def audited_records(viewer: Person, text: str) -> list[dict[str, str]]:
    """Choices of a Pick: id "deals.deal:12", text, note. Whoever reads the audit log may find every record."""
    if not may(viewer, "authority.audit"):
        raise NotAllowed("Your role does not read the audit log.", remedy="Ask an administrator.")
    words = fold(text).split()
    if not words:
        return []
    text = text.replace("\0", "")
    people = find(text, {"person": None}, limit=PEOPLE)
    records = find(text, dict.fromkeys(RECORDS), limit=SHOWN)
    teams = [team for team in Team.objects.order_by("path") if _fits(team.name, words)][:TEAMS]
    return [
        *(_choice("people.person", hit.record_id, hit.title, hit.line or "person") for hit in people),
        *(_choice("people.team", team.pk, team.name, "team") for team in teams),
        *(
            _choice(
                RECORDS[hit.kind], hit.record_id, hit.title, ", ".join(filter(None, (hit.kind, hit.line)))
            )
            for hit in records
        ),
        *islice(_plans(words), PLANS),
        *_targets([hit.record_id for hit in people], [team.pk for team in teams]),
    ]


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
