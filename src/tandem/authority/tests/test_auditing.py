"""The audit log: who did what when, before and after, filtered by person, record, verb and day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tandem.authority.auditing import AuditFilter, Line, audit
from tandem.authority.forms import AuditForm
from tandem.authority.models import Entry
from tandem.core import clock
from tandem.core.errors import NotAllowed
from tandem.deals.tests import make
from tandem.people.actions import move_person
from tandem.people.handing_over import deactivate
from tandem.people.models import Membership, Person
from tests.cast import Cast

URL = "authority:audit"


@pytest.fixture
def as_adam(cast: Cast, client: Client) -> Client:
    client.force_login(cast.adam)
    return client


def newest(cast: Cast, **asked: object) -> Line:
    return audit(cast.adam, AuditFilter(**asked)).lines[0]  # type: ignore[arg-type]


def test_a_line_names_the_record_and_both_values(cast: Cast):
    move_person(cast.olga, actor=cast.adam, team=cast.south, since=date(2025, 3, 1))
    line = newest(cast, verb="people.move")
    assert (line.words, line.record.kind, line.record.name) == (
        "moved a person to another team",
        "Person",
        "Olga Officer",
    )
    assert [(each.label, each.before, each.after) for each in line.differences] == [
        ("Since", None, "Sat 1 Mar 2025"),
        ("Team", "North", "South"),
    ]


def test_a_fact_without_a_before_is_told_whole(cast: Cast):
    Entry.objects.create(
        verb="people.edit", actor=cast.adam, at=clock.now(), about="people.person", about_id=cast.olga.pk,
        facts={"reason": "Half of the fair", "about": ["people.team", cast.north.pk], "rows": [1, 2, 3]},
    )  # fmt: skip
    told = {each.label: (each.before, each.after) for each in newest(cast).differences}
    assert told == {
        "Reason": (None, "Half of the fair"),
        "About": (None, "Team North"),
        "Rows": (None, "1, 2, 3"),
    }


def test_a_record_that_is_gone_keeps_its_line(cast: Cast):
    Entry.objects.create(
        verb="people.edit", actor=cast.adam, at=clock.now(), about="people.team", about_id=99999, facts={}
    )
    line = newest(cast)
    assert (line.record.kind, line.record.name, line.record.url) == ("Team", "99999", "")


def test_a_record_without_a_name_is_named_after_its_person(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
):
    for person in (cast.olga, cast.omar):
        member = Membership.objects.get(person=person)
        Entry.objects.create(
            verb="people.edit", actor=cast.adam, at=clock.now(), about="people.membership", about_id=member.pk,
            facts={},
        )  # fmt: skip
    with django_assert_num_queries(3):  # entries, memberships, people
        lines = audit(cast.adam, AuditFilter(verb="people.edit")).lines
    assert [str(line.record) for line in lines] == ["Membership Omar Officer", "Membership Olga Officer"]


def test_filters_narrow_and_combine(cast: Cast):
    move_person(cast.olga, actor=cast.adam, team=cast.south, since=date(2025, 3, 1))

    def found(**asked: object) -> list[Entry]:
        return [line.entry for line in audit(cast.adam, AuditFilter(**asked)).lines]  # type: ignore[arg-type]

    of_north = Entry.objects.filter(about="people.team", about_id=cast.north.pk).order_by("-pk")
    assert found(about="people.team", about_id=cast.north.pk) == list(of_north)
    assert [entry.about_id for entry in found(verb="people.move", actor=cast.adam.pk)] == [cast.olga.pk]
    assert found(actor=cast.nora.pk) == []


def test_days_are_whole_days(cast: Cast):
    Entry.objects.all().delete()
    for hour in (0, 23):
        Entry.objects.create(
            verb="people.edit", actor=cast.adam, about="people.person", about_id=cast.olga.pk,
            at=datetime(2026, 3, 4, hour, 30, tzinfo=UTC), facts={"name": ["a", "b"]},
        )  # fmt: skip
    day = date(2026, 3, 4)
    assert len(audit(cast.adam, AuditFilter(since=day, until=day)).lines) == 2
    assert audit(cast.adam, AuditFilter(since=day + timedelta(days=1))).lines == []
    assert audit(cast.adam, AuditFilter(until=day - timedelta(days=1))).lines == []


def test_older_entries_follow_without_a_gap(cast: Cast):
    first = audit(cast.adam, AuditFilter(), size=3)
    second = audit(cast.adam, AuditFilter(before=first.further), size=3)
    ids = [line.entry.pk for line in (*first.lines, *second.lines)]
    assert ids == list(Entry.objects.order_by("-pk").values_list("pk", flat=True)[:6])


def test_twenty_deals_cost_no_more_statements_than_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
):
    make.sales(cast)
    for count in (1, 19):
        for _ in range(count):
            make.deal(cast.olga)
        with django_assert_num_queries(6):  # entries, deals, pipelines, stages, people and teams they name
            assert audit(cast.adam, AuditFilter(about="deals.deal")).lines


def test_the_page_shows_words_links_and_the_record_asked_for(as_adam: Client, cast: Cast):
    make.sales(cast)
    deal = make.deal(cast.olga)
    page = as_adam.get(reverse(URL), {"about": "deals.deal", "about_id": deal.pk, "actor": cast.olga.pk})
    text = page.content.decode()
    assert f'href="{deal.get_absolute_url()}"' in text
    assert "opened this deal" in text
    assert "Olga Officer" in text
    assert "Show every record" in text


def test_nonsense_in_the_address_filters_nothing(as_adam: Client):
    page = as_adam.get(reverse(URL), {"actor": "x", "about": "no.model", "about_id": "7", "since": "?"})
    assert page.status_code == 200
    assert "No entries match." in page.content.decode()


def test_only_administrators_and_executives_read_it(cast: Cast):
    assert audit(cast.erin, AuditFilter()).lines
    for person in (cast.nora, cast.olga):
        with pytest.raises(NotAllowed):
            audit(person, AuditFilter())


def test_a_record_is_chosen_in_the_form_shown_and_cleared(as_adam: Client, cast: Cast):
    deal = make.deal(cast.olga, name="Quillfeather pumps")
    [found] = as_adam.get(reverse("workspace:audited"), {"q": "quillfeather"}).json()["results"]
    answer = as_adam.get(
        reverse(URL), {"record": found["id"], "verb": "deals.open", "before": "9"}, follow=True
    )
    [(address, _)] = answer.redirect_chain
    assert dict(parse_qsl(urlsplit(address).query)) == {
        "verb": "deals.open", "about": "deals.deal", "about_id": str(deal.pk),
    }  # fmt: skip
    page = answer.content.decode()
    assert "About: Deal Quillfeather pumps" in page
    assert 'name="about_id" value="' + str(deal.pk) in page  # “Show” keeps it
    assert 'href="?verb=deals.open" aria-label="Show every record"' in page
    assert as_adam.get(reverse(URL), {"record": "nothing"}).status_code == 200


def test_whoever_acts_can_be_asked_for(as_adam: Client, cast: Cast):
    deactivate(cast.omar, actor=cast.adam, heir=cast.olga)
    asked = AuditForm(verbs={}, people=Person.objects.all()).as_p()
    assert reverse("people:pick_anybody") in asked
    for person in (cast.adam, cast.erin, cast.nora, cast.omar):
        found = as_adam.get(reverse("people:pick_anybody"), {"q": person.name}).json()["results"]
        assert [each["id"] for each in found] == [person.pk]
