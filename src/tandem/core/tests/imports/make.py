"""Imports for tests."""

from typing import Any

from tandem.authority import importing
from tandem.core import clock
from tandem.core.imports import preparing
from tandem.core.imports.models import ImportBatch

ACCOUNTS = (
    "Company name;Employees;Annual revenue;Account owner\nAlder;12;1.234,50 €;olga@maple.example\nBirch;;;\n"
)
PIPEDRIVE = (
    "Deal - ID,Deal - Title,Deal - Owner,Deal - Value,Deal - Currency of Value,Deal - Organization,Deal - Pipeline,"
    "Deal - Stage,Deal - Status,Deal - Deal created,Deal - Won time,Deal - Lost time,Deal - Lost reason,"
    "Deal - Expected close date\n"
    '7,Desks,Olga Officer,"1,250.50",EUR,,Office,Offer,Open,2024-01-05 10:00:00,,,,2030-03-01\n'
    "8,Chairs,Omar Officer,900,EUR,,Office,Offer,Won,2024-01-05 10:00:00,2024-02-01 09:00:00,,,\n"
    "9,Lamps,Omar Officer,,EUR,,Office,Lead in,Lost,2024-01-05 10:00:00,,2024-02-03 09:00:00,Too dear,\n"
)


def begin(person: Any, content: str, kind: str = "", **options: Any) -> ImportBatch:
    return preparing.begin(kind, "file.csv", [content.encode()], actor=person, at=clock.now(), **options)


def imported(person: Any, content: str, kind: str = "", **options: Any) -> ImportBatch:
    return importing.run(begin(person, content, kind, **options))


def counts(batch: ImportBatch) -> tuple[int, ...]:
    return tuple(batch.counts[key] for key in ("created", "changed", "unchanged", "refused"))


def refusals(batch: ImportBatch, *, trial: bool = False) -> list[tuple[int, str, str]]:
    lines = batch.lines.filter(outcome="refused", trial=trial).order_by("number", "pk")
    return [(line.number, line.column, line.reason) for line in lines]
