"""The state of a load: the company, the keys its rows got, and the logbook still to be written."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from tandem.authority.models import Entry
from tandem.demo.bulk import Bulk, Later, moments
from tandem.demo.company import Company
from tandem.demo.loading.hands import Hands
from tandem.people.models import Person, Team

MORNING = 6 * 3600
# at (seconds), verb, actor, about, row, owner, facts as JSON; keys, not places
Line = tuple[int, str, int, str, int, int | None, str]


class Story:
    """Keys of rows by their places in the company's lists, and the entries of the logbook in waiting."""

    administrator: Person
    pipeline_id: int

    def __init__(self, company: Company) -> None:
        self.company = company
        self.bulk = Bulk()
        self.entries = Later()
        self.teams: list[Team] = []
        self.product_ids: list[int] = []
        self.stage_ids: list[int] = []
        self.usual_days: list[int | None] = []
        self.reason_ids: list[int] = []
        self.hands = Hands.of(company)
        self.handed: list[tuple[int, int, int]] = []  # deal, moment and person before; keys
        self.members: dict[tuple[int, int], int] = {}  # (account, person) → since, beside the owner; places
        self.person_ids = np.zeros(len(company.staff.people), dtype=np.int64)
        self.account_ids = np.zeros(len(company.customers), dtype=np.int64)
        self.contact_ids = np.zeros(len(company.customers.contact_account), dtype=np.int64)

    def log(self, lines: Iterable[Line]) -> None:
        """Remember entries until write_entries."""
        self.entries.add(lines)

    def write_entries(self, before: int | None = None) -> None:
        """Write the entries earlier than a moment (None: all), in order of time."""
        lines = self.entries.take(before)
        if not lines:
            return
        at, verb, actor, about, about_id, owner, said = zip(*lines, strict=True)
        self.bulk.write(
            Entry, len(lines), at=moments(np.array(at)), verb=verb, actor_id=actor, about=about, about_id=about_id,
            owner_id=owner, facts=said,
        )  # fmt: skip


def facts(**changes: Any) -> str:
    """Facts of an entry as the database keeps them."""
    return json.dumps(changes)
