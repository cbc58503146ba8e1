"""Persons, teams and who was on which team when."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from tandem.authority import organization
from tandem.authority.models import Delegation
from tandem.authority.scope import Scope, ScopedQuerySet
from tandem.people.languages import LANGUAGES

ROLES = {
    "officer": "Sales Officer",
    "manager": "Sales Manager",
    "executive": "Executive",
    "administrator": "Administrator",
}
ABSENCES = {"vacation": "Vacation", "parental": "Parental leave", "sick": "Sick leave", "other": "Other"}
THEMES = {"": "As the system", "tandem": "Light", "tandem-dark": "Dark"}


class PersonQuerySet(ScopedQuerySet["Person"]):
    def active(self) -> PersonQuerySet:
        """Persons who work here now."""
        return self.filter(is_active=True)

    def officers(self) -> PersonQuerySet:
        """Persons who carry a target of their own."""
        return self.filter(role="officer")

    def on_path(self, path: str) -> PersonQuerySet:
        """Persons in the team with this path and in the teams below it."""
        return self.filter(path__startswith=path)


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> Any:
        """Sign-in ignores the case of an e-mail address."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody in the organization. Without an e-mail address they own records but do not sign in."""

    name = models.CharField(max_length=120)
    email = models.EmailField(null=True, blank=True, unique=True)
    role = models.CharField(max_length=15, choices=ROLES, default="officer")
    title = models.CharField("job title", max_length=120, blank=True, default="")
    hired_on = models.DateField(null=True, blank=True)
    years_in_sales = models.PositiveSmallIntegerField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, blank=True, default="")
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField("works here", default=True)
    team = models.ForeignKey("Team", models.PROTECT, null=True, blank=True, related_name="members")

    # Kept by people.actions, so that asking whose work somebody may touch costs no query.
    path = models.CharField(max_length=200, blank=True, default="", editable=False, db_index=True)
    led = models.JSONField(default=list, editable=False)
    has_shares = models.BooleanField(default=False, editable=False)
    stands_in = models.BooleanField(default=False, editable=False)

    theme = models.CharField(max_length=12, choices=THEMES, blank=True, default="")
    single_keys = models.BooleanField("single-letter keys", default=True)

    version = models.PositiveIntegerField(default=1, editable=False)
    external_id = models.CharField(max_length=100, blank=True, default="", editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()
    scope = Scope(see="people.see", owner="")
    search_kind = "person"

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email"),
            models.UniqueConstraint(
                fields=["external_id"], name="person_external", condition=~Q(external_id="")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        """What one calls them in a greeting."""
        return self.name.split(" ", 1)[0]

    @property
    def role_name(self) -> str:
        """The role in words."""
        return ROLES[self.role]

    @property
    def language_name(self) -> str:
        """The language they speak, in English."""
        return LANGUAGES.get(self.language, self.language)

    def get_full_name(self) -> str:
        return self.name

    @property
    def carries_target(self) -> bool:
        """Officers carry a target of their own; managers carry their team's."""
        return self.role == "officer"

    def search_title(self) -> str:
        return self.name

    def search_text(self) -> str:
        return f"{self.title} {self.email or ''}"

    def search_line(self) -> str:
        return self.title or self.role_name

    def line(self) -> list[Person]:
        """The managers above this person, nearest first, then the executives."""
        ids = [int(part) for part in self.path.split("/") if part]
        teams = Team.objects.filter(pk__in=ids).select_related("manager")
        by_id = {team.pk: team.manager for team in teams}
        bosses = [by_id.get(pk) for pk in reversed(ids)]
        nearest = [b for b in bosses if b is not None and b.pk != self.pk and b.is_active]
        executives = Person.objects.active().filter(role="executive").exclude(pk=self.pk).order_by("pk")
        return list(dict.fromkeys([*nearest, *executives]))

    def lent_paths(self) -> list[str]:
        """Paths of the teams of those whose decisions this person takes today."""
        day = organization.today()
        givers = Delegation.objects.filter(deputy=self, since__lte=day, until__gte=day)
        return [path for led in givers.values_list("giver__led", flat=True) for path in led]

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])


class Team(models.Model):
    """A node of the tree organization → region → team. `path` holds the ids from the root: "1/4/17/"."""

    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    manager = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="teams_led")
    path = models.CharField(max_length=200, editable=False, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    external_id = models.CharField(max_length=100, blank=True, default="", editable=False)

    class Meta:
        ordering = ["path"]
        constraints = [models.UniqueConstraint(fields=["parent", "name"], name="team_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def depth(self) -> int:
        """0 for the organization's own node."""
        return self.path.count("/") - 1

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])


BEGINNING = date(2000, 1, 1)
"""Since when somebody is on a team when an import does not say: as far back as any results go."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: Any) -> MembershipQuerySet:
        """Memberships that held on this day."""
        return self.filter(since__lte=day).filter(Q(until__isnull=True) | Q(until__gte=day))


class Membership(models.Model):
    """Who was on which team from when until when, both days included; open while until is null."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["person", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="membership_days"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until__isnull=True), name="membership_one_open"
            ),
        ]
        indexes = [models.Index(fields=["team", "since"], name="membership_team")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id} since {self.since}"

    @property
    def since_ever(self) -> bool:
        """Nobody said since when."""
        return self.since == BEGINNING


class AccessToken(models.Model):
    """Lets a program speak to the API in a person's name. Only a digest of the token is kept."""

    SCOPES = {"read": "Read what you may see", "write": "Read, and change what you may change"}

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.CharField(max_length=10, choices=SCOPES, default="read")
    created_at = models.DateTimeField()
    expires_on = models.DateField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(see="people.make_token", owner="person")

    class Meta:
        verbose_name = "access token"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class AbsenceQuerySet(ScopedQuerySet["Absence"]):
    def standing(self) -> AbsenceQuerySet:
        """Absences that nobody withdrew."""
        return self.filter(deleted_at__isnull=True)


class Absence(models.Model):
    """Days on which somebody does not work, both ends included. One person's absences do not overlap."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="absences", db_index=False)
    kind = models.CharField(max_length=10, choices=ABSENCES, default="vacation")
    first_on = models.DateField("first day")
    last_on = models.DateField("last day")
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AbsenceQuerySet.as_manager()
    scope = Scope(see="people.see_absences", owner="person")

    class Meta:
        verbose_name = "absence"
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="absence_days"),
            models.CheckConstraint(condition=Q(kind__in=list(ABSENCES)), name="absence_kind"),
        ]
        indexes = [models.Index(fields=["person", "first_on"], name="absence_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.first_on} to {self.last_on}"

    @property
    def days(self) -> int:
        """Calendar days, both ends included."""
        return (self.last_on - self.first_on).days + 1

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])
