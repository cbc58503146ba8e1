"""The same company played through the actions, row by row: what the bulk load must equal."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tandem.authority.models import Entry
from tandem.customers.actions import add_account, add_contact, reassign_account
from tandem.customers.models import Account, Contact
from tandem.deals import reactions
from tandem.demo.company import CURRENCY, Company
from tandem.demo.company.calendar import DAY, month_start
from tandem.demo.company.customers import CITIES, INDUSTRIES
from tandem.demo.company.names import domain_of
from tandem.demo.loading.absences import recorded
from tandem.demo.loading.catalog import set_up_selling
from tandem.demo.loading.customers import ENTERED, STRATEGIC, regions
from tandem.demo.loading.hands import HANDED, Hands, moment
from tandem.demo.loading.people import events, found_company
from tandem.demo.loading.story import MORNING, Story
from tandem.demo.tests.played_deals import PlayedDeal, when
from tandem.people.absences import record_absence
from tandem.people.actions import add_person, deactivate_person, move_person
from tandem.people.models import Person

# When (seconds), the order of what happens at the same moment, and what happens.
Turn = tuple[int, int, Callable[[], None]]


class Played:
    """Everything that happens, put in order of time and then done."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.story = Story(company)
        self.people: dict[int, Person] = {}
        self.accounts: dict[int, Account] = {}
        self.contacts: dict[int, Contact] = {}
        self.turns: list[Turn] = []

    def play(self) -> None:
        found_company(self.story)
        for number, key in enumerate(self.story.person_ids):
            if key:
                self.people[number] = Person.objects.get(pk=key)
        set_up_selling(self.story)
        self.plan_people()
        self.plan_absences()
        self.plan_customers()
        for deals in self.company.deals():
            for place in range(len(deals)):
                for at, turn in PlayedDeal(self, deals, place).turns():
                    self.then(at, turn)
        for _, _, turn in sorted(self.turns, key=lambda t: t[:2]):
            turn()

    def then(self, at: int, turn: Callable[[], None]) -> None:
        self.turns.append((at, len(self.turns), turn))

    @property
    def admin(self) -> Person:
        return self.story.administrator

    def person(self, number: int) -> Person:
        return Person.objects.get(pk=self.people[number].pk)

    def plan_people(self) -> None:
        for event in events(self.company):
            at = moment(max(event.on, self.company.first), MORNING)

            def turn(event=event, seconds=at) -> None:  # type: ignore[no-untyped-def]
                at = when(seconds)
                who = self.company.staff.people[event.person]
                if event.kind == "hired":
                    self.people[event.person] = add_person(
                        actor=self.admin, at=at, name=who.name, role=who.role, team=self.story.teams[event.team],
                        since=event.on, email=who.email, title=who.title, hired_on=who.hired_on,
                        years_in_sales=who.years_in_sales, external_id=who.key,
                    )  # fmt: skip
                elif event.kind == "moved":
                    move_person(self.people[event.person], actor=self.admin, at=at,
                                team=self.story.teams[event.team], since=event.on)  # fmt: skip
                    reactions.follow([Entry.objects.latest("id")])
                else:
                    deactivate_person(self.people[event.person], actor=self.admin, at=at)

            self.then(at, turn)

    def plan_absences(self) -> None:
        for row in recorded(self.company):
            self.then(row.at, lambda row=row: record_absence(  # type: ignore[misc]
                self.person(row.person), actor=self.person(row.person), at=when(row.at), first_on=row.first,
                last_on=row.last, kind=row.kind,
            ))  # fmt: skip

    def plan_customers(self) -> None:
        customers, hands = self.company.customers, self.story.hands
        opening = moment(self.company.first, ENTERED)
        region = regions(self.story, customers.seat)
        for account in customers.since.argsort(kind="stable").tolist():
            seat, month = int(customers.seat[account]), int(hands.entered[account])
            created = int(customers.since[account]) * DAY + ENTERED
            at = max(created, opening)
            self.then(
                at,
                lambda a=account, s=seat, m=month, c=created, t=at: self.add(a, s, m, c, t, hands, region[a]),
            )  # type: ignore[misc]
            for turn in hands.turns(seat, month):
                later = moment(month_start(self.company.first, turn), HANDED)
                self.then(later, lambda a=account, p=int(hands.owner[seat, turn]), t=later: reassign_account(  # type: ignore[misc]
                    Account.objects.get(pk=self.accounts[a].pk), actor=self.admin, at=when(t), to=self.person(p)
                ))  # fmt: skip

    def add(
        self, account: int, seat: int, month: int, created: int, at: int, hands: Hands, region: str
    ) -> None:
        customers = self.company.customers
        owner = self.person(int(hands.owner[seat, month]))
        actor = self.admin if at == moment(self.company.first, ENTERED) else owner
        city, country = CITIES[customers.city[account]]
        name = customers.name(account)
        employees = int(customers.employees[account])
        self.accounts[account] = add_account(
            actor=actor, at=when(at), name=name, owner=owner, created_at=when(created), external_id=f"A{account:06d}",
            industry=INDUSTRIES[customers.industry[account]], region=region, city=city, country=country,
            website=f"https://www.{domain_of(name)}", employees=employees, strategic=employees >= STRATEGIC,
            revenue=Decimal(int(customers.revenue[account])), currency=CURRENCY,
            parent=self.accounts.get(int(customers.parent[account])),
        )  # fmt: skip
        for contact in range(int(customers.contact_from[account]), int(customers.contact_from[account + 1])):
            called, title, email, _ = customers.contact(contact)
            self.contacts[contact] = add_contact(
                actor=actor, account=self.accounts[account], at=when(at), name=called, owner=owner,
                created_at=when(created), external_id=f"C{contact:07d}", title=title, email=email, city=city,
                country=country,
            )  # fmt: skip
