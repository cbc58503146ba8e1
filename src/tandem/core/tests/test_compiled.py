"""A statement of fixed shape is turned into SQL once, and means the same for every value."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from tandem.core.compiled import Compiled
from tandem.people.models import Person
from tests.cast import Cast


def hired_since(person, day):
    return Person.objects.filter(pk=person, hired_on__gte=day).values_list("name", "pk")


def test_it_answers_for_the_values_given(cast: Cast):
    Person.objects.filter(pk=cast.olga.pk).update(hired_on=date(2026, 3, 1))
    asked = Compiled(hired_since)
    assert asked.rows(cast.olga.pk, date(2026, 1, 1)) == [("Olga Officer", cast.olga.pk)]
    assert asked.rows(cast.olga.pk, date(2026, 3, 2)) == []
    assert asked.rows(cast.omar.pk, date(2026, 1, 1)) == []


def test_the_statement_is_made_once(cast: Cast):
    made = []

    def make(person):
        made.append(person)
        return Person.objects.filter(pk=person).values_list("pk")

    asked = Compiled(make)
    with CaptureQueriesContext(connection) as ran:
        assert [asked.rows(pk) for pk in (cast.olga.pk, cast.omar.pk)] == [
            [(cast.olga.pk,)],
            [(cast.omar.pk,)],
        ]
    assert (len(made), len(ran)) == (2, 2), "twice for the comparison of marks, never again"


def test_a_value_that_is_worked_out_from_a_mark_is_refused(cast: Cast):
    asked = Compiled(lambda person, day: hired_since(person, day - timedelta(days=7)))
    with pytest.raises(TypeError, match="hand the result in"):
        asked.rows(cast.olga.pk, date(2026, 1, 1))


def test_what_is_the_same_for_everybody_stays(cast: Cast):
    asked = Compiled(lambda person: Person.objects.filter(pk=person, role="officer").values_list("pk"))
    assert asked.rows(cast.nora.pk) == []
    assert asked.rows(cast.olga.pk) == [(cast.olga.pk,)]


def test_what_comes_back_is_as_from_the_model(cast: Cast):
    Person.objects.filter(pk=cast.olga.pk).update(hired_on=date(2026, 3, 1))
    asked = Compiled(lambda person: Person.objects.filter(pk=person).values_list("hired_on", "led"))
    assert asked.rows(cast.olga.pk) == [(date(2026, 3, 1), [])]


def test_a_text_stands_alone_or_begins_another(cast: Cast):
    names = Compiled(lambda name: Person.objects.filter(name=name).values_list("pk"))
    assert [names.rows(name) for name in ("Olga Officer", "Olga")] == [[(cast.olga.pk,)], []]
    begun = Compiled(lambda name: Person.objects.filter(name__startswith=name).values_list("pk"))
    assert begun.rows("Olga O") == [(cast.olga.pk,)]
    assert begun.rows("Omar") == [(cast.omar.pk,)]
    assert begun.rows("%lga") == begun.rows("_lga") == []


def test_records_come_with_what_they_are_joined_with_and_their_annotations(cast: Cast):
    def make(person):
        return (
            Person.objects.filter(pk=person)
            .select_related("team__manager")
            .defer("team__external_id")
            .annotate(shout=Upper("name"), below=Count("team__members"))
        )

    [straight] = make(cast.olga.pk)
    with CaptureQueriesContext(connection) as ran:
        [found] = Compiled(make).objects(cast.olga.pk)
        assert found == straight
        assert {**vars(found), "_state": None} == {**vars(straight), "_state": None}
        assert (found.shout, found.below) == ("OLGA OFFICER", straight.below)
        assert found.team == cast.north and found.team.manager == cast.nora
        assert found.team.get_deferred_fields() == {"external_id"}
    assert len(ran) == 1
    assert not found._state.adding and found._state.db == straight._state.db


def test_a_record_that_is_not_joined_with_any_has_none(cast: Cast):
    asked = Compiled(lambda person: Person.objects.filter(pk=person).select_related("team"))
    assert asked.objects(cast.adam.pk)[0].team is None
