"""Importing people and the tree of their teams."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q

from tandem.authority import organization
from tandem.core.errors import Refused
from tandem.core.imports.kinds import ImportField, ImportKind, Reference, Run, Saved, words
from tandem.core.imports.words import fold
from tandem.people.actions import (
    add_person,
    add_team,
    change_role,
    edit_person,
    move_person,
    reactivate_person,
    set_team_manager,
)
from tandem.people.languages import language_code
from tandem.people.models import BEGINNING, Person, Team

FIELDS = (
    ImportField(
        "name",
        "Name",
        words(
            "full name, sales agent, sales officer, sales rep, sales representative, salesperson, account "
            "executive, agent, officer, rep, representative, seller, employee, employee name, user, user "
            "name, person, member, verkäufer, mitarbeiter, vertriebsmitarbeiter, vendeur, commercial, "
            "vendedor, venditore, verkoper, prodejce, obchodník"
        ),
    ),
    ImportField("first_name", "First name", words("given name, vorname, prénom, nombre, nome, jméno")),
    ImportField(
        "last_name",
        "Last name",
        words("family name, surname, nachname, nom de famille, apellidos, cognome, příjmení"),
    ),
    ImportField(
        "email",
        "E-mail",
        words(
            "email, email address, e-mail address, work email, mail, login, e-mail-adresse, courriel, correo"
        ),
        parse="email",
    ),
    ImportField(
        "external_id",
        "Id in the other system",
        words("user id, employee id, employee number, record id, id"),
    ),
    ImportField("role", "Role", words("profile, rolle, rôle, rol, ruolo")),
    ImportField("title", "Job title", words("title, position, function, titel, fonction, cargo")),
    ImportField(
        "manager",
        "Manager",
        words(
            "sales manager, manager name, reports to, team leader, team lead, supervisor, line manager, boss, "
            "vorgesetzter, vertriebsleiter, responsable, jefe, manažer"
        ),
    ),
    ImportField(
        "region",
        "Region or office",
        words(
            "regional office, office, region, sales office, sales region, branch, territory, standort, "
            "niederlassung, bureau, oficina, ufficio, pobočka"
        ),
    ),
    ImportField(
        "team",
        "Team",
        words("sales team, team name, group, department, mannschaft, équipe, equipo"),
    ),
    ImportField(
        "hired_on",
        "Hired on",
        words("hire date, start date, joined on, date hired, eintrittsdatum"),
        parse="date",
    ),
    ImportField("years_in_sales", "Years in sales", words("experience, years of experience"), parse="whole"),
    ImportField("time_zone", "Time zone", words("timezone, tz, zeitzone")),
    ImportField("language", "Language", words("preferred language, locale, lang, sprache, langue, idioma")),
)
DETAILS = ("title", "hired_on", "years_in_sales", "time_zone", "language")
ROLE_WORDS = {
    "administrator": ("admin",),
    "executive": ("executive", "director", "vice president", "chief", "head of"),
    "manager": ("manager", "lead", "leiter"),
    "officer": ("officer", "agent", "rep", "seller", "sales", "user", "account"),
}


def find_people(actor: Person, text: str) -> list[Person]:
    """Who a cell means: by e-mail, by id of the other system, or by name. Somebody who works here comes first."""
    same = Q(name__iexact=text) | Q(external_id=text)
    if "@" in text:
        same |= Q(email__iexact=text)
    found = list(Person.objects.visible_to(actor).filter(same))
    return [one for one in found if one.is_active] or found


def people_names(actor: Person) -> Iterator[str]:
    """Names to propose."""
    return Person.objects.visible_to(actor).active().values_list("name", flat=True).iterator()


PERSON = Reference("person", find_people, people_names)


def name_of(values: dict[str, Any]) -> str:
    """The name, or the first and last name."""
    parts = (values.get("first_name", ""), values.get("last_name", ""))
    return " ".join((values.get("name") or " ".join(part for part in parts if part)).split())


def identity(values: dict[str, Any]) -> str:
    """Address, else id, else name."""
    return fold(values.get("email") or values.get("external_id") or name_of(values))


class PeopleSaver:
    """Saves people, and builds the teams that their managers and offices imply: organization → region → team."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def prepare(self, rows: list[dict[str, Any]]) -> None:
        """Nothing: a file of people is short."""

    def save(self, values: dict[str, Any]) -> Saved:
        """One person and the team they are on."""
        name = name_of(values)
        if not name:
            raise Refused(
                "This row has no name.", remedy="Fill it in, or remove the row.", fields={"name": ""}
            )
        made: list[Any] = []
        role = self.role_of(values)
        team = self.team_of(values, made)
        person = self.find(values, name)
        if person is None:
            person = add_person(
                actor=self.run.actor,
                at=self.run.at,
                name=name,
                role=role or "officer",
                team=team,
                since=values.get("hired_on") or BEGINNING,
                email=values.get("email"),
                external_id=values.get("external_id", ""),
                **self.details(values),
            )
            return Saved("created", person, also=tuple(made))
        changed = self.change(person, values, role, team)
        return Saved("changed" if changed else "unchanged", person, also=tuple(made))

    def link(self, values: dict[str, Any], field: ImportField, other: Any) -> Saved:
        """People refer to nobody by a field of their own file; managers are made as they are met."""
        raise NotImplementedError

    def find(self, values: dict[str, Any], name: str) -> Person | None:
        """The person a row is about, if they exist, also when they left."""
        for condition in (
            {"email__iexact": values.get("email")},
            {"external_id": values.get("external_id")},
            {"name__iexact": name},
        ):
            if not any(condition.values()):
                continue
            found = list(Person.objects.filter(**condition).order_by("-is_active", "pk")[:2])
            if len(found) > 1 and found[0].is_active == found[1].is_active:
                raise Refused(
                    f"There are several people called {name}.",
                    remedy="Map a column with their e-mail address.",
                    fields={"name": ""},
                )
            if found:
                return found[0]
        return None

    def change(self, person: Person, values: dict[str, Any], role: str, team: Team | None) -> bool:
        """Whether anything had to be changed about somebody who exists."""
        common: dict[str, Any] = {"actor": self.run.actor, "at": self.run.at}
        before = person.version
        if not person.is_active:
            person = reactivate_person(person, **common)
        edited = {key: value for key, value in self.details(values).items() if getattr(person, key) != value}
        if values.get("email") and (person.email or "").lower() != values["email"]:
            edited["email"] = values["email"]
        if edited:
            person = edit_person(person, **common, **edited)
        if role and role != person.role:
            person = change_role(person, **common, role=role)
        if team is not None and person.team_id != team.pk and not self.leads(person, team):
            since = values.get("hired_on") if person.team_id is None else None
            person = move_person(person, **common, team=team, since=since or self.first_day(person))
        return person.version != before

    def first_day(self, person: Person) -> date:
        """When a move counts from: always for somebody who was on no team, else today."""
        return self.run.at.astimezone(self.run.zone).date() if person.team_id else BEGINNING

    def leads(self, person: Person, team: Team) -> bool:
        """A manager who stands below a region stays with the team that they lead there."""
        return any(path.startswith(team.path) for path in person.led)

    def details(self, values: dict[str, Any]) -> dict[str, Any]:
        """The facts of a person that the row states."""
        told = {key: values[key] for key in DETAILS if values.get(key) not in (None, "")}
        return {**told, "language": language_code(told["language"])} if "language" in told else told

    def role_of(self, values: dict[str, Any]) -> str:
        """The role that a cell names, "" when it names none."""
        said = fold(values.get("role", ""))
        if not said:
            return ""
        for role, names in ROLE_WORDS.items():
            if any(word in said for word in names):
                return role
        raise Refused(
            f"“{values['role']}” is no role.",
            remedy="Write officer, manager, executive or administrator.",
            fields={"role": ""},
        )

    def team_of(self, values: dict[str, Any], made: list[Any]) -> Team | None:
        """The team that region, team and manager of a row name; what is missing is made."""
        region, name, manager = (values.get(key, "") for key in ("region", "team", "manager"))
        if not (region or name or manager):
            return None
        place = self.root(made)
        if region:
            place = self.child(place, region, made)
        if manager:
            return self.team_led_by(manager, place, name, made)
        return self.child(place, name, made) if name and fold(name) != fold(place.name) else place

    def root(self, made: list[Any]) -> Team:
        """The team that is the organization."""
        found = Team.objects.filter(parent__isnull=True).first()
        return found or self.new_team(organization.current().name, None, made)

    def child(self, parent: Team, name: str, made: list[Any]) -> Team:
        """The team of this name right below another."""
        found = Team.objects.filter(parent=parent, name__iexact=name).first()
        return found or self.new_team(name, parent, made)

    def team_led_by(self, manager: str, place: Team, name: str, made: list[Any]) -> Team:
        """The team that a manager leads below a place; manager and team are made when they are not there."""
        found = self.find({"email": manager} if "@" in manager else {}, manager)
        if found is not None:
            team = Team.objects.filter(manager=found, path__startswith=place.path).order_by("path").first()
            if team is not None:
                return team
        team = self.child(place, name or manager, made)
        if found is None:
            found = add_person(
                actor=self.run.actor, at=self.run.at, name=manager, role="manager", team=team, since=BEGINNING
            )
            made.append(found)
        elif found.role == "officer":
            found = change_role(found, actor=self.run.actor, at=self.run.at, role="manager")
        if not found.is_active:
            found = reactivate_person(found, actor=self.run.actor, at=self.run.at)
        if found.team_id is None:
            move_person(found, actor=self.run.actor, at=self.run.at, team=team, since=BEGINNING)
        return set_team_manager(team, actor=self.run.actor, at=self.run.at, manager=found)

    def new_team(self, name: str, parent: Team | None, made: list[Any]) -> Team:
        """Add a team to the tree."""
        team = add_team(actor=self.run.actor, at=self.run.at, name=name, parent=parent)
        made.append(team)
        return team


PEOPLE = ImportKind(
    name="people",
    label="People and teams",
    objects=("user", "employee", "sales agent"),
    fields=FIELDS,
    signs=("manager", "region", "team", "hired_on", "role"),
    verb="people.add",
    references={"person": PERSON},
    identity=identity,
    open=PeopleSaver,
)
