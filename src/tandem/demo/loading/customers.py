"""Accounts and contacts, and how accounts change hands when somebody leaves, comes or moves."""

from __future__ import annotations

from typing import Any

import numpy as np

from tandem.customers.models import Account, Contact
from tandem.demo.bulk import amounts, moments
from tandem.demo.company import CURRENCY
from tandem.demo.company.calendar import DAY, Ints, month_start
from tandem.demo.company.customers import CITIES, INDUSTRIES
from tandem.demo.company.names import domain_of
from tandem.demo.loading.finding import Named, write_documents
from tandem.demo.loading.hands import HANDED, Hands, moment
from tandem.demo.loading.story import Story, facts

ENTERED = 6 * 3600 + 1800  # time of day
STRATEGIC = 4000  # employees from which on a manager looks after an account


def write_customers(story: Story) -> None:
    """All accounts and contacts as they are now, with the entries of their creation and of each change of owner."""
    customers, hands = story.company.customers, story.hands
    order = np.argsort(customers.since, kind="stable")
    keys = story.bulk.reserve(Account, len(customers))
    story.account_ids[order] = np.arange(keys.start, keys.stop)
    names = [customers.name(n) for n in range(len(customers))]
    _write_accounts(story, hands, order, names)
    _write_contacts(story, hands, order, names)


def _write_accounts(story: Story, hands: Hands, order: Ints, names: list[str]) -> None:
    customers, ids = story.company.customers, story.account_ids
    turned = [len(hands.turns(seat)) for seat in range(len(hands.owner))]
    late = hands.entered[order] > 0
    versions = np.array(turned)[customers.seat[order]] + 1
    for place in np.flatnonzero(late).tolist():
        account = int(order[place])
        versions[place] = 1 + len(hands.turns(int(customers.seat[account]), int(hands.entered[account])))
    said: dict[str, list[Any]] = {
        "name": [names[n] for n in order.tolist()],
        "industry": [INDUSTRIES[n] for n in customers.industry[order].tolist()],
        "city": [CITIES[n][0] for n in customers.city[order].tolist()],
        "country": [CITIES[n][1] for n in customers.city[order].tolist()],
        "website": [f"https://www.{domain_of(names[n])}" for n in order.tolist()],
    }
    story.bulk.write(
        Account,
        len(customers),
        id=ids[order],
        owner_id=story.person_ids[hands.owner[customers.seat[order], -1]],
        parent_id=[None if p < 0 else int(ids[p]) for p in customers.parent[order].tolist()],
        region=regions(story, customers.seat[order]),
        employees=customers.employees[order],
        revenue=amounts(customers.revenue[order] * 100),
        currency=CURRENCY,
        strategic=customers.employees[order] >= STRATEGIC,
        created_at=moments(customers.since[order] * DAY + ENTERED),
        version=versions,
        external_id=[f"A{n:06d}" for n in order.tolist()],
        **said,
    )
    write_documents(story.bulk, Account, ids[order].tolist(), said)
    _log_accounts(story, hands, order, names)


def regions(story: Story, seats: Ints) -> list[str]:
    """The name of the team right below the organization, for each seat."""
    teams = story.company.staff.teams
    names = []
    for team in teams:
        top = team
        while top.level > 1:
            top = teams[top.parent]
        names.append(top.name)
    of_seat = [names[int(team)] for team in story.company.staff.seat_team]
    return [of_seat[seat] for seat in seats.tolist()]


def _log_accounts(story: Story, hands: Hands, order: Ints, names: list[str]) -> None:
    """What was there on the first day was entered by the administrator; later ones by their owner."""
    company, people, about = story.company, story.person_ids, Account._meta.label_lower
    opening, admin = moment(company.first, ENTERED), story.administrator.pk
    turns = [hands.turns(seat) for seat in range(len(hands.owner))]
    for account in order.tolist():
        seat, month = int(company.customers.seat[account]), int(hands.entered[account])
        key, owner = int(story.account_ids[account]), int(people[hands.owner[seat, month]])
        at = max(int(company.customers.since[account]) * DAY + ENTERED, opening)
        actor = admin if at == opening else owner
        lines: list[Any] = [(at, "customers.add_account", actor, about, key, owner,
                             facts(name=[None, names[account]], owner=[None, owner]))]  # fmt: skip
        for turn in turns[seat]:
            if turn > month:
                after = int(people[hands.owner[seat, turn]])
                at = moment(month_start(company.first, turn), HANDED)
                lines.append(
                    (at, "customers.reassign_account", admin, about, key, after, facts(owner=[owner, after]))
                )
                owner = after
        story.log(lines)


def _write_contacts(story: Story, hands: Hands, order: Ints, names: list[str]) -> None:
    """Contacts came with their account and follow its owner."""
    company, customers = story.company, story.company.customers
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    by_account = np.argsort(rank[customers.contact_account], kind="stable")
    keys = story.bulk.reserve(Contact, len(by_account))
    story.contact_ids[by_account] = np.arange(keys.start, keys.stop)
    account = customers.contact_account[by_account]
    seat = customers.seat[account]
    known = [customers.contact(n) for n in by_account.tolist()]
    created = customers.since[account] * DAY + ENTERED
    said = {"name": [k[0] for k in known], "title": [k[1] for k in known], "email": [k[2] for k in known]}
    story.bulk.write(
        Contact,
        len(known),
        id=keys,
        account_id=story.account_ids[account],
        owner_id=story.person_ids[hands.owner[seat, -1]],
        city=[CITIES[n][0] for n in customers.city[account].tolist()],
        country=[CITIES[n][1] for n in customers.city[account].tolist()],
        created_at=moments(created),
        external_id=[f"C{n:07d}" for n in by_account.tolist()],
        **said,
    )
    places = account.tolist()
    write_documents(story.bulk, Contact, keys, {**said, "account": [Named(names[n]) for n in places]})
    opening, admin = moment(company.first, ENTERED), story.administrator.pk
    owner = story.person_ids[hands.owner[seat, hands.entered[account]]].tolist()
    about, at = Contact._meta.label_lower, np.maximum(created, opening).tolist()
    rows = zip(keys, known, story.account_ids[account].tolist(), owner, at, strict=True)
    story.log(
        (when, "customers.add_contact", admin if when == opening else whose, about, key, whose,
         facts(name=[None, contact[0]], account=[None, where]))
        for key, contact, where, whose, when in rows
    )  # fmt: skip
