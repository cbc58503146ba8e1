"""Deals, and why they are lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from tandem.authority import organization
from tandem.authority.scope import Scope, ScopedQuerySet
from tandem.core.clock import day_of
from tandem.core.models import Record
from tandem.core.money import AmountField, Money
from tandem.core.periods import Period
from tandem.deals.models.pipelines import Pipeline, Stage

STATES = {"open": "Open", "won": "Won", "lost": "Lost"}
DEAL_KINDS = {"new": "New business", "expansion": "Expansion", "renewal": "Renewal"}
CATEGORIES = {
    "pipeline": "Pipeline",
    "best": "Best case",
    "commit": "Commit",
    "closed": "Closed",
    "omitted": "Omitted",
}
NEVER = date(9999, 12, 31)  # when a deal without a date closes: after all others
# When a deal was deleted that an import had created and that went with it: before any period, so that none counts it.
NEVER_WAS = datetime(1970, 1, 1, tzinfo=UTC)
ALIVE = Q(deleted_at__isnull=True)
GONE = Q(deleted_at__isnull=False)
OPEN = Q(state="open", deleted_at__isnull=True)
WON = Q(state="won", deleted_at__isnull=True)


class LostReason(models.Model):
    """Why deals are lost, in the organization's words. One that is no longer offered stays on its deals."""

    name = models.CharField(max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "reason for losing"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])


class DealQuerySet(ScopedQuerySet["Deal"]):
    def open(self) -> Self:
        """Deals neither won nor lost."""
        return self.filter(state="open")

    def won(self) -> Self:
        """Deals that were won."""
        return self.filter(state="won")

    def lost(self) -> Self:
        """Deals that were lost."""
        return self.filter(state="lost")

    def closed(self) -> Self:
        """Deals won or lost."""
        return self.exclude(state="open")

    def closing_in(self, period: Period) -> Self:
        """Open deals expected to close in the period, and closed deals that did."""
        return self.filter(closes_on__gte=period.start, closes_on__lte=period.end)

    def won_in(self, period: Period) -> Self:
        """Deals won in the period."""
        return self.won().filter(closed_on__gte=period.start, closed_on__lte=period.end)

    def without_next_step(self) -> Self:
        """Open deals for which nobody knows what happens next."""
        return self.open().filter(next_step="")

    def past_close_date(self, today: date) -> Self:
        """Open deals that were expected to have closed before today."""
        return self.open().filter(closes_on__lt=today)

    def longer_than_usual(self, today: date) -> Self:
        """Open deals that have been in their stage longer than deals usually are."""
        return self.open().filter(usual_until_on__lt=today)

    def needing_attention(self, today: date) -> Self:
        """Open deals with any of the three: no next step, close date passed, longer in stage than usual."""
        return self.open().filter(Q(next_step="") | Q(closes_on__lt=today) | Q(usual_until_on__lt=today))


class Deal(Record):
    """Something that is being sold, was sold, or was not.

    `team` is credited with it: the owner's team while it is open, at closing the owner's team of the closing day;
    `credited_to` is the owner at closing. `booked_amount` is the amount in the organization's currency by the rate
    of the closing day. `closes_on` is the day it closed, else the expected one, else far away: lists sort by it.
    `opening_known`: False where an import did not tell when it was opened; then `created_at` is the day it closed, or
    that of the import.
    """

    name = models.CharField(max_length=200)
    account = models.ForeignKey(
        "customers.Account", models.PROTECT, null=True, blank=True, related_name="deals", db_index=False
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="deals", db_index=False)
    team = models.ForeignKey(
        "people.Team", models.PROTECT, null=True, related_name="deals", editable=False, db_index=False
    )
    credited_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="deals_credited",
        editable=False,
        db_index=False,
    )
    pipeline = models.ForeignKey(Pipeline, models.PROTECT, related_name="deals", db_index=False)
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="deals", db_index=False)
    state = models.CharField(max_length=4, choices=STATES, default="open", editable=False)
    kind = models.CharField("type", max_length=10, choices=DEAL_KINDS, default="new")
    source = models.CharField(max_length=80, blank=True, default="")

    amount = AmountField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    booked_amount = AmountField(null=True, editable=False)
    forecast_category = models.CharField(max_length=10, choices=CATEGORIES, default="pipeline")

    expected_close_on = models.DateField("expected to close", null=True, blank=True)
    closed_on = models.DateField("closed", null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    opening_known = models.BooleanField(default=True, editable=False)
    closes_on = models.GeneratedField(
        expression=Coalesce("closed_on", "expected_close_on", models.Value(NEVER)),
        output_field=models.DateField("closes"),
        db_persist=True,
    )
    lost_reason = models.ForeignKey(
        LostReason, models.PROTECT, null=True, editable=False, related_name="deals"
    )
    lost_note = models.TextField(blank=True, default="", editable=False)

    next_step = models.CharField(max_length=200, blank=True, default="")
    next_step_on = models.DateField("next step on", null=True, blank=True)
    stage_since = models.DateTimeField("in stage since", editable=False)
    usual_until_on = models.DateField(null=True, editable=False)

    objects = DealQuerySet.as_manager()
    scope = Scope(see="deals.see")
    search_kind = "deal"

    class Meta:
        verbose_name = "deal"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(STATES)), name="deal_state"),
            models.CheckConstraint(condition=Q(kind__in=list(DEAL_KINDS)), name="deal_kind"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="deal_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="open",
                    closed_on__isnull=True,
                    closed_at__isnull=True,
                    booked_amount__isnull=True,
                    credited_to__isnull=True,
                    forecast_category__in=["pipeline", "best", "commit", "omitted"],
                )
                | Q(
                    state="won",
                    closed_on__isnull=False,
                    closed_at__isnull=False,
                    amount__isnull=False,
                    booked_amount__isnull=False,
                    credited_to__isnull=False,
                    forecast_category="closed",
                )
                | Q(
                    state="lost",
                    closed_on__isnull=False,
                    closed_at__isnull=False,
                    credited_to__isnull=False,
                    forecast_category="omitted",
                ),
                name="deal_closed_or_not",
            ),
            models.CheckConstraint(
                condition=Q(state="lost", lost_reason__isnull=False)
                | (~Q(state="lost") & Q(lost_reason__isnull=True)),
                name="deal_lost_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(next_step_on__isnull=True) | ~Q(next_step=""), name="deal_step_of_date"
            ),
            models.UniqueConstraint(
                fields=["external_id"], name="deal_external", condition=~Q(external_id="")
            ),
        ]
        # Every default order stands on one of these, for an officer (owner first) and for whoever sees all.
        indexes = [
            models.Index(
                fields=["owner", "state", "closes_on", "id"], name="deal_owner_closes", condition=ALIVE
            ),
            models.Index(fields=["state", "closes_on", "id"], name="deal_closes", condition=ALIVE),
            models.Index(
                fields=[
                    "pipeline",
                    "stage",
                    "closes_on",
                    "id",
                    "owner",
                    "currency",
                    "amount",
                    "usual_until_on",
                ],
                name="deal_board",
                condition=ALIVE,
            ),
            models.Index(
                fields=[
                    "owner",
                    "pipeline",
                    "stage",
                    "closes_on",
                    "id",
                    "currency",
                    "amount",
                    "usual_until_on",
                ],
                name="deal_board_owner",
                condition=ALIVE,
            ),
            # What a team's figures add up, without looking at the deals themselves.
            models.Index(
                fields=["team", "closed_on", "credited_to", "booked_amount"],
                name="deal_team_won",
                condition=WON,
            ),
            models.Index(
                fields=["credited_to", "closed_on", "team", "booked_amount"],
                name="deal_credited_won",
                condition=WON,
            ),
            models.Index(
                fields=["team", "state", "closes_on", "id", "created_at"],
                name="deal_team_state",
                condition=ALIVE,
            ),
            models.Index(
                fields=[
                    "team",
                    "owner",
                    "currency",
                    "closes_on",
                    "usual_until_on",
                    "amount",
                    "next_step",
                    "id",
                ],
                name="deal_team_open",
                condition=OPEN,
            ),
            models.Index(fields=["amount", "id"], name="deal_amount", condition=ALIVE),
            models.Index(fields=["owner", "amount", "id"], name="deal_owner_amount", condition=ALIVE),
            models.Index(fields=["closes_on", "id"], name="deal_any_closes", condition=ALIVE),
            models.Index(fields=["owner", "closes_on", "id"], name="deal_owner_any_closes", condition=ALIVE),
            models.Index(fields=["account", "state", "closes_on"], name="deal_account"),
            # What periods that were over count still.
            models.Index(fields=["deleted_at", "closed_on"], name="deal_gone", condition=GONE),
            models.Index(fields=["stage"], name="deal_stage"),
            models.Index(fields=["usual_until_on"], name="deal_usual_until", condition=OPEN),
            models.Index(fields=["-created_at", "-id"], name="deal_created"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("deals:deal", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Neither won nor lost."""
        return self.state == "open"

    @property
    def money(self) -> Money | None:
        """The amount with its currency; None while it is unknown."""
        return None if self.amount is None else Money(self.amount, self.currency)

    @property
    def weighted(self) -> Money | None:
        """The amount times the stage's configured chance; what was won counts in full."""
        money = self.money
        return (
            None if money is None else Money(money.amount * self.stage.chance / 100, self.currency).rounded()
        )

    def days_in_stage(self, today: date) -> int:
        """Whole days since it came into its stage, by the organization's days."""
        since = day_of(self.stage_since, organization.current().time_zone)
        return max((today - since).days, 0)

    def days_late(self, today: date) -> int:
        """How many days ago an open deal was expected to have closed; 0 when it is in time."""
        return max((today - self.closes_on).days, 0) if self.is_open else 0

    def search_title(self) -> str:
        return f"{self.account} · {self.name}" if self.account_id else self.name

    def search_text(self) -> str:
        return f"{self.next_step} {self.source}"
