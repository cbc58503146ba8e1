"""Accounts and their contacts, as columns; names and addresses are spelled out on demand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from . import names
from .calendar import NEVER, Floats, Ints, day_number
from .people import Staff

INDUSTRIES = (
    "Food and drink", "Packaging", "Chemicals", "Pharmaceuticals", "Metal working", "Automotive parts",
    "Paper and print", "Textiles", "Energy", "Logistics", "Medical devices", "Building materials",
)  # fmt: skip
CITIES = (
    ("Hamburg", "DE"), ("Bremen", "DE"), ("Kiel", "DE"), ("Aarhus", "DK"), ("Odense", "DK"),
    ("Malmö", "SE"), ("Gothenburg", "SE"), ("Bergen", "NO"), ("Turku", "FI"), ("Groningen", "NL"),
    ("Frankfurt", "DE"), ("Stuttgart", "DE"), ("Nuremberg", "DE"), ("Linz", "AT"), ("Graz", "AT"),
    ("Basel", "CH"), ("Zurich", "CH"), ("Brno", "CZ"), ("Pilsen", "CZ"), ("Liège", "BE"), ("Lyon", "FR"),
    ("Turin", "IT"), ("Bologna", "IT"), ("Verona", "IT"), ("Valencia", "ES"), ("Bilbao", "ES"),
    ("Porto", "PT"), ("Maribor", "SI"), ("Rijeka", "HR"), ("Thessaloniki", "GR"),
)  # fmt: skip
PER_AREA = 10
BOUGHT = 0.75  # of the accounts known before the records begin
ROLES = ("economic buyer", "champion", "user", "influencer", "blocker")
_TITLES = (
    ("Chief Financial Officer", "Managing Director", "Head of Purchasing"),
    ("Operations Lead", "Plant Manager", "Head of Production"),
    ("Shift Lead", "Process Engineer", "Quality Engineer"),
    ("IT Manager", "Maintenance Lead", "Controller"),
    ("Works Council Chair", "Security Officer", "Purchasing Officer"),
)


@dataclass(frozen=True)
class Customers:
    """Accounts sorted by seat and, within a seat, by the day they became known (`since`, day numbers).

    Accounts: seat, since, parent (-1 none), industry, employees, city, fit (truth: shift of win log-odds),
    name number. Contacts: contact_account, contact_role, contact_name, contact_title; `contact_from`
    (accounts + 1) says where each account's contacts begin. `seat_from` (seats + 1) says where each seat's
    accounts begin. `bought`: the day on which it first bought before the records begin, NEVER for none.
    """

    seat: Ints
    since: Ints
    parent: Ints
    industry: Ints
    employees: Ints
    city: Ints
    fit: Floats
    number: Ints
    seat_from: Ints
    contact_account: Ints
    contact_role: Ints
    contact_name: Ints
    contact_title: Ints
    contact_from: Ints
    bought: Ints

    def __len__(self) -> int:
        return len(self.seat)

    def name(self, account: int) -> str:
        """Name of an account."""
        return names.company_name(int(self.number[account]))

    @property
    def revenue(self) -> Ints:
        """Yearly revenue of each account, in whole hundreds of thousands: so much per head, as its industry has it."""
        a_head = 110_000 + 15_000 * self.industry + self.employees * 7_919 % 60_000
        return np.maximum(self.employees * a_head // 100_000, 1) * 100_000

    def contact(self, contact: int) -> tuple[str, str, str, str]:
        """Name, job title, e-mail address and buying role of a contact."""
        name = names.person_name(int(self.contact_name[contact]))
        role = int(self.contact_role[contact])
        domain = names.domain_of(self.name(int(self.contact_account[contact])))
        return (
            name,
            _TITLES[role][int(self.contact_title[contact])],
            names.address_of(name, domain),
            ROLES[role],
        )


def build_customers(
    rng: np.random.Generator, staff: Staff, *, count: int, first: date, today: date
) -> Customers:
    """So many accounts, spread over the seats; 6 in 10 were known before `first`, the others came in time."""
    seats = len(staff.seat_team)
    seat = np.sort(np.concatenate([np.arange(seats), rng.integers(0, seats, max(count - seats, 0))])[:count])
    start, end = day_number(first), day_number(today)
    since = np.where(
        rng.random(count) < 0.6,
        start - rng.integers(30, 1500, count),
        start + rng.integers(0, end - start, count),
    )
    since[np.searchsorted(seat, np.arange(seats))] = start - 1500  # each seat begins with a customer
    since = since - np.maximum((since + 3) % 7 - 4, 0)  # not at weekends
    order = np.lexsort((since, seat))
    seat, since = seat[order], since[order]
    seat_from = np.searchsorted(seat, np.arange(seats + 1))
    employees = np.round(np.exp(rng.normal(5.0, 1.1, count))).astype(np.int64).clip(8, 40_000)
    area = np.array([t.area for t in staff.teams])[staff.seat_team][seat] % (len(CITIES) // PER_AREA)
    city = area * PER_AREA + rng.integers(0, PER_AREA, count)
    parent = _parents(rng, seat_from, seat, employees)
    fit = rng.normal(0.0, 0.15, count)
    industry = rng.integers(0, len(INDUSTRIES), count)
    return Customers(
        seat, since, parent, industry, employees, city, fit, rng.permutation(count), seat_from,
        *_contacts(rng, employees), _bought(rng, since, start),
    )  # fmt: skip


def _bought(rng: np.random.Generator, since: Ints, start: int) -> Ints:
    """Most of those known before the records begin had bought by then, as of those that were known later at the end.

    Without these a company would begin without a customer, and its win rate would rise for years as it finds some.
    """
    before = (since < start) & (rng.random(len(since)) < BOUGHT)
    return np.where(before, since + (rng.random(len(since)) * (start - since)).astype(np.int64), NEVER)


def _parents(rng: np.random.Generator, seat_from: Ints, seat: Ints, employees: Ints) -> Ints:
    """About one account in sixteen belongs to the largest of those that its seat knew before it."""
    parent = np.full(len(seat), -1, dtype=np.int64)
    first_half = [(lo, lo + max(1, (hi - lo) // 2)) for lo, hi in pairwise(seat_from)]
    heads = np.array([lo + int(np.argmax(employees[lo:hi])) for lo, hi in first_half])
    children = rng.random(len(seat)) < 0.06
    children &= np.arange(len(seat)) > heads[seat]
    parent[children] = heads[seat[children]]
    return parent


def _contacts(rng: np.random.Generator, employees: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """One to five contacts for each account, more at large ones; the first is a champion or an economic
    buyer.
    """
    each = 1 + rng.binomial(4, np.clip(np.log10(employees) / 6.5, 0.1, 0.75))
    begin = np.concatenate([[0], np.cumsum(each)])
    account = np.repeat(np.arange(len(employees)), each)
    nth = np.arange(len(account)) - begin[account]
    shift = rng.integers(0, 2, len(employees))[account]
    role = np.where(nth < 2, (nth + shift) % 2, nth)
    blocks = rng.random(len(account)) < 0.25
    role = np.where(nth == 4, np.where(blocks, 4, 2), role).astype(np.int64)
    name = (rng.integers(0, names.PERSONS, len(employees))[account] + nth * 7919) % names.PERSONS
    return account, role, name, rng.integers(0, 3, len(account)), begin
