"""How fast a person finds a record among 100,000 accounts and as many contacts: python -m bench.search [--documents N]

Prints the time of each search as a director and as an officer with 50 accounts and contacts, and its ratio to the bare
SQL that fetches as many rows of the same table, in the same run. Uses a database of its own that is deleted afterwards;
TANDEM_TEST_DATABASE=postgres takes PostgreSQL instead of SQLite. --json FILE writes the figures there, too.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings_test")
if not os.environ.get("TANDEM_TEST_DATABASE"):
    os.environ["TANDEM_TEST_DATABASE"] = "file"

SEARCHES = (
    "b",
    "ba",
    "bar",
    "barlen",
    "barlen works",
    "works",
    "gmbh",
    "lenbar",
    "barlenn wroks",
    "bar lenbar",
    "zzyzx",
)
SYLLABLES = [a + b + c for a in "bdfghklmnprstvz" for b in "aeiou" for c in ("", "n", "r", "l", "s")]
KINDS = ("GmbH", "Works", "Group", "Tools", "Foods", "Labs", "Partners", "Systems")


def name(chance: random.Random) -> str:
    """An invented company."""
    return (
        "".join(chance.choices(SYLLABLES, k=chance.randint(2, 3))).capitalize() + " " + chance.choice(KINDS)
    )


def person(chance: random.Random) -> str:
    """An invented person."""
    return " ".join("".join(chance.choices(SYLLABLES, k=2)).capitalize() for _ in range(2))


def fill(documents: int) -> None:
    """Accounts of two officers, one of whom has fifty, and a contact at each."""
    from tandem.core import clock, search
    from tandem.customers.models import Account, Contact
    from tests.cast import make_cast

    chance = random.Random(7)
    cast, now = make_cast(), clock.now()
    owners = [cast.olga if n % (documents // 50) == 0 else cast.pia for n in range(documents)]
    Account.objects.bulk_create(
        (Account(name=name(chance), owner=owner, created_at=now) for owner in owners), batch_size=5000
    )
    places = Account.objects.order_by("pk").values_list("pk", "owner_id").iterator(chunk_size=5000)
    Contact.objects.bulk_create(
        (Contact(name=person(chance), account_id=pk, owner_id=owner, created_at=now) for pk, owner in places),
        batch_size=5000,
    )
    search.index_many(Account.objects.all().iterator(chunk_size=5000))
    search.index_many(Contact.objects.select_related("account").iterator(chunk_size=5000))


def took(work: Callable[[], object], times: int) -> float:
    """The median time in milliseconds."""
    measured = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        measured.append(1000 * (time.perf_counter() - begun))
    return statistics.median(measured)


def measure(times: int) -> list[dict[str, object]]:
    """One line for each viewer and search."""
    from django.db import connection

    from tandem.core import search
    from tandem.customers import queries
    from tandem.people.models import Person

    def bare(limit: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT kind, record_id, title, line FROM core_document WHERE id > 500 LIMIT %s", [limit]
            )
            cursor.fetchall()

    lines = []
    for who in ("director", "officer"):
        viewer = Person.objects.get(name="Erin Executive" if who == "director" else "Olga Officer")
        for text in SEARCHES:

            def look(text: str = text, viewer: Person = viewer) -> list[search.Hit]:
                rows = {"account": queries.accounts(viewer), "contact": queries.contacts(viewer)}
                return search.find(text, rows)

            found, ms, base = len(look()), took(look, times), took(lambda: bare(12), times)
            lines.append(
                {"viewer": who, "text": text, "found": found, "ms": ms, "bare_ms": base, "ratio": ms / base}
            )
    return lines


def main() -> None:
    """Make the database, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()

    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    made = setup_databases(verbosity=0, interactive=False)
    try:
        begun = time.perf_counter()
        fill(options.documents)
        taken = time.perf_counter() - begun
        print(f"{connection.vendor}: {options.documents:,} accounts and as many contacts in {taken:.0f} s")
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        lines = measure(options.times)
    finally:
        teardown_databases(made, verbosity=0)
    print(f"{'viewer':10}{'text':16}{'found':>6}{'ms':>9}{'bare':>9}{'ratio':>8}")
    for line in lines:
        print(
            f"{line['viewer']:10}{line['text']:16}{line['found']:>6}{line['ms']:>9.1f}{line['bare_ms']:>9.2f}{line['ratio']:>8.0f}"
        )
    if options.json:
        options.json.write_text(json.dumps({"database": connection.vendor, "searches": lines}, indent=1))


if __name__ == "__main__":
    main()
