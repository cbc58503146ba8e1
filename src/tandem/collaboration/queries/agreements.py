"""What waits for whom, and what was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tandem.authority.reach import may
from tandem.collaboration.kinds import KINDS
from tandem.collaboration.models import Agreement, AgreementQuerySet, AgreementVersion, Signature
from tandem.people.models import Person

SHOWN = 50


@dataclass(frozen=True)
class Item:
    """One agreement as a viewer meets it: its words, and what the viewer may do with it now."""

    agreement: Agreement
    title: str
    summary: str
    subject: str
    link: str
    figure: str
    reason: str
    late: bool
    may_answer: bool  # accept, counter or decline
    may_decide: bool  # accept the counter-proposal or stand firm
    may_withdraw: bool
    may_remind: bool
    deputy_for: Person | None

    @property
    def other(self) -> Person:
        """Who asked, or, when the viewer did, who answers."""
        agreement = self.agreement
        return agreement.asker if self.may_answer or not self.may_decide else agreement.answerer


@dataclass(frozen=True)
class AgreementPage:
    """One agreement with every version, and who signed which."""

    item: Item
    versions: Sequence[AgreementVersion]
    signatures: Sequence[Signature]


def agreements(viewer: Person) -> AgreementQuerySet:
    """The agreements the viewer may see."""
    return Agreement.objects.visible_to(viewer)


def get_agreement(viewer: Person, agreement_id: int) -> Agreement:
    """One agreement. Http404 when it is not the viewer's to see."""
    return agreements(viewer).with_people().get_visible(viewer, agreement_id)


def waiting_count(viewer: Person) -> int:
    """How many agreements have their next move with the viewer."""
    return Agreement.objects.waiting_for(viewer).count()


def waiting(viewer: Person, *, today: date, limit: int | None = None) -> list[Item]:
    """What waits for the viewer, as themself or as a deputy, the most urgent first."""
    rows = Agreement.objects.waiting_for(viewer).with_people()
    return items(viewer, rows[:limit] if limit else rows[:SHOWN], today=today)


def kept(viewer: Person, which: str, *, today: date) -> list[Item]:
    """The viewer's agreements: "asked" by them and still open, or "closed" ones of either side, newest first."""
    rows = agreements(viewer).with_people().order_by("-pk")
    if which == "asked":
        rows = rows.filter(asker=viewer).open()
    else:
        rows = rows.filter(Q(asker=viewer) | Q(answerer=viewer), mover__isnull=True)
    return items(viewer, rows[:SHOWN], today=today)


def about_record(viewer: Person, label: str, pk: int, *, today: date) -> list[Item]:
    """The open agreements about one record that the viewer may see."""
    rows = agreements(viewer).with_people().open().filter(about=label, about_id=pk).order_by("-pk")
    return items(viewer, rows[:SHOWN], today=today)


def agreement_page(viewer: Person, agreement_id: int, *, today: date) -> AgreementPage:
    """One agreement with its history. Http404 when it is not the viewer's to see."""
    agreement = get_agreement(viewer, agreement_id)
    return AgreementPage(
        item=items(viewer, [agreement], today=today)[0],
        versions=list(agreement.versions.select_related("by").order_by("number")),
        signatures=list(agreement.signatures.select_related("person", "for_person", "version")),
    )


def items(viewer: Person, rows: Iterable[Agreement], *, today: date) -> list[Item]:
    """Agreements as the viewer meets them: words and rights, in as many queries for one as for fifty."""
    found = list(rows)
    for key in {row.kind for row in found}:
        KINDS[key].prepare([row for row in found if row.kind == key])
    reasons = {
        (version.agreement_id, version.number): version.reason
        for version in AgreementVersion.objects.filter(agreement__in=[row.pk for row in found])
    }
    lent = _givers(viewer)
    return [_item(viewer, row, reasons.get((row.pk, row.proposal), ""), lent, today) for row in found]


def _givers(viewer: Person) -> set[int]:
    from tandem.collaboration.models.agreements import givers

    return set(givers(viewer)) if viewer.stands_in else set()


def _item(viewer: Person, row: Agreement, reason: str, lent: set[int], today: date) -> Item:
    words = row.words
    mine = {viewer.pk, *lent}
    theirs_to_move = row.mover_id in mine
    answers = row.state == "waiting" and theirs_to_move and row.asker_id != viewer.pk
    if row.state == "waiting" and not answers and row.is_late(today) and words.overdue_goes_up:
        answers = may(viewer, "collaboration.accept", row)
    decides = row.state == "countered" and theirs_to_move and row.answerer_id != viewer.pk
    stood_for = row.mover if row.mover_id in lent and row.mover_id != viewer.pk else None
    return Item(
        agreement=row,
        title=words.title(row),
        summary=words.summary(row),
        subject=words.subject(row),
        link=words.link(row),
        figure=words.figure_text(row, row.figure),
        reason=reason,
        late=row.is_late(today),
        may_answer=answers,
        may_decide=decides,
        may_withdraw=row.is_open and row.asker_id == viewer.pk,
        may_remind=row.state == "waiting" and row.asker_id == viewer.pk,
        deputy_for=stood_for,
    )
