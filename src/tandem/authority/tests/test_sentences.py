"""Entries as people read them."""

from datetime import date
from decimal import Decimal

from tandem.authority.actions import undo
from tandem.authority.auditing import AuditFilter, audit
from tandem.authority.fields import define_field
from tandem.authority.models import Entry
from tandem.authority.sentences import Sentence, own_changes, tell
from tandem.customers.actions import add_account, edit_account, reassign_account
from tests.cast import Cast


def last(verb: str) -> Sentence:
    entry = Entry.objects.filter(verb=verb).latest("pk")
    return tell([entry])[entry.pk]


def test_what_changed_reads_by_the_names_of_the_fields(cast: Cast):
    account = add_account(actor=cast.olga, name="Kan-code", currency="EUR")
    assert last("customers.add_account") == Sentence("added this account")
    edit_account(account, actor=cast.olga, city="Bonn", strategic=True, revenue=Decimal(1200))
    assert (
        last("customers.edit_account").detail == "City Bonn; Strategic account no → yes; Yearly revenue 1,200"
    )
    edit_account(account, actor=cast.olga, city="", revenue=None)
    assert last("customers.edit_account").detail == "City Bonn → nothing; Yearly revenue 1,200 → nothing"
    undo(Entry.objects.filter(verb="customers.edit_account").latest("pk"), actor=cast.olga)
    assert last("customers.edit_account").words == "took back: edited this account"


def test_what_changed_in_own_fields_is_told_field_by_field(cast: Cast):
    kinds = {"Seats": "number", "Renewal on": "date", "Reference": "yes_no", "Code": "text"}
    for label, kind in kinds.items():
        define_field(actor=cast.adam, record="account", label=label, type=kind)
    first = {"seats": 11, "renewal_on": "2027-02-03", "code": "9999-99-99"}
    account = add_account(actor=cast.olga, name="Kan-code", extra=first)
    edit_account(account, actor=cast.olga, city="Bonn", extra={"seats": 12, "reference": True, "code": None})
    told = last("customers.edit_account").detail
    assert told == "City Bonn; Code 9999-99-99 → nothing; Reference yes; Seats 11 → 12"
    [edited, _] = audit(cast.adam, AuditFilter(about="customers.account", about_id=account.pk)).lines
    assert [(one.label, one.before, one.after) for one in edited.differences][2:] == [
        ("Reference", None, "yes"), ("Seats", "11", "12"),
    ]  # fmt: skip
    imported = Entry(verb="customers.import_account", facts={"extra": {"renewal_on": "2027-02-03"}})
    assert own_changes(imported) == [("Renewal on", "", "Wed 3 Feb 2027")]


def test_people_are_named_in_one_query(cast: Cast, django_assert_num_queries):
    account = add_account(actor=cast.olga, name="Kan-code")
    for person in (cast.omar, cast.olga, cast.omar):
        reassign_account(account, actor=cast.nora, to=person)
    entries = list(Entry.objects.filter(verb="customers.reassign_account"))
    with django_assert_num_queries(1):
        details = [sentence.detail for sentence in tell(entries).values()]
    assert details[0] == "Owner Olga Officer → Omar Officer"


def test_a_day_is_a_day_and_moments_stay_out(cast: Cast):
    entry = Entry(
        verb="people.edit",
        about="people.person",
        about_id=cast.olga.pk,
        facts={
            "hired_on": [None, date(2026, 11, 20).isoformat()],
            "last_login": [None, "2026-11-20T10:00:00Z"],
        },
    )
    entry.pk = 1
    assert tell([entry])[1].detail == "Hired on Fri 20 Nov 2026"
