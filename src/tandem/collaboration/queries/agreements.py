"""What waits for whom, and what was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tandem.authority.models import Entry
from tandem.authority.reach import may
from tandem.collaboration.kinds import KINDS
from tandem.collaboration.models import Agreement, AgreementQuerySet, AgreementVersion, Signature, givers
from tandem.collaboration.rules import COUNTERED, STATES
from tandem.people.models import Person

SHOWN = 50


Versions = Mapping[tuple[int, int], AgreementVersion]


@dataclass(frozen=True)
class Item:
    """One agreement as a viewer meets it: its words, and what the viewer may do with it now."""

    agreement: Agreement
    title: str
    summary: str
    subject: str
    link: str
    figure: str
    outcome: str  # what came of it, once that is measured
    asked: str  # the figure first asked for, when another one is on the table
    reason: str
    reason_by: Person
    move: str  # whose move it is, in words
    late: bool
    may_answer: bool  # accept, counter or decline
    may_decide: bool  # accept the counter-proposal or stand firm
    may_withdraw: bool
    may_remind: bool
    deputy_for: Person | None

    @property
    def weigh_link(self) -> str:
        """Where one reads what a proposed figure means before it is sent; "" for nowhere."""
        return self.agreement.words.weigh_link(self.agreement)

    @property
    def other(self) -> Person:
        """Who asked, or, when the viewer did, who answers."""
        agreement = self.agreement
        return agreement.asker if self.may_answer or not self.may_decide else agreement.answerer


@dataclass(frozen=True)
class Step:
    """One version, its figure in words, and who signed it."""

    version: AgreementVersion
    figure: str
    signatures: Sequence[Signature]


@dataclass(frozen=True)
class AgreementPage:
    """One agreement with every version, who signed which, and the reason of who ended it without one."""

    item: Item
    steps: Sequence[Step]
    last_words: str


def agreements(viewer: Person) -> AgreementQuerySet:
    """The agreements the viewer may see."""
    return Agreement.objects.visible_to(viewer)


def get_agreement(viewer: Person, agreement_id: int) -> Agreement:
    """One agreement. Http404 when it is not the viewer's to see."""
    return Agreement.objects.with_people().get_visible(viewer, agreement_id)


def waiting_count(viewer: Person) -> int:
    """How many agreements have their next move with the viewer."""
    return Agreement.objects.waiting_for(viewer).count()


def waiting(viewer: Person, *, today: date, limit: int | None = None) -> list[Item]:
    """What waits for the viewer, as themself or as a deputy, the most urgent first."""
    rows = Agreement.objects.waiting_for(viewer).with_people()
    return items(viewer, rows[:limit] if limit else rows[:SHOWN], today=today)


def kept(viewer: Person, which: str, *, today: date) -> list[Item]:
    """The viewer's agreements: "asked" by them, for another figure too, and still open, the newest first, or "closed"
    ones of either side and those that they settled for somebody, the last settled first.
    """
    rows = agreements(viewer).with_people()
    if which == "asked":
        rows = rows.filter(Q(asker=viewer) | Q(answerer=viewer, state=COUNTERED)).open().order_by("-pk")
    else:
        own = Q(asker=viewer) | Q(answerer=viewer) | Q(answered_by=viewer)
        rows = rows.filter(own, mover__isnull=True).order_by("-answered_at", "-pk")
    return items(viewer, rows[:SHOWN], today=today)


def late_below(viewer: Person, *, today: date) -> list[Item]:
    """What people below the viewer left unanswered past its day, and the viewer may answer now."""
    rows = Agreement.objects.overdue_below(viewer).with_people().order_by("due_on", "pk")
    return items(viewer, rows[:SHOWN], today=today)


def about_record(viewer: Person, label: str, pk: int, *, today: date) -> list[Item]:
    """The open agreements about one record that the viewer may see."""
    rows = agreements(viewer).with_people().open().filter(about=label, about_id=pk).order_by("-pk")
    return items(viewer, rows[:SHOWN], today=today)


def agreement_page(viewer: Person, agreement_id: int, *, today: date) -> AgreementPage:
    """One agreement with its history. Http404 when it is not the viewer's to see."""
    agreement = get_agreement(viewer, agreement_id)
    signatures = list(agreement.signatures.select_related("person", "for_person"))
    steps = [
        Step(
            version,
            agreement.words.figure_text(agreement, version.figure),
            [signature for signature in signatures if signature.version_id == version.pk],
        )
        for version in agreement.versions.select_related("by").order_by("number")
    ]
    return AgreementPage(as_item(viewer, agreement, today=today), steps, _last_words(agreement))


def _last_words(agreement: Agreement) -> str:
    """Why it was declined or withdrawn, from the logbook."""
    if agreement.state not in ("declined", "withdrawn"):
        return ""
    verb = "collaboration.decline" if agreement.state == "declined" else "collaboration.withdraw"
    entries = Entry.objects.filter(about=agreement._meta.label_lower, about_id=agreement.pk, verb=verb)
    last = entries.order_by("-pk").first()
    return last.facts.get("reason", "") if last else ""


def items(viewer: Person, rows: Iterable[Agreement], *, today: date) -> list[Item]:
    """Agreements as the viewer meets them: words and rights, in as many queries for one as for fifty."""
    found = list(rows)
    prepare(found)
    versions = {
        (version.agreement_id, version.number): version
        for version in AgreementVersion.objects.filter(
            agreement__in=[row.pk for row in found]
        ).select_related("by")
    }
    lent = set(givers(viewer)) if viewer.stands_in else set()
    return [_item(viewer, row, versions, lent, today) for row in found]


def prepare(rows: Iterable[Agreement]) -> None:
    """Let each kind fetch what its words need, once for all of its agreements."""
    found = list(rows)
    for key in {row.kind for row in found}:
        KINDS[key].prepare([row for row in found if row.kind == key])


def as_item(viewer: Person, agreement: Agreement, *, today: date) -> Item:
    """One agreement as the viewer meets it."""
    return items(viewer, [agreement], today=today)[0]


def _item(viewer: Person, row: Agreement, versions: Versions, lent: set[int], today: date) -> Item:
    words = row.words
    first, last = versions[(row.pk, 1)], versions[(row.pk, row.proposal)]
    mine = {viewer.pk, *lent}
    theirs_to_move = row.mover_id in mine
    answers = row.state == "waiting" and theirs_to_move and row.asker_id != viewer.pk
    goes_up = not row.answerer.is_active or (row.is_late(today) and words.overdue_goes_up)
    if row.state == "waiting" and not answers and goes_up:
        answers = may(viewer, "collaboration.accept", row)
    decides = row.state == "countered" and theirs_to_move and row.answerer_id != viewer.pk
    if row.state == "countered" and not decides and not row.asker.is_active:
        decides = may(viewer, "collaboration.accept_counter", row)
    stood_for = row.mover if row.mover_id in lent and row.mover_id != viewer.pk else None
    return Item(
        agreement=row,
        title=words.title(row),
        summary=_sentence(words.summary(row)),
        subject=words.subject(row),
        link=words.link(row),
        figure=words.figure_text(row, row.figure),
        outcome=words.outcome_text(row) if row.outcome else "",
        asked=words.figure_text(row, first.figure) if first.figure != row.figure else "",
        reason=last.reason,
        reason_by=last.by,
        move=_move(viewer, row),
        late=row.is_late(today),
        may_answer=answers,
        may_decide=decides,
        may_withdraw=row.is_open and row.asker_id == viewer.pk,
        may_remind=row.state == "waiting" and row.asker_id == viewer.pk,
        deputy_for=stood_for,
    )


def _sentence(text: str) -> str:
    return text if not text or text[-1] in ".!?…”" else f"{text}."


def _move(viewer: Person, row: Agreement) -> str:
    if row.mover is None:
        return STATES[row.state]
    whose = "your move" if row.mover_id == viewer.pk else f"{row.mover.first_name}’s move"
    return f"{whose}, by {row.due_on:%a} {row.due_on.day} {row.due_on:%b}" if row.due_on else whose
