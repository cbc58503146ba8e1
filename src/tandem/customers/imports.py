"""Importing accounts and contacts."""

from __future__ import annotations

from tandem.core.imports.kinds import ImportField, ImportKind, words

ACCOUNT_FIELDS = (
    ImportField(
        "name",
        "Account",
        words(
            "account name, company name, company, account, organization name, organization, organisation, "
            "customer name, customer, client, business name, name, company / account, firma, firmenname, "
            "unternehmen, kunde, entreprise, société, empresa, azienda, bedrijf, organizace, společnost, "
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
            "anzahl mitarbeiter, effectif"
        ),
        parse="whole",
    ),
    ImportField(
        "founded",
        "Founded",
        words("year established, year founded, founded year, established, gründungsjahr"),
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

CONTACT_FIELDS = (
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

ACCOUNTS = ImportKind(
    name="accounts",
    label="Accounts",
    objects=("account", "company", "organization", "organisation", "organizace", "firma", "customer"),
    fields=ACCOUNT_FIELDS,
    signs=("name", "industry", "website", "employees", "revenue", "parent", "founded"),
    unlike=("first name", "last name", "given name", "family name"),
    verb="customers.open_account",
)

CONTACTS = ImportKind(
    name="contacts",
    label="Contacts",
    objects=("contact", "person", "lead", "osoba", "kontakt"),
    fields=CONTACT_FIELDS,
    signs=("first_name", "last_name", "email", "account", "mobile"),
    verb="customers.add_contact",
    after=("accounts",),
)
