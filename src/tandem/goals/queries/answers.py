"""One target as both sides read it: why this number, where it stands, every figure it had, who signed what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import Http404

from tandem.authority import organization
from tandem.authority.reach import may
from tandem.collaboration.models import Agreement
from tandem.collaboration.queries.agreements import AgreementPage, Item, Step, agreement_page
from tandem.core.money import format_money
from tandem.core.periods import Period
from tandem.goals.models import METRICS, Target, TargetVersion
from tandem.goals.queries.chances import Odds, gauge_of, odds_of
from tandem.goals.queries.checks import words_of
from tandem.goals.queries.gauge import Gauge
from tandem.goals.queries.inputs import Basis
from tandem.goals.queries.must import MustBe, must_be
from tandem.goals.queries.plans import get_target
from tandem.goals.queries.revisions import Revision, revision_of
from tandem.goals.queries.standing import GoalStanding, standings
from tandem.goals.rules import BAND_NAMES, KIND
from tandem.people.models import Person

PARTS = {"history": "History", "pipeline": "Pipeline", "even": "Even", "chance": "Equal chance"}


@dataclass(frozen=True)
class Reason:
    """One line of "Why this number"; `amount` is what this part alone would give, None where it is missing."""

    name: str
    words: str
    amount: Decimal | None
    sum: bool = False


@dataclass(frozen=True)
class Story:
    """A target, what was asked and answered about it, and every figure it had."""

    target: Target
    label: str
    mine: bool
    basis: Basis
    past: Sequence[tuple[Period, Decimal]]
    reasons: Sequence[Reason]
    versions: Sequence[TargetVersion]
    live: GoalStanding | None
    may_revise: bool
    page: AgreementPage | None = None
    odds: Odds | None = None
    must: MustBe | None = None
    revision: Revision | None = None

    @property
    def gauge(self) -> Gauge | None:
        """The large curve; None where no chance is told."""
        return gauge_of(self.odds) if self.odds else None

    @property
    def counter_percent(self) -> float | None:
        """The chance of the figure that was proposed instead and waits for a decision."""
        agreement = self.item.agreement if self.item else None
        if self.odds is None or agreement is None or agreement.state != "countered":
            return None
        return self.odds.chance_of(agreement.figure) if agreement.figure is not None else None

    @property
    def band(self) -> str:
        """sweet spot, stretch …"""
        return BAND_NAMES.get(self.odds.band, "") if self.odds else ""

    @property
    def item(self) -> Item | None:
        """The agreement with what the viewer may do now."""
        return self.page.item if self.page else None

    @property
    def steps(self) -> Sequence[Step]:
        """Every proposal with its signatures."""
        return self.page.steps if self.page else ()

    @property
    def your_move(self) -> str:
        """ "your move, by Fri 4 Dec"."""
        due = self.item.agreement.due_on if self.item else None
        return f"your move, by {due:%a} {due.day} {due:%b}" if due else "your move"

    @property
    def past_amounts(self) -> list[Decimal]:
        """For the small columns."""
        return [amount for _, amount in self.past]

    @property
    def past_words(self) -> str:
        """ "€242k to €271k"."""
        amounts = self.past_amounts
        low, high = (_short(self.target, each) for each in (min(amounts), max(amounts)))
        return low if low == high else f"{low} to {high}"

    @property
    def metric(self) -> str:
        """bookings, deals won, new accounts."""
        return METRICS[self.target.plan.metric].lower()

    @property
    def heading(self) -> str:
        """ "Your Q1 2027 goal", "Darcel Schlecht’s Q1 2027 goal"."""
        return f"{'Your' if self.mine else f'{self.target.name}’s'} {self.label} goal"


def newest_agreement(viewer: Person, target: Target) -> Agreement | None:
    """The last time that this target was asked for, if the viewer may see it."""
    return Agreement.objects.visible_to(viewer).about(target).filter(kind=KIND).order_by("-pk").first()


def answer_page(viewer: Person, agreement_id: int, *, today: date) -> Story:
    """An agreement on a target. Http404 when it is about something else, or not the viewer's to see."""
    page = agreement_page(viewer, agreement_id, today=today)
    agreement = page.item.agreement
    if agreement.kind != KIND:
        raise Http404("There is no such target, or it is not yours to see.")
    return story(viewer, _target_of(viewer, agreement), today=today, page=page)


def _target_of(viewer: Person, agreement: Agreement) -> Target:
    """The target itself. Its two sides, and their deputies, see what they decide on."""
    if viewer.pk in (agreement.asker_id, agreement.answerer_id) or viewer.stands_in:
        rows = Target.objects.select_related("plan__team", "team", "person", "home__manager")
        found = rows.filter(pk=agreement.about_id).first()
        if found is not None:
            return found
    return get_target(viewer, agreement.about_id)


def story(viewer: Person, target: Target, *, today: date, page: AgreementPage | None = None) -> Story:
    """The target with its history; `page` when there is an agreement about it."""
    plan, basis = target.plan, Basis.of(target)
    holder = target.holder
    mine = holder is not None and holder.pk == viewer.pk
    running = plan.state != "draft" and plan.start_on <= today
    odds = odds_of(target) if plan.end_on >= today else None
    return Story(
        target=target,
        label=plan.period(organization.calendar()).label,
        mine=mine,
        basis=basis,
        past=_past(basis),
        reasons=_reasons(target, basis, mine),
        versions=list(target.versions.select_related("by")),
        live=standings([target], today)[0] if running else None,
        may_revise=target.state != "draft"
        and not mine
        and plan.end_on >= today
        and may(viewer, "goals.revise", target),
        page=page,
        odds=odds,
        must=must_be(odds, today) if odds else None,
        revision=revision_of(viewer, target),
    )


def _past(basis: Basis) -> list[tuple[Period, Decimal]]:
    if not basis.last:
        return []
    last = organization.calendar().parse(basis.last)
    count = len(basis.past)
    return [(last.shifted(at + 1 - count), amount) for at, amount in enumerate(basis.past)][
        count - basis.present :
    ]


def _reasons(target: Target, basis: Basis, mine: bool) -> list[Reason]:
    parts = target.reasons.get("parts", [])
    told = [
        Reason(PARTS[part["name"]], _words(part, target, basis, mine), _decimal(part["amount"]))
        for part in parts
    ]
    if not told:
        return told
    if target.plan.counts_days and basis.capacity < 1 and parts[0]["name"] != "chance":
        told.append(Reason("Presence", _presence(basis, target.plan.kind), None))
    shares = ", ".join(f"{part['share']}% {PARTS[part['name']].lower()}" for part in parts if part["share"])
    assumed = (
        "No history and nothing open yet: counted as an average colleague. "
        if target.reasons["assumed"]
        else ""
    )
    return [*told, Reason("Suggested", f"{assumed}{shares}.{_moved(target)}", target.suggested, sum=True)]


def _presence(basis: Basis, kind: str) -> str:
    """What days away and the ramp of a newcomer make of a full share; it is in the lines above."""
    here = f"{basis.days - basis.away} of {basis.days} days of work"
    new = ", with the ramp of a newcomer" if basis.ramped else ""
    return f"{here} of the {kind}{new}: {basis.capacity * 100:.0f}% of a full share, counted in each line"


def _words(part: dict[str, object], target: Target, basis: Basis, mine: bool) -> str:
    plan = target.plan
    if part["amount"] is None:
        what = "No finished period yet" if part["name"] == "history" else "Nothing open yet"
        return f"{what}; the other parts count instead."
    if part["name"] == "chance":
        return f"What {'you reach' if mine else 'they reach'} with the same chance as all others, {part['value']:.0f}%"
    if part["name"] == "history":
        usual = words_of(plan, round(basis.usual or Decimal(0), 0))
        periods = f"the last {basis.present} {plan.kind}s" if basis.present > 1 else f"one {plan.kind}"
        return f"{usual} is {'your' if mine else 'the'} usual result, the mean of {periods}"
    if part["name"] == "pipeline":
        open_now = words_of_money(basis.pipeline)
        over = (
            f", {basis.pipeline / target.amount:.1f}× the target" if plan.is_money and target.amount else ""
        )
        return f"{open_now} open that may close by {plan.end_on:%-d %b}{over}"
    return "The same for everybody"


def _short(target: Target, amount: Decimal) -> str:
    return format_money(amount, target.plan.currency, "short") if target.plan.is_money else f"{amount:,.0f}"


def words_of_money(amount: Decimal) -> str:
    """An amount in the organization's currency, in short."""
    return format_money(amount, organization.current().currency, "short")


def _moved(target: Target) -> str:
    """What was done to the suggestion before publishing, and by revisions since."""
    first = target.versions.first()
    published = first.amount if first else target.amount
    said = _beside(target, published)
    if published == target.amount:
        return f" Set {said}." if said else " Published as suggested." if first else ""
    return f" Published {said or 'as suggested'}, now {_beside(target, target.amount) or 'as suggested'}."


def _beside(target: Target, amount: Decimal) -> str:
    """ "€5,000 above the suggestion"; "" when it is the suggestion."""
    delta = amount - target.suggested
    words = words_of(target.plan, abs(delta))
    return f"{words} {'above' if delta > 0 else 'below'} the suggestion" if delta else ""


def _decimal(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
