"""Fill an empty database with the demonstration company: `fill`."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from tandem.activities.models import Activity
from tandem.authority import organization
from tandem.authority.models import Cursor, Entry
from tandem.authority.readers import READERS, advance_all
from tandem.collaboration.models import Notification
from tandem.core import clock
from tandem.core.search.models import Document
from tandem.customers.models import Account, Contact
from tandem.deals.actions import fit_chances
from tandem.deals.models import DatePush, Deal, DealLine, StageChange, Stakeholder
from tandem.demo.company import Tally, make_company, truth
from tandem.demo.loading.absences import write_absences
from tandem.demo.loading.accuracy import score_past, write_past_calls
from tandem.demo.loading.catalog import set_up_selling
from tandem.demo.loading.customers import write_customers
from tandem.demo.loading.deals import write_month
from tandem.demo.loading.finding import index_others
from tandem.demo.loading.forecasts import write_calls, write_snapshots
from tandem.demo.loading.goals import write_plans
from tandem.demo.loading.heavy import lightened
from tandem.demo.loading.logged import write_members
from tandem.demo.loading.odds import work_out_chances
from tandem.demo.loading.people import found_company, write_officers
from tandem.demo.loading.planning import FromHistory, FromRuns, read_past
from tandem.demo.loading.story import Story
from tandem.demo.loading.today import explain_current, leave_open
from tandem.goals.queries.records import Records
from tandem.people.models import Person

MANY = 20_000  # deals from which on a load is heavy
HEAVY = (
    Account, Contact, Deal, DealLine, Stakeholder, StageChange, DatePush, Activity, Entry, Document,
)  # fmt: skip
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Summary:
    """What the database holds after `fill`; `filled` is False when it held something before and was left alone."""

    filled: bool
    officers: int
    accounts: int
    deals: int


def fill(
    *,
    officers: int = 30,
    deals: int = 6000,
    years: int = 3,
    seed: int = 7,
    today: date,
    progress: Callable[[str, int, int], None],
    odds: bool = True,
) -> Summary:
    """Fill the database with a company whose records end on the evening before `today`, all or nothing.

    A database with people in it is left as it is. `progress(what, done, of)` is called now and then. Without `odds`
    nothing is simulated, which takes most of the time: targets follow from history, and no chance is told.
    """
    if Person.objects.exists():
        return Summary(False, Person.objects.officers().active().count(), 0, 0)
    story = Story(make_company(officers=officers, deals=deals, years=years, seed=seed, today=today))
    tally = Tally(story.company)
    for month in story.company.deals():
        tally.add(month)
    with transaction.atomic(), organization.kept():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # millions of checks kept for the end would fill the memory
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        begin(story)
        progress("people", officers, officers)
        records = write_records(story, tally, progress, simulated=odds and deals < MANY)
        explain_current(today)
        write_past_calls(today, seed)
        write_snapshots(today, told=records is not None)
        if odds:
            fit_chances(today=today, at=clock.now())
        leave_open(today, records)
        write_calls(today, seed)
        tell()
    if odds:
        progress("chances", 0, 1)
        work_out_chances(today, records)
    score_past(today, records)
    write_truth(truth(tally), Path(settings.DATA))
    return Summary(True, officers, len(story.account_ids), deals)


def write_records(story: Story, tally: Tally, progress: Progress, *, simulated: bool) -> Records | None:
    """Customers, deals, plans and the logbook. Simulated: targets were set by what the simulation said of each quarter
    before it began, for which all deals are read once and returned; else by history alone.
    """
    records, heavy = None, story.company.deal_count >= MANY
    if not simulated:
        write_plans(story, tally.quarters, FromHistory(tally))
    with lightened(*HEAVY) if heavy else nullcontext():
        write_customers(story)
        progress("accounts", len(story.account_ids), len(story.account_ids))
        write_deals(story, progress, log=not simulated)
        if simulated:
            progress("targets", 0, 1)
            records = read_past(story)
            write_plans(story, tally.quarters, FromRuns(story, records))
        finish(story)
    return records


def begin(story: Story) -> None:
    """The organization as on its first day, and everybody who came since."""
    found_company(story)
    organization.forget()
    set_up_selling(story)
    write_officers(story)
    write_absences(story)


def write_deals(story: Story, progress: Progress, *, log: bool = True) -> int:
    """All deals, month by month, and with `log` the logbook as far as nothing earlier can follow. Returns how many."""
    written, company = 0, story.company
    for deals in company.deals():
        if log:
            story.write_entries(before=int(deals.created_at[0]))
        write_month(story, deals)
        written += len(deals)
        progress("deals", written, company.deal_count)
    return written


def finish(story: Story) -> None:
    """Write what is still to be written, and hand the tables over to ordinary work."""
    write_members(story)
    story.write_entries()
    story.bulk.finish()
    index_others(Account, Contact, Deal)
    # The readers of the logbook have nothing to do about the past: nobody is notified of it.
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for name in READERS:
        Cursor.objects.update_or_create(reader=name, defaults={"entry_id": last})


def tell() -> None:
    """Let the readers of the logbook see what is left open, and send nothing by mail."""
    while advance_all():
        pass
    Notification.objects.update(to_mail=False)


def write_truth(told: dict[str, object], folder: Path) -> Path:
    """Write the truth beside the data."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "demo-truth.json"
    path.write_text(json.dumps(told, indent=1) + "\n")
    return path
