"""Columns of other programs' exports find their fields."""

import json
from pathlib import Path
from typing import Any

import pytest

from tandem.catalog.imports import PRODUCTS
from tandem.core.imports import mapping
from tandem.core.imports.reading import unique_names
from tandem.customers.imports import ACCOUNTS, CONTACTS
from tandem.deals.imports import DEALS
from tandem.people.imports import PEOPLE

KINDS = {kind.name: kind for kind in (PEOPLE, ACCOUNTS, CONTACTS, PRODUCTS, DEALS)}
EXPECTED: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("expected_mapping.json").read_text()
)
DATA = Path(__file__).parents[6] / "shared" / "data"


pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def headers() -> dict[str, dict[str, Any]]:
    """The header rows of 29 exports, by id."""
    kept = json.loads((DATA / "crm-export-headers.json").read_text())
    return {header["id"]: header for header in kept["headers"]}


def test_every_header_has_an_expected_mapping(headers: dict[str, dict[str, Any]]) -> None:
    assert set(headers) == set(EXPECTED)
    assert len(EXPECTED) == 29


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_guess_is_right_for(name: str, headers: dict[str, dict[str, Any]]) -> None:
    columns = unique_names(tuple(headers[name]["columns"]))
    expected = dict(EXPECTED[name])
    assert mapping.own_kind(columns, KINDS.values()) == expected.pop("kind")
    for kind, fields in expected.items():
        assert mapping.guess(columns, KINDS[kind], KINDS.values()) == fields


def test_upper_case_names_of_a_data_loader_are_the_same(headers: dict[str, dict[str, Any]]) -> None:
    columns = [column.upper() for column in headers["salesforce-opportunity-api"]["columns"]]
    expected = {
        column.upper(): key for column, key in EXPECTED["salesforce-opportunity-api"]["deals"].items()
    }
    assert mapping.guess(columns, DEALS, KINDS.values()) == expected


def test_translated_headers_are_understood(headers: dict[str, dict[str, Any]]) -> None:
    czech = headers["pipedrive-deals-export"]["localised_or_variant_headers"]["cs"]
    deals = [column for column in czech.values() if column.startswith("Obchod")]
    assert set(mapping.guess(deals, DEALS, KINDS.values()).values()) == {
        "name", "amount", "currency", "expected_close_on", "stage", "status", "lost_reason", "won_at", "lost_at"
    }  # fmt: skip
    assert mapping.guess(["Osoba - Telefon", "Obchod - Název"], CONTACTS, KINDS.values()) == {
        "Osoba - Telefon": "phone"
    }
    german = ["Firmenname", "Branche", "Jahresumsatz", "Anzahl Mitarbeiter", "Ort", "Land"]
    assert list(mapping.guess(german, ACCOUNTS).values()) == [
        "name", "industry", "revenue", "employees", "city", "country"
    ]  # fmt: skip
    for name in ("Kontoname", "Accountname"):
        assert list(mapping.guess([name, "Mitarbeiter", "Gegründet"], ACCOUNTS).values()) == [
            "name", "employees", "founded"
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "kind", "expected"),
    [
        (["sales_agent", "manager", "regional_office"], "people", ["name", "manager", "region"]),
        (["product", "series", "sales_price"], "products", ["name", "family", "price"]),
        (
            [
                "account",
                "sector",
                "year_established",
                "revenue",
                "employees",
                "office_location",
                "subsidiary_of",
            ],
            "accounts",
            ["name", "industry", "founded", "revenue", "employees", "country", "parent"],
        ),
    ],
)
def test_the_other_files_of_a_sales_team_are_recognized(
    columns: list[str], kind: str, expected: list[str]
) -> None:
    assert mapping.own_kind(columns, KINDS.values()) == kind
    assert list(mapping.guess(columns, KINDS[kind], KINDS.values()).values()) == expected


def test_a_small_spelling_mistake_in_a_long_header_passes() -> None:
    assert mapping.guess(["Expected close dat", "Opportunty Name"], DEALS) == {
        "Expected close dat": "expected_close_on",
        "Opportunty Name": "name",
    }


def test_no_field_is_filled_by_two_columns() -> None:
    assert mapping.guess(["Phone", "Phone (2)", "Business Phone"], CONTACTS) == {"Phone": "phone"}


def test_the_order_of_columns_does_not_change_a_fingerprint() -> None:
    assert mapping.fingerprint(["Deal Name", "Amount"]) == mapping.fingerprint(["AMOUNT", "deal_name"])
    assert mapping.fingerprint(["Deal Name"]) != mapping.fingerprint(["Amount"])
