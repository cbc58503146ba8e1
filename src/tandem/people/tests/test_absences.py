"""Absences: written down by oneself or from above, never overlapping, and out of sight for colleagues."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse

from tandem.authority.actions import last_entry, undo
from tandem.authority.models import Entry
from tandem.core.errors import Conflict, NotAllowed, Refused
from tandem.people import queries
from tandem.people.absences import edit_absence, record_absence, withdraw_absence
from tandem.people.models import Absence
from tests.cast import Cast
from tests.test_api_habits import Caller

WEEK = {"first_on": date(2026, 12, 21), "last_on": date(2026, 12, 27)}


def test_an_officer_writes_down_their_own_and_it_is_in_the_logbook(cast: Cast):
    absence = record_absence(cast.olga, actor=cast.olga, **WEEK)
    assert (absence.person_id, absence.days, absence.kind) == (cast.olga.pk, 7, "vacation")
    entry = Entry.objects.get(verb="people.record_absence")
    assert (entry.owner_id, entry.facts["first_on"]) == (cast.olga.pk, [None, "2026-12-21"])


def test_who_leads_them_may_and_colleagues_and_executives_may_not(cast: Cast):
    record_absence(cast.olga, actor=cast.nora, **WEEK)
    for stranger in (cast.omar, cast.sam, cast.erin):
        with pytest.raises((NotAllowed, Http404)):
            record_absence(cast.olga, actor=stranger, first_on=date(2027, 3, 1), last_on=date(2027, 3, 2))
    assert Absence.objects.count() == 1


def test_colleagues_do_not_see_when_and_why_somebody_is_away(cast: Cast):
    absence = record_absence(cast.olga, actor=cast.olga, kind="sick", **WEEK)
    assert queries.person_page(cast.omar, cast.olga.pk).absences is None
    assert queries.absences_of(cast.omar, cast.olga) == []
    assert queries.absences_of(cast.nora, cast.olga) == queries.absences_of(cast.olga, cast.olga) == [absence]
    with pytest.raises(Http404):
        queries.get_absence(cast.sam, absence.pk)


def test_two_absences_of_a_person_do_not_overlap(cast: Cast):
    first = record_absence(cast.olga, actor=cast.olga, **WEEK)
    with pytest.raises(Refused, match="21 Dec 2026 to 27 Dec 2026"):
        record_absence(cast.olga, actor=cast.olga, first_on=date(2026, 12, 27), last_on=date(2027, 1, 3))
    record_absence(cast.omar, actor=cast.omar, **WEEK)
    after = record_absence(cast.olga, actor=cast.olga, first_on=date(2026, 12, 28), last_on=date(2027, 1, 3))
    with pytest.raises(Refused, match="28 Dec 2026"):
        edit_absence(first, actor=cast.olga, last_on=date(2026, 12, 30))
    assert Absence.objects.get(pk=first.pk).last_on == WEEK["last_on"]
    withdraw_absence(after, actor=cast.olga)
    edit_absence(first, actor=cast.olga, last_on=date(2026, 12, 30))
    assert Absence.objects.get(pk=first.pk).days == 10


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 12, 2), date(2026, 12, 1), "before the first"),
        (date(2026, 1, 1), date(2030, 1, 1), "three years"),
    ],
)
def test_days_that_make_no_sense_are_refused(cast: Cast, first: date, last: date, words: str):
    with pytest.raises(Refused, match=words):
        record_absence(cast.olga, actor=cast.olga, first_on=first, last_on=last)


def test_the_database_refuses_days_in_the_wrong_order(cast: Cast):
    absence = record_absence(cast.olga, actor=cast.olga, **WEEK)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.filter(pk=absence.pk).update(last_on=date(2026, 1, 1))


def test_each_step_can_be_undone(cast: Cast):
    absence = record_absence(cast.olga, actor=cast.olga, **WEEK)
    edit_absence(absence, actor=cast.olga, kind="parental")
    undo(Entry.objects.get(pk=last_entry(cast.olga, absence)), actor=cast.olga)
    assert Absence.objects.get(pk=absence.pk).kind == "vacation"
    withdraw_absence(absence, actor=cast.olga)
    assert queries.absences_of(cast.olga, cast.olga) == []
    undo(Entry.objects.get(pk=last_entry(cast.olga, absence)), actor=cast.olga)
    assert queries.absences_of(cast.olga, cast.olga) == [absence]


def test_the_second_of_two_editors_is_told(cast: Cast):
    absence = record_absence(cast.olga, actor=cast.olga, **WEEK)
    edit_absence(absence, actor=cast.nora, kind="other", version=absence.version)
    with pytest.raises(Conflict):
        edit_absence(absence, actor=cast.olga, kind="sick", version=absence.version)


def test_the_page_adds_edits_and_withdraws(cast: Cast, client: Client):
    client.force_login(cast.olga)
    page = reverse("people:person", args=[cast.olga.pk])
    assert "None written down." in client.get(page).content.decode()
    new = reverse("people:absence_new", args=[cast.olga.pk])
    bad = client.post(new, {"kind": "vacation", "first_on": "2026-12-27", "last_on": "2026-12-21"})
    assert bad.status_code == 422
    assert "Choose the first day or a later one." in bad.content.decode()
    client.post(new, {"kind": "parental", "first_on": "2026-12-21", "last_on": "2026-12-27"})
    absence = Absence.objects.get()
    shown = client.get(page).content.decode()
    assert "Parental leave" in shown
    assert reverse("people:absence_edit", args=[absence.pk]) in shown
    client.post(reverse("people:absence_withdraw", args=[absence.pk]))
    assert "None written down." in client.get(page).content.decode()
    client.force_login(cast.omar)
    assert "Absences" not in client.get(page).content.decode()


def test_undoing_an_edit_does_not_take_days_that_another_absence_has_now(cast: Cast):
    first = record_absence(cast.olga, actor=cast.olga, **WEEK)
    edit_absence(first, actor=cast.olga, last_on=date(2026, 12, 22))
    edited = Entry.objects.get(pk=last_entry(cast.olga, first))
    record_absence(cast.olga, actor=cast.olga, first_on=date(2026, 12, 24), last_on=date(2026, 12, 24))
    with pytest.raises(Refused, match="24 Dec 2026"):
        undo(edited, actor=cast.olga)
    assert Absence.objects.get(pk=first.pk).last_on == date(2026, 12, 22)
    withdraw_absence(first, actor=cast.olga)
    with pytest.raises(Refused, match="withdrawn"):
        undo(edited, actor=cast.olga)


def test_bringing_back_an_absence_does_not_take_days_that_another_one_has_now(cast: Cast):
    first = record_absence(cast.olga, actor=cast.olga, **WEEK)
    withdraw_absence(first, actor=cast.olga)
    gone = Entry.objects.get(pk=last_entry(cast.olga, first))
    record_absence(cast.olga, actor=cast.olga, first_on=date(2026, 12, 24), last_on=date(2026, 12, 24))
    with pytest.raises(Refused, match="24 Dec 2026"):
        undo(gone, actor=cast.olga)


def test_the_database_knows_the_kinds(cast: Cast):
    absence = record_absence(cast.olga, actor=cast.olga, **WEEK)
    with pytest.raises(IntegrityError), transaction.atomic():
        Absence.objects.filter(pk=absence.pk).update(kind="gone")


@pytest.mark.parametrize("visibility", ["own", "team", "everyone"])
def test_officers_see_no_absence_of_colleagues_however_much_of_their_work_they_see(
    cast: Cast, visibility: str
):
    absence = record_absence(cast.olga, actor=cast.olga, **WEEK)
    cast.organization.visibility = visibility
    cast.organization.save()
    assert queries.absences_of(cast.omar, cast.olga) == []
    with pytest.raises(Http404):
        queries.get_absence(cast.omar, absence.pk)


def test_the_api_records_reads_changes_and_withdraws(cast: Cast):
    nora = Caller(cast.nora)
    path = f"/people/{cast.olga.pk}/absences"
    body = {"first_on": "2026-12-21", "last_on": "2026-12-27", "kind": "parental"}
    made, again = (nora("post", path, body, **{"Idempotency-Key": "leave-1"}) for _ in range(2))
    assert (made.status_code, again.json()) == (201, made.json())
    assert nora("post", path, body).status_code == 422
    one = f"/absences/{made.json()['id']}"
    tag = nora("get", one)["ETag"]
    changed = nora("patch", one, {"last_on": "2026-12-24"}, **{"If-Match": tag})
    assert (changed.status_code, changed.json()["days"]) == (200, 4)
    assert nora("patch", one, {"kind": "sick"}, **{"If-Match": tag}).status_code == 409
    assert nora("patch", one, {"kind": "sick"}, **{"If-Match": "3"}).status_code in (400, 422)
    assert nora("delete", one, **{"If-Match": changed["ETag"]}).status_code == 204
    assert nora("get", path).json() == []
    assert nora("get", one).status_code == 404


def test_the_api_tells_colleagues_and_strangers_of_no_absence(cast: Cast):
    absence = record_absence(cast.olga, actor=cast.olga, **WEEK)
    assert Caller(cast.omar)("get", f"/people/{cast.olga.pk}/absences").json() == []
    assert Caller(cast.omar)("get", f"/absences/{absence.pk}").status_code == 404
    assert Caller(cast.sam)("get", f"/people/{cast.olga.pk}/absences").status_code == 404
    assert Caller(cast.erin)("patch", f"/absences/{absence.pk}", {"kind": "sick"}).status_code == 403
