"""Importing accounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models.functions import Lower

from tandem.authority import organization
from tandem.authority.importing import revive
from tandem.core.fields import clean_extra, fields_of
from tandem.core.fields.models import CustomField
from tandem.core.imports.kinds import ImportField, ImportKind, Reference, Run, Saved, own_values, words
from tandem.core.imports.words import fold, lowered
from tandem.customers.actions import add_account, delete_account, edit_account, reassign_account
from tandem.customers.models import Account
from tandem.people.imports import PERSON
from tandem.people.models import Person

FIELDS = (
    ImportField(
        "name",
        "Account",
        words(
            "account name, company name, company, account, organization name, organization, organisation, "
            "customer name, customer, client, business name, name, company / account, firma, firmenname, "
            "unternehmen, kunde, kontoname, accountname, entreprise, "
            "société, empresa, azienda, bedrijf, organizace, společnost, "
            "partner name"
        ),
        required=True,
    ),
    ImportField(
        "external_id",
        "Id in the other system",
        words("account id, company id, organization id, customer id, record id, id"),
    ),
    ImportField(
        "website",
        "Website",
        words(
            "website url, web page, web site, company domain name, domain, url, webseite, homepage, site web"
        ),
    ),
    ImportField(
        "industry",
        "Industry",
        words(
            "sector, industry sector, branch of industry, market segment, branche, secteur, sector de "
            "actividad, settore, odvětví"
        ),
    ),
    ImportField(
        "revenue",
        "Yearly revenue",
        words("annual revenue, revenue, turnover, sales volume, jahresumsatz, umsatz, chiffre d'affaires"),
        parse="money",
    ),
    ImportField(
        "employees",
        "Employees",
        words(
            "number of employees, no. of employees, employee count, headcount, company size, mitarbeiterzahl, "
            "anzahl mitarbeiter, mitarbeiter, effectif"
        ),
        parse="whole",
    ),
    ImportField(
        "founded",
        "Founded",
        words("year established, year founded, founded year, established, gründungsjahr, gegründet"),
        parse="whole",
    ),
    ImportField(
        "phone",
        "Phone",
        words("phone number, main phone, company main phone, telephone, telefon, téléphone, teléfono"),
    ),
    ImportField(
        "city",
        "City",
        words("billing city, billing address - city, mailing city, town, stadt, ort, ville, ciudad"),
    ),
    ImportField(
        "country",
        "Country",
        words(
            "office location, billing country, billing address - country / region, address - country / "
            "region, country / region, location, land, pays, país"
        ),
    ),
    ImportField("region", "Region", words("territory, sales region, territory region")),
    ImportField(
        "parent",
        "Parent account",
        words(
            "subsidiary of, parent, parent account, parent company, parent account id, belongs to division, "
            "muttergesellschaft"
        ),
        parse="reference",
        reference="account",
        within=True,
    ),
    ImportField(
        "owner",
        "Owner",
        words(
            "account owner, company owner, organization owner, owner name, assigned to, account manager, "
            "owner email, account owner.id, owner id, besitzer, zuständig, propriétaire, propietario"
        ),
        parse="reference",
        reference="person",
    ),
    ImportField(
        "created_at",
        "Created",
        words("create date, created date, created time, created on, created at, date created, erstellt am"),
        parse="moment",
    ),
)

FACTS = ("industry", "region", "city", "country", "website", "phone", "founded", "employees")


def find_accounts(actor: Person, text: str) -> list[Account]:
    """Which account a cell means: by id of the other system or by name."""
    mine = Account.objects.visible_to(actor)
    by_id = list(mine.filter(external_id=text)[:1])
    return by_id or list(mine.alias(lower=Lower("name")).filter(lower__in=lowered(text))[:5])


def account_names(actor: Person) -> Iterator[str]:
    """Names to propose."""
    return Account.objects.visible_to(actor).values_list("name", flat=True).iterator()


def create_account(actor: Person, text: str) -> Account:
    """An account of which only the name is known."""
    return add_account(actor=actor, name=text)


ACCOUNT = Reference("account", find_accounts, account_names, create_account)


def identity(values: dict[str, Any]) -> str:
    """The id of the other system, else the name."""
    if values.get("external_id"):
        return f"id {values['external_id']}"
    return fold(values.get("name", ""))


class AccountSaver:
    """Saves accounts. Parents are set when all rows are in, since they may come later."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.by_id: dict[str, Account] = {}
        self.by_name: dict[str, Account] = {}
        self.own: list[CustomField] = []

    def prepare(self, rows: list[dict[str, Any]]) -> None:
        """Read at once which of the rows exist: by id, deleted ones too, and by name."""
        ids = [values["external_id"] for values in rows if values.get("external_id")]
        names = lowered(*(values.get("name", "") for values in rows))
        found = Account.objects.select_related("owner")
        self.by_id = {row.external_id: row for row in found.filter(external_id__in=ids)}
        self.own = list(fields_of("account")) if self.run.has_own_fields else []
        named = found.visible_to(self.run.actor).alias(lower=Lower("name")).filter(lower__in=names)
        self.by_name = {fold(row.name): row for row in named.order_by("-pk")}

    def find(self, values: dict[str, Any]) -> Account | None:
        """The account that a row is about. A name alone finds no account that has another id."""
        key = values.get("external_id", "")
        if key and key in self.by_id:
            return self.by_id[key]
        named = self.by_name.get(fold(values.get("name", "")))
        if named is not None and key and named.external_id:
            return None
        return named

    def save(self, values: dict[str, Any]) -> Saved:
        """Add or edit one account."""
        account = self.find(values)
        if account is None:
            account = add_account(
                actor=self.run.actor,
                at=self.run.at,
                name=values["name"],
                owner=values.get("owner") or self.run.actor,
                external_id=values.get("external_id", ""),
                created_at=values.get("created_at"),
                **self.facts(values, {}),
            )
            self.keep(account)
            return Saved("created", account)
        result = self.change(account, values)
        self.keep(account)
        return Saved(result, account)

    def keep(self, account: Account) -> None:
        """Let later rows of the chunk find it."""
        self.by_name[fold(account.name)] = account
        if account.external_id:
            self.by_id[account.external_id] = account

    def change(self, account: Account, values: dict[str, Any]) -> Any:
        """Bring an account up to what the row says; blanks change nothing."""
        before = account.version
        if account.deleted_at is not None:
            revive(account, "customers.delete_account", self.run.actor, self.run.at)
        facts = {"name": values["name"], **self.facts(values, account.extra)}
        edited = {key: value for key, value in facts.items() if getattr(account, key) != value}
        if edited:
            edit_account(account, actor=self.run.actor, at=self.run.at, **edited)
        owner = values.get("owner")
        if owner is not None and owner.pk != account.owner_id:
            reassign_account(account, actor=self.run.actor, at=self.run.at, to=owner)
        return "changed" if account.version != before else "unchanged"

    def facts(self, values: dict[str, Any], extra: dict[str, Any]) -> dict[str, Any]:
        """The facts of an account that the row states."""
        facts = {key: values[key] for key in FACTS if values.get(key) not in (None, "")}
        amount, currency = values.get("revenue") or (None, "")
        if amount is not None:
            facts["revenue"] = amount
            facts["currency"] = currency or self.run.currency or organization.current().currency
        if self.own:
            facts["extra"] = clean_extra("account", own_values(values), extra, fields=self.own)
        return facts

    def link(self, values: dict[str, Any], field: ImportField, other: Any) -> Saved:
        """Set the parent."""
        account = self.find(values)
        if account is None or other is None or account.parent_id == other.pk:
            return Saved("unchanged", account)
        edit_account(account, actor=self.run.actor, at=self.run.at, parent=other)
        return Saved("changed", account)


def take_back(account: Account, actor: Person) -> None:
    """Delete an account that an import had added."""
    delete_account(account, actor=actor)


ACCOUNTS = ImportKind(
    name="accounts",
    label="Accounts",
    objects=("account", "company", "organization", "organisation", "organizace", "firma", "customer"),
    fields=FIELDS,
    signs=("name", "industry", "website", "employees", "revenue", "parent", "founded"),
    unlike=("first name", "last name", "given name", "family name"),
    verb="customers.add_account",
    record="account",
    references={"person": PERSON, "account": ACCOUNT},
    identity=identity,
    open=AccountSaver,
    take_back={"customers.account": take_back},
)
