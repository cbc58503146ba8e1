"""The fields of a deal that a file may fill, and what other programs call them."""

from __future__ import annotations

from tandem.core.imports.kinds import ImportField, words

FIELDS = (
    ImportField(
        "name",
        "Deal",
        words(
            "deal name, deal title, opportunity name, opportunity, title, name, subject, topic, název, "
            "auftrag, bezeichnung, titel, nom, nombre, oportunidad, opportunité"
        ),
    ),
    ImportField(
        "external_id",
        "Id in the other system",
        words("deal id, opportunity id, record id, id, pipedrive system id, system id"),
    ),
    ImportField(
        "account",
        "Account",
        words(
            "account name, associated company, organization, organization - name, company, company name, "
            "customer, client, organisation, partner name, associated company ids, account id, partner id/id, "
            "organization id, account name.id, firma, kunde, entreprise, empresa, organizace"
        ),
        parse="reference",
        reference="account",
    ),
    ImportField(
        "contact",
        "Contact",
        words(
            "contact person, contact name, associated contact, primary contact, person - name, person, "
            "contact, ansprechpartner, kontaktní osoba"
        ),
        parse="reference",
        reference="contact",
        soft=True,
    ),
    ImportField(
        "owner",
        "Owner",
        words(
            "deal owner, opportunity owner, sales agent, owner name, owner, salesperson, sales rep, sales "
            "officer, assigned to, agent, owner email, deal owner.id, owner id, user id/id, vlastník, "
            "besitzer, zuständig, propriétaire, propietario, verkäufer"
        ),
        parse="reference",
        reference="person",
    ),
    ImportField(
        "product",
        "Product",
        words("product name, item, line item, produkt, produit, producto"),
        parse="reference",
        reference="product",
    ),
    ImportField(
        "quantity",
        "Quantity",
        words("product quantity, total opportunity quantity, qty, menge, quantité"),
        parse="number",
    ),
    ImportField("pipeline", "Pipeline", words("pipeline name, sales pipeline, sales process, trychtýř")),
    ImportField(
        "stage",
        "Stage",
        words(
            "deal stage, stage name, stage (pipeline), opportunity stage, sales stage, stage id/id, stage id, "
            "phase, fáze, verkaufsphase, étape, etapa, fase"
        ),
    ),
    ImportField(
        "status",
        "Won, lost or open",
        words("deal status, opportunity status, status, stav, statut, estado"),
    ),
    ImportField("is_closed", "Closed", words("is closed"), parse="flag"),
    ImportField("is_won", "Won", words("is won"), parse="flag"),
    ImportField(
        "amount",
        "Amount",
        words(
            "close value, deal value, deal amount, value, total amount, opportunity amount, expected revenue, "
            "revenue, product amount, hodnota, betrag, wert, auftragswert, montant, valeur, importe, valor, "
            "importo, bedrag"
        ),
        parse="money",
    ),
    ImportField(
        "currency",
        "Currency",
        words(
            "deal currency, currency of value, total amount currency, amount currency, currency code, "
            "currency iso code, měna hodnoty, währung, devise, moneda, valuta"
        ),
        parse="currency",
    ),
    ImportField(
        "expected_close_on",
        "Expected close date",
        words(
            "expected closing date, forecast close date, date deadline, očekávané datum uzavření, erwartetes "
            "abschlussdatum, voraussichtliches abschlussdatum"
        ),
        parse="date",
    ),
    ImportField(
        "close_on",
        "Close date",
        words(
            "closing date, closed on, deal closed on, close time, closed date, closed at, date closed, "
            "abschlussdatum, schlusstermin, date de clôture, fecha de cierre"
        ),
        parse="date",
    ),
    ImportField("won_at", "Won on", words("won time, won date, datum výhry"), parse="moment"),
    ImportField("lost_at", "Lost on", words("lost time, lost date, datum prohry"), parse="moment"),
    ImportField(
        "created_at",
        "Created",
        words(
            "engage date, create date, created date, created time, creation date, deal created, created on, "
            "created at, date created, open date, opened, opened on, opened at, date opened, "
            "erstellt am, date de création"
        ),
        parse="moment",
    ),
    ImportField(
        "lost_reason",
        "Reason lost",
        words(
            "lost reason, closed lost reason, loss reason, reason for loss, reason lost, lost reason id/id, "
            "důvod prohry, verlustgrund"
        ),
    ),
    ImportField("forecast", "Forecast category", words("forecast category name, forecast category")),
    ImportField("type", "Type", words("deal type, opportunity type, type of deal, business type")),
    ImportField(
        "source",
        "Source",
        words(
            "lead source, deal source, original traffic source, source origin, record source, source channel"
        ),
    ),
    ImportField(
        "next_step",
        "Next step",
        words("next steps, opportunity next steps, opportunity next step, nächster schritt"),
    ),
    ImportField("next_step_on", "Next step on", words("next activity date, next step date"), parse="date"),
)
