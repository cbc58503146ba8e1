"""The files of a real sales team move in."""

from pathlib import Path

import pytest
from django.db.models import Count, Sum

from tandem.authority import importing
from tandem.authority.models import Entry, Organization
from tandem.catalog.models import Price, Product
from tandem.core import clock
from tandem.core.imports import preparing
from tandem.core.imports.models import ImportBatch
from tandem.customers.models import Account
from tandem.deals.models import Deal
from tandem.people.models import Membership, Person, Team

DATA = Path(__file__).parents[6] / "shared" / "data" / "maven-crm"
pytestmark = [pytest.mark.data, pytest.mark.django_db]


@pytest.fixture
def admin() -> Person:
    """Who moves in: an administrator of an organization without anything."""
    Organization.objects.create(name="Maven", currency="USD", time_zone="America/New_York")
    return Person.objects.create(name="Ada Admin", email="ada@maven.example", role="administrator")


def begin(admin: Person, file_name: str, **options: str) -> ImportBatch:
    content = (DATA / file_name).read_bytes()
    return preparing.begin("", file_name, [content], actor=admin, at=clock.now(), **options)


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    return tuple(batch.counts[key] for key in ("created", "changed", "unchanged", "refused"))


def test_a_file_of_officer_manager_and_office_builds_the_tree(admin: Person) -> None:
    batch = importing.try_out(begin(admin, "sales_teams.csv"))
    assert batch.kind == "people"
    assert (batch.trial["created"], batch.trial["refused"]) == (35, 0)
    assert not Person.objects.exclude(pk=admin.pk).exists()

    importing.run(batch)
    assert counts(batch) == (35, 0, 0, 0)
    assert Person.objects.filter(role="officer").count() == 35
    assert Person.objects.filter(role="manager").count() == 6
    root = Team.objects.get(parent=None)
    assert root.name == "Maven"
    assert sorted(root.children.values_list("name", flat=True)) == ["Central", "East", "West"]
    anna = Person.objects.get(name="Anna Snelling")
    assert (anna.team.manager.name, anna.team.parent.name) == ("Dustin Brinkmann", "Central")
    assert anna.path.startswith(anna.team.manager.led[0])
    assert anna.email is None

    again = importing.run(begin(admin, "sales_teams.csv"))
    assert counts(again) == (0, 0, 35, 0)

    importing.take_back(batch, actor=admin)
    assert not Person.objects.active().exclude(pk=admin.pk).exists()
    assert not Team.objects.exists()
    assert not Membership.objects.exists()
    assert not batch.lines.filter(outcome="kept").exists()

    back = importing.run(begin(admin, "sales_teams.csv"))
    assert counts(back) == (0, 35, 0, 0)
    assert Person.objects.active().filter(role="officer").count() == 35


def test_accounts_find_their_parents_wherever_these_stand(admin: Person) -> None:
    batch = importing.try_out(begin(admin, "accounts.csv", currency="USD"))
    assert (batch.kind, batch.trial["created"], batch.questions) == ("accounts", 85, {})
    importing.run(batch)
    assert counts(batch) == (85, 0, 0, 0)
    assert Account.objects.filter(parent__isnull=False).count() == 15
    acme = Account.objects.get(name="Acme Corporation")
    assert (acme.industry, acme.founded, acme.employees, acme.country) == (
        "technolgy",
        1996,
        2822,
        "United States",
    )
    assert (str(acme.revenue), acme.currency) == ("1100.04", "USD")
    assert acme.subsidiaries.count() == 4

    before = Entry.objects.count()
    again = importing.run(begin(admin, "accounts.csv"))
    assert counts(again) == (0, 0, 85, 0)
    assert Entry.objects.count() == before + 1

    importing.take_back(batch, actor=admin)
    assert not Account.objects.alive().exists()
    assert not batch.lines.filter(outcome="kept").exists()


def test_products_come_with_their_prices(admin: Person) -> None:
    batch = begin(admin, "products.csv", currency="USD")
    importing.run(batch)
    assert counts(batch) == (7, 0, 0, 0)
    pro = Product.objects.get(name="GTX Pro")
    assert pro.family == "GTX"
    assert str(Price.objects.get(product=pro).amount) == "4821.00"
    assert Price.objects.get(product=pro).book.currency == "USD"
    assert counts(importing.run(begin(admin, "products.csv"))) == (0, 0, 7, 0)


def move_in(admin: Person) -> ImportBatch:
    """People, accounts, products, and the deals as far as a trial."""
    for file_name in ("sales_teams.csv", "accounts.csv", "products.csv"):
        importing.run(begin(admin, file_name, currency="USD"))
    return importing.try_out(begin(admin, "sales_pipeline.csv", currency="USD"))


@pytest.mark.timeout(600)
def test_a_teams_whole_pipeline_moves_in(admin: Person) -> None:
    batch = move_in(admin)
    assert (batch.kind, batch.trial["rows"]) == ("deals", 8800)
    assert batch.questions == {
        "product": {
            "GTXPro": {"rows": 1480, "first": 3, "proposals": ["GTX Pro", "GTX Plus Pro"], "may_create": True}
        }
    }
    assert batch.trial["refused"] == 1480
    assert not Deal.objects.exists()

    batch.put(answers={"product": {"GTXPro": "use:GTX Pro"}})
    importing.run(batch)
    assert counts(batch) == (8800, 0, 0, 0)
    assert batch.counts["notes"] == {"without an account": 1425}
    deals = Deal.objects.alive()
    won = deals.won().aggregate(number=Count("pk"), worth=Sum("booked_amount"))
    assert (won["number"], int(won["worth"])) == (4238, 10_005_534)
    assert (deals.lost().count(), deals.open().count()) == (2473, 2089)
    assert deals.open().filter(account=None).count() == 1425
    assert deals.filter(lines__product__name="GTX Pro").count() == 1480
    assert Entry.objects.filter(verb="deals.import", batch_id=batch.pk).count() == 8800
    pipeline = deals.first().pipeline
    assert [(stage.name, stage.kind) for stage in pipeline.stages.all()] == [
        ("Prospecting", "open"),
        ("Engaging", "open"),
        ("Won", "won"),
        ("Lost", "lost"),
    ]
    first = deals.get(external_id="1C1I7A6R")
    assert (first.owner.name, first.credited_to.name, first.account.name) == ("Moses Frase",) * 2 + (
        "Cancity",
    )
    assert (str(first.created_at.date()), str(first.closed_on), int(first.amount)) == (
        "2016-10-20",
        "2017-03-01",
        1054,
    )

    again = importing.run(begin(admin, "sales_pipeline.csv"))
    assert counts(again) == (0, 0, 8800, 0)
