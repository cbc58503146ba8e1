"""The agreement: one person asks, another answers; every version and both signatures are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from tandem.authority import organization, reach
from tandem.authority.models import Delegation
from tandem.authority.scope import Scope, ScopedQuerySet
from tandem.collaboration.kinds import KINDS, Kind
from tandem.collaboration.rules import OPEN, STATES, senior_of
from tandem.core.money import AmountField

if TYPE_CHECKING:
    from tandem.people.models import Person

SEE = "collaboration.see_agreement"
ANSWERERS = frozenset({"collaboration.accept", "collaboration.counter", "collaboration.decline"})
ASKERS = frozenset({"collaboration.accept_counter", "collaboration.stand_firm"})


def givers(viewer: Person) -> models.QuerySet[Delegation, int]:
    """Ids of the people whose decisions the viewer takes today."""
    day = organization.today()
    held = Delegation.objects.filter(deputy=viewer, since__lte=day, until__gte=day)
    return held.values_list("giver", flat=True)


def taking_part(viewer: Person, side: str) -> Q:
    """The viewer is on this side ("asker", "answerer" or "mover"), or stands in for who is."""
    mine = Q(**{side: viewer.pk})
    return mine | Q(**{f"{side}__in": givers(viewer)}) if viewer.stands_in else mine


@dataclass(frozen=True)
class BetweenTwo(Scope):
    """Seen by both sides, their deputies, and whoever sees the work of either. Answered by whose move it is.

    What the organization lets officers see of each other's records does not widen this.
    """

    def condition(self, viewer: Person, verb: str, model: type[models.Model]) -> Q | None:
        """What limits agreements to those the viewer may see, answer, withdraw or remind of."""
        if reach.reach_of(viewer, verb) is reach.NONE:
            return Q(pk__in=[])
        if verb in ANSWERERS:
            return (taking_part(viewer, "answerer") | _overdue_below(viewer)) & ~Q(asker=viewer.pk)
        if verb in ASKERS:
            return (taking_part(viewer, "asker") | _left_below(viewer)) & ~Q(answerer=viewer.pk)
        of_asker = reach.owned_within(viewer, verb, "asker")
        if verb != SEE or of_asker is None:
            return of_asker
        of_answerer = reach.owned_within(viewer, verb, "answerer")
        seen = of_asker if of_answerer is None else of_asker | of_answerer
        if viewer.stands_in:
            seen |= Q(asker__in=givers(viewer)) | Q(answerer__in=givers(viewer))
        return seen

    def allows(self, viewer: Person, verb: str, row: Any) -> bool:
        """Whether the viewer may do `verb` to this agreement."""
        condition = self.condition(viewer, verb, type(row))
        return condition is None or type(row)._base_manager.filter(condition, pk=row.pk).exists()


def _overdue_below(viewer: Person) -> Q:
    """What people below the viewer cannot answer any more, or left past its day in kinds that then go up."""
    kinds = [key for key, kind in KINDS.items() if kind.overdue_goes_up]
    return (Q(kind__in=kinds, due_on__lt=organization.today()) | Q(answerer__is_active=False)) & _below(
        viewer
    )


def _left_below(viewer: Person) -> Q:
    """What was asked by somebody who left, of people below the viewer."""
    return Q(asker__is_active=False) & _below(viewer)


def _below(viewer: Person) -> Q:
    """What people below the viewer were asked; executives stand above all."""
    if viewer.role == "executive":
        return Q()
    below = Q(pk__in=[])
    for path in viewer.led:
        below |= Q(answerer__path__startswith=path)
    return below


class AgreementQuerySet(ScopedQuerySet["Agreement"]):
    def open(self) -> Self:
        """Those that somebody still has to answer."""
        return self.filter(state__in=OPEN)

    def waiting_for(self, viewer: Person) -> Self:
        """Those whose next move is the viewer's, as themself or as a deputy; the most urgent first."""
        mine = self.filter(taking_part(viewer, "mover"))
        if viewer.stands_in:  # a deputy never decides on what they asked for, or answered, themself
            mine = mine.exclude(Q(asker=viewer.pk) & ~Q(mover=viewer.pk))
            mine = mine.exclude(Q(answerer=viewer.pk) & ~Q(mover=viewer.pk))
        return mine.order_by(F("due_on").asc(nulls_last=True), "asked_at", "pk")

    def overdue_below(self, viewer: Person) -> Self:
        """Those that went up the line: nobody answered in time, or who had to answer or to decide has left."""
        late = Q(_overdue_below(viewer), state="waiting") | Q(_left_below(viewer), state="countered")
        return self.filter(late).exclude(Q(asker=viewer.pk) | Q(mover=viewer.pk) | Q(answerer=viewer.pk))

    def about(self, row: models.Model) -> Self:
        """Those about one record."""
        return self.filter(about=row._meta.label_lower, about_id=row.pk)

    def with_people(self) -> Self:
        """With both sides and whose move it is, in the same query."""
        return self.select_related("asker", "answerer", "mover", "answered_by")


class Agreement(models.Model):
    """What one person asks of another, about a record, as it stands now.

    `facts` belong to the kind, which makes words of them. `figure` is what is on the table, in `currency` or,
    when that is empty, in the kind's own unit. `mover` has the next move; nobody once it is closed.
    """

    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answerer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    mover = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=STATES, default="waiting")
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    figure = AmountField(null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    asked_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    proposal = models.PositiveSmallIntegerField(default=1)
    outcome = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    measured_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AgreementQuerySet.as_manager()
    scope = BetweenTwo(see=SEE, owner="asker")

    class Meta:
        verbose_name = "agreement"
        constraints = [
            models.CheckConstraint(condition=~Q(asker=F("answerer")), name="agreement_two_people"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, mover__isnull=False)
                | (~Q(state__in=OPEN) & Q(mover__isnull=True)),
                name="agreement_move",
            ),
        ]
        indexes = [
            models.Index(
                fields=["mover", "due_on"], name="agreement_waiting", condition=Q(mover__isnull=False)
            ),
            models.Index(fields=["about", "about_id", "-id"], name="agreement_about"),
            models.Index(fields=["asker", "-id"], name="agreement_asker"),
            models.Index(fields=["answerer", "-id"], name="agreement_answerer"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about} {self.about_id}"

    @property
    def words(self) -> Kind:
        """The kind, which says what this is about and what follows an answer."""
        return KINDS[self.kind]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has the next move."""
        return self.state in OPEN

    @property
    def turn(self) -> str:
        """Which half of the turn marker is filled: "manager", "officer", or "" once it is closed."""
        if self.mover_id is None:
            return ""
        senior = senior_of((self.asker.role, self.asker.path), (self.answerer.role, self.answerer.path))
        mover = "asker" if self.mover_id == self.asker_id else "answerer"
        return "manager" if mover == senior else "officer"

    @property
    def from_manager(self) -> bool:
        """Whether the manager of the two asked."""
        sides = (self.asker.role, self.asker.path), (self.answerer.role, self.answerer.path)
        return senior_of(*sides) == "asker"

    def is_late(self, today: date) -> bool:
        """Whether its day has passed unanswered."""
        return self.is_open and self.due_on is not None and self.due_on < today

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])


class AgreementVersion(models.Model):
    """One proposal: what was on the table, from whom, why."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    figure = AmountField(null=True)
    reason = models.TextField(blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="proposal_number")]

    def __str__(self) -> str:
        return f"{self.agreement_id} proposal {self.number}"


class Signature(models.Model):
    """Somebody's yes to one version. `for_person` is who they stood in for."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="signatures")
    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="signatures")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    for_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "person"], name="signature_once")]

    def __str__(self) -> str:
        return f"{self.person_id} signed {self.version_id}"
