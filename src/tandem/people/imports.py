"""Importing people and the tree of their teams."""

from __future__ import annotations

from tandem.core.imports.kinds import ImportField, ImportKind, words

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
)

PEOPLE = ImportKind(
    name="people",
    label="People and teams",
    objects=("user", "employee", "sales agent"),
    fields=FIELDS,
    signs=("manager", "region", "team", "hired_on", "role"),
    verb="people.add",
)
