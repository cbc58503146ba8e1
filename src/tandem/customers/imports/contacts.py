"""Importing contacts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from tandem.authority.importing import revive
from tandem.core.errors import Refused
from tandem.core.fields import clean_extra, fields_of
from tandem.core.fields.models import CustomField
from tandem.core.imports.kinds import ImportField, ImportKind, Reference, Run, Saved, own_values, words
from tandem.core.imports.words import fold, lowered
from tandem.customers.actions import add_contact, delete_contact, edit_contact, reassign_contact
from tandem.customers.imports.accounts import ACCOUNT
from tandem.customers.models import Contact
from tandem.people.imports import PERSON, name_of
from tandem.people.models import Person

FIELDS = (
    ImportField(
        "name",
        "Name",
        words(
            "full name, contact name, contact, lead name, person name, contact person, display name, "
            "ansprechpartner, kontakt, nom complet"
        ),
    ),
    ImportField(
        "first_name",
        "First name",
        words("given name, forename, vorname, prénom, jméno, křestní jméno"),
    ),
    ImportField(
        "last_name",
        "Last name",
        words("family name, surname, nachname, nom de famille, nom, apellidos, cognome, příjmení"),
    ),
    ImportField(
        "email",
        "E-mail",
        words(
            "email, email address, e-mail address, email (work), email work, work email, email 1, e-mail 1 - "
            "value, business email, primary email, email from, e-mail-adresse, courriel, adresse e-mail, "
            "correo electrónico, email (home), email home"
        ),
        parse="email",
    ),
    ImportField(
        "phone",
        "Phone",
        words(
            "phone number, business phone, phone (work), phone work, work phone, phone 1 - value, primary "
            "phone, telephone, office phone, telefon, téléphone, teléfono, telefono, telefoon, home phone, "
            "phone home"
        ),
    ),
    ImportField(
        "mobile",
        "Mobile",
        words(
            "mobile phone, mobile number, cell phone, cell, phone (mobile), mobiltelefon, handy, portable, "
            "móvil"
        ),
    ),
    ImportField(
        "title",
        "Job title",
        words("title, position, organization title, job role, function, occupation, titel, fonction, cargo"),
    ),
    ImportField("city", "City", words("mailing city, business city, town, stadt, ort, ville, ciudad")),
    ImportField(
        "country",
        "Country",
        words(
            "mailing country, business country, address - country / region, country / region, land, pays, país"
        ),
    ),
    ImportField(
        "account",
        "Account",
        words(
            "account name, company, company name, associated company, company / account, account, "
            "organization name, organization - name, organization, organisation, employer, partner name, "
            "account id, company id, firma, unternehmen, entreprise, société, empresa, azienda, bedrijf, "
            "organizace"
        ),
        parse="reference",
        reference="account",
    ),
    ImportField(
        "owner",
        "Owner",
        words(
            "contact owner, lead owner, owner name, assigned to, sales, account owner, account manager, owner "
            "email, lead owner.id, contact owner.id, owner id, sales id"
        ),
        parse="reference",
        reference="person",
    ),
    ImportField(
        "external_id",
        "Id in the other system",
        words("(do not modify) contact, (do not modify) lead, contact id, lead id, person id, record id, id"),
    ),
    ImportField(
        "created_at",
        "Created",
        words(
            "create date, created date, created time, created on, created at, date created, first seen, "
            "connected on"
        ),
        parse="moment",
    ),
)

FACTS = ("title", "email", "phone", "mobile", "city", "country", "account")


def find_contacts(actor: Person, text: str) -> list[Contact]:
    """Which contact a cell means: by e-mail address, by id of the other system or by name."""
    mine = Contact.objects.visible_to(actor)
    if "@" in text:
        return list(mine.filter(email=text.lower())[:5])
    by_id = list(mine.filter(external_id=text)[:1])
    return by_id or list(mine.alias(lower=Lower("name")).filter(lower__in=lowered(text))[:5])


def contact_names(actor: Person) -> Iterator[str]:
    """Names to propose."""
    return Contact.objects.visible_to(actor).values_list("name", flat=True).iterator()


def create_contact(actor: Person, text: str) -> Contact:
    """A contact of whom only the name is known."""
    return add_contact(actor=actor, name=text)


CONTACT = Reference("contact", find_contacts, contact_names, create_contact)


def identity(values: dict[str, Any]) -> str:
    """The id of the other system, else the address, else name and account."""
    if values.get("external_id"):
        return f"id {values['external_id']}"
    if values.get("email"):
        return values["email"]
    account = values.get("account")
    return fold(f"{name_of(values)} {account.pk if account else ''}")


class ContactSaver:
    """Saves contacts."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.known: dict[str, Contact] = {}
        self.own: list[CustomField] = []

    def prepare(self, rows: list[dict[str, Any]]) -> None:
        """Read at once which of the rows may exist."""
        ids = [values["external_id"] for values in rows if values.get("external_id")]
        emails = [values["email"] for values in rows if values.get("email")]
        names = {name_of(values) for values in rows}
        mine = Contact.objects.visible_to(self.run.actor).filter(Q(email__in=emails) | Q(name__in=names))
        self.known = {}
        self.own = list(fields_of("contact")) if self.run.has_own_fields else []
        for contact in mine.select_related("owner", "account").order_by("-pk"):
            self.keep(contact)
        for contact in Contact.objects.filter(external_id__in=ids).select_related("owner", "account"):
            self.keep(contact)

    def keep(self, contact: Contact) -> None:
        """Let rows find it by each of its identities."""
        about = {"email": contact.email.lower(), "name": contact.name, "account": contact.account}
        if contact.external_id:
            self.known[f"id {contact.external_id}"] = contact
        if contact.email:
            self.known[contact.email.lower()] = contact
        self.known[identity({**about, "email": ""})] = contact

    def find(self, values: dict[str, Any]) -> Contact | None:
        """By id, else by address, else by name and account; one with another id is somebody else."""
        if values.get("external_id"):
            found = self.known.get(f"id {values['external_id']}")
            if found is not None:
                return found
        found = self.known.get(values.get("email") or identity(dict(values, external_id="")))
        if found is not None and found.external_id and values.get("external_id"):
            return None
        return found

    def save(self, values: dict[str, Any]) -> Saved:
        """Add or edit one contact."""
        name = name_of(values) or values.get("email", "")
        if not name:
            raise Refused("This row has neither a name nor an e-mail address.", remedy="Fill one in.")
        contact = self.find(values)
        facts = {key: values[key] for key in FACTS if values.get(key) not in (None, "")}
        if self.own:
            before = contact.extra if contact else {}
            facts["extra"] = clean_extra("contact", own_values(values), before, fields=self.own)
        notes = () if values.get("account") else ("without an account",)
        if contact is not None:
            result = self.change(contact, {"name": name, **facts}, values.get("owner"))
            return Saved(result, contact, notes)
        account = facts.pop("account", None)
        contact = add_contact(
            *([account] if account else []),
            actor=self.run.actor,
            at=self.run.at,
            name=name,
            owner=values.get("owner") or self.run.actor,
            external_id=values.get("external_id", ""),
            created_at=values.get("created_at"),
            **facts,
        )
        self.keep(contact)
        return Saved("created", contact, notes)

    def change(self, contact: Contact, facts: dict[str, Any], owner: Person | None) -> Any:
        """Bring a contact up to what the row says; blanks change nothing."""
        before = contact.version
        if contact.deleted_at is not None:
            revive(contact, "customers.delete_contact", self.run.actor, self.run.at)
        edited = {key: value for key, value in facts.items() if getattr(contact, key) != value}
        if edited:
            edit_contact(contact, actor=self.run.actor, at=self.run.at, **edited)
        if owner is not None and owner.pk != contact.owner_id:
            reassign_contact(contact, actor=self.run.actor, at=self.run.at, to=owner)
        return "changed" if contact.version != before else "unchanged"

    def link(self, values: dict[str, Any], field: ImportField, other: Any) -> Saved:
        """Contacts refer to no row of their own file."""
        raise NotImplementedError


def take_back(contact: Contact, actor: Person) -> None:
    """Delete a contact that an import had added."""
    delete_contact(contact, actor=actor)


CONTACTS = ImportKind(
    name="contacts",
    label="Contacts",
    objects=("contact", "person", "lead", "osoba", "kontakt"),
    fields=FIELDS,
    signs=("first_name", "last_name", "email", "account", "mobile"),
    verb="customers.add_contact",
    record="contact",
    references={"person": PERSON, "account": ACCOUNT},
    identity=identity,
    open=ContactSaver,
    take_back={"customers.contact": take_back},
    after=("accounts",),
)
