"""What a person was told, in words, as far as they may still know it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.http import Http404

from tandem.authority.sentences import Sentence, tell
from tandem.collaboration.models import Agreement, Comment, Notification, NotificationChoice
from tandem.collaboration.notices import SORTS
from tandem.collaboration.queries.agreements import prepare
from tandem.collaboration.sentences import figure_of
from tandem.people.models import Person

PAGE = 30


@dataclass(frozen=True)
class Line:
    """One notification as it is read: "Nora North stood firm · Target Q4 2026"."""

    notification: Notification
    who: str
    sentence: Sentence
    subject: str
    link: str

    @property
    def actor(self) -> Person | None:
        """Who did it; None for Tandem itself."""
        return self.notification.entry.actor

    @property
    def asks_reader(self) -> bool:
        """Whether it is the reader who is asked."""
        return _asked(self.notification.person_id, self.notification.entry)

    @property
    def detail(self) -> str:
        """What changed, or what somebody said."""
        return self.sentence.detail

    @property
    def quote(self) -> bool:
        """Whether the detail is what somebody said."""
        return self.sentence.quote

    @property
    def words_alone(self) -> str:
        """The line without marks, for the subject of a letter."""
        return " ".join(part for part in (self.who, self.sentence.words, "·", self.subject) if part).rstrip(
            " ·"
        )


@dataclass(frozen=True)
class Choice:
    """One kind of notification in the settings."""

    key: str
    name: str
    help: str
    in_app: bool
    by_mail: bool


def unread_count(person: Person) -> int:
    """How many notifications were not read yet: one query on a partial index."""
    return Notification.objects.of(person).unread().count()


def notifications(person: Person, *, before: int | None = None, limit: int = PAGE) -> list[Line]:
    """The newest notifications, older ones than number `before` if given."""
    rows = Notification.objects.of(person).select_related("entry__actor").order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return told(person, list(rows[:limit]))


def get_notification(person: Person, notification_id: int) -> Line:
    """One of the person's own notifications. Http404 when its record is not theirs to see any more."""
    rows = Notification.objects.of(person).select_related("entry__actor").filter(pk=notification_id)
    for line in told(person, list(rows)):
        return line
    raise Http404("There is no such notification, or it is about what you may not see any more.")


def told(person: Person, rows: Sequence[Notification]) -> list[Line]:
    """These notifications in words, without those about what the person may not see any more."""
    seen = _visible(person, rows)
    kept = [row for row in rows if (row.about, row.about_id) in seen]
    for row in kept:
        row.entry.agreement = seen.get((row.entry.about, row.entry.about_id))  # type: ignore[attr-defined]
    sentences = tell([row.entry for row in kept])
    _say(kept, sentences)
    lines = []
    for row in kept:
        record = seen[(row.about, row.about_id)]
        lines.append(
            Line(
                notification=row,
                who=row.entry.actor.name if row.entry.actor else "Tandem",
                sentence=_to(person, row, sentences[row.entry_id]),
                subject=subject_of(record),
                link=link_of(record),
            )
        )
    return lines


def choices(person: Person) -> list[Choice]:
    """How the person hears of each kind."""
    chosen = {choice.kind: choice for choice in NotificationChoice.objects.filter(person=person)}
    return [
        Choice(
            key,
            sort.name,
            sort.help,
            chosen[key].in_app if key in chosen else sort.in_app,
            chosen[key].by_mail if key in chosen else sort.by_mail,
        )
        for key, sort in SORTS.items()
    ]


def subject_of(record: Any) -> str:
    """What a record is called in a line."""
    if isinstance(record, Agreement):
        return ", ".join(part for part in (record.words.title(record), record.words.subject(record)) if part)
    return str(record) if hasattr(record, "scope") else ""


def link_of(record: Any) -> str:
    """Where a record's page is; "" when it has none."""
    if isinstance(record, Agreement):
        return record.words.link(record)
    return record.get_absolute_url() if hasattr(record, "get_absolute_url") else ""


def _visible(person: Person, rows: Sequence[Notification]) -> dict[tuple[str, int], Any]:
    by_label: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        by_label[row.about].add(row.about_id)
    seen: dict[tuple[str, int], Any] = {}
    for label, pks in by_label.items():
        model: Any = apps.get_model(label)
        found = model.objects.filter(pk__in=pks)
        found = found.visible_to(person) if hasattr(model, "scope") else found
        found = found.with_people() if model is Agreement else found
        records = list(found)
        if model is Agreement:
            prepare(records)
        seen.update({(label, record.pk): record for record in records})
    return seen


def _to(person: Person, row: Notification, plain: Sentence) -> Sentence:
    """The sentence as the person reads it who was asked: "asked you to accept a target", and the figure."""
    agreement: Any = getattr(row.entry, "agreement", None)
    if not _asked(person.pk, row.entry):
        return plain
    name, figure = agreement.answerer.name, figure_of(agreement, row.entry)
    words = plain.words.replace(f"asked {name}", "asked you", 1)
    return replace(plain, words=words, detail=plain.detail or figure)


def _asked(person_id: int, entry: Any) -> bool:
    agreement = getattr(entry, "agreement", None)
    if entry.verb != "collaboration.ask" or agreement is None:
        return False
    return bool(agreement.answerer_id == person_id)


def _say(rows: Sequence[Notification], sentences: dict[int, Sentence]) -> None:
    """Put the words of comments into their sentences."""
    wanted = {row.entry.about_id for row in rows if row.entry.about == "collaboration.comment"}
    texts = dict(Comment.objects.filter(pk__in=wanted, deleted_at=None).values_list("pk", "text"))
    for row in rows:
        if row.entry.about == "collaboration.comment":
            plain = sentences[row.entry_id]
            said = texts.get(row.entry.about_id, "")
            sentences[row.entry_id] = Sentence(plain.words, said[:200], "message-2", quote=bool(said))
