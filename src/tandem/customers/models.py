"""Accounts, contacts, and who of us works with which account."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse

from tandem.authority.scope import Scope, ScopedQuerySet
from tandem.core.models import Record
from tandem.core.money import AmountField
from tandem.customers.rules import web_address

SIZES = {"small": "Under 50", "medium": "50 to 249", "large": "250 to 999", "enterprise": "1,000 and more"}
HEALTHS = {"": "Not rated", "good": "Good", "watch": "Watch", "poor": "Poor"}


class AccountQuerySet(ScopedQuerySet["Account"]):
    def strategic(self) -> Self:
        """Accounts that a manager looks after personally."""
        return self.filter(strategic=True)

    def named(self, name: str) -> Self:
        """Accounts with this name, whatever its case."""
        return self.filter(name__iexact=name.strip())


class Account(Record):
    """A company that buys, or might."""

    name = models.CharField(max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="accounts", db_index=False
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="subsidiaries")
    industry = models.CharField(max_length=80, blank=True, default="")
    region = models.CharField(max_length=80, blank=True, default="")
    city = models.CharField(max_length=80, blank=True, default="")
    country = models.CharField(max_length=80, blank=True, default="")
    website = models.CharField(max_length=200, blank=True, default="")
    phone = models.CharField(max_length=60, blank=True, default="")
    founded = models.PositiveSmallIntegerField("founded in", null=True, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    revenue = AmountField("yearly revenue", null=True, blank=True)
    currency = models.CharField("currency of the revenue", max_length=3, blank=True, default="")
    strategic = models.BooleanField("strategic account", default=False)
    health = models.CharField(max_length=10, choices=HEALTHS, blank=True, default="")

    objects = AccountQuerySet.as_manager()
    scope = Scope(
        see="customers.see",
        team="members__person",
        team_may=frozenset({"customers.edit_account", "customers.add_contact"}),
    )

    class Meta:
        verbose_name = "account"
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], name="account_external", condition=~Q(external_id="")
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="account_not_its_parent"),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="account_name"),
            models.Index(fields=["owner", "name", "id"], name="account_owner_name"),
            models.Index(fields=["owner", "id"], name="account_owner"),
            models.Index(fields=["-created_at", "-id"], name="account_created"),
            models.Index(Lower("name"), name="account_lower_name"),
        ]

    search_kind = "account"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:account", args=[self.pk])

    @property
    def size(self) -> str:
        """The size class by number of employees, "" when unknown."""
        if self.employees is None:
            return ""
        for most, key in ((49, "small"), (249, "medium"), (999, "large")):
            if self.employees <= most:
                return SIZES[key]
        return SIZES["enterprise"]

    @property
    def place(self) -> str:
        """City and country, what is known of them."""
        return ", ".join(part for part in (self.city, self.country) if part)

    @property
    def web_address(self) -> str:
        """Where the website is opened; "" when what was typed is none."""
        return web_address(self.website)

    def search_title(self) -> str:
        return self.name

    def search_text(self) -> str:
        return f"{self.industry} {self.place} {self.website}"

    def search_line(self) -> str:
        return " · ".join(part for part in (self.industry, self.place) if part)


class AccountMember(models.Model):
    """Somebody who works with an account beside its owner, because a deal of theirs is there."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    since_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "account"], name="account_member_once")]

    def __str__(self) -> str:
        return f"{self.person_id} works with {self.account_id}"


class ContactQuerySet(ScopedQuerySet["Contact"]):
    def at(self, account: Account) -> Self:
        """The people at one account."""
        return self.filter(account=account)


class Contact(Record):
    """A person at an account. Without an account: somebody met before the company was known."""

    name = models.CharField(max_length=120)
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="contacts")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="contacts")
    title = models.CharField("job title", max_length=120, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=60, blank=True, default="")
    mobile = models.CharField(max_length=60, blank=True, default="")
    city = models.CharField(max_length=80, blank=True, default="")
    country = models.CharField(max_length=80, blank=True, default="")

    objects = ContactQuerySet.as_manager()
    scope = Scope(see="customers.see", through="account")

    class Meta:
        verbose_name = "contact"
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], name="contact_external", condition=~Q(external_id="")
            ),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="contact_name"),
            models.Index(fields=["owner", "name", "id"], name="contact_owner_name"),
            models.Index(fields=["account", "name", "id"], name="contact_account_name"),
            models.Index(fields=["email"], name="contact_email"),
            models.Index(Lower("name"), name="contact_lower_name"),
        ]

    search_kind = "contact"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:contact", args=[self.pk])

    def search_title(self) -> str:
        return self.name

    def search_text(self) -> str:
        return f"{self.title} {self.account.name if self.account else ''} {self.email}"

    def search_line(self) -> str:
        account = self.account.name if self.account else ""
        return " · ".join(part for part in (self.title, account, self.email) if part)
