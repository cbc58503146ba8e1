"""The tree of teams, and what happens to people when it changes."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tandem.authority.actions import undo
from tandem.authority.models import Entry
from tandem.core.errors import NotAllowed, Refused
from tandem.people import actions, queries
from tandem.people.models import Membership, Person, Team
from tests.cast import Cast


def test_moving_a_team_moves_everybody_below_it(cast: Cast):
    actions.move_team(cast.harbor, actor=cast.adam, parent=cast.south)
    otto = Person.objects.get(pk=cast.otto.pk)
    sam = Person.objects.get(pk=cast.sam.pk)
    assert otto.path == f"{cast.south.path}{cast.harbor.pk}/"
    assert [boss.first_name for boss in otto.line()] == ["Nils", "Sam", "Erin"]
    assert otto.path.startswith(sam.led[0])
    assert Person.objects.get(pk=cast.nils.pk).led == [otto.path]


def test_a_team_cannot_move_into_itself(cast: Cast):
    with pytest.raises(Refused, match="moved into itself"):
        actions.move_team(cast.north, actor=cast.adam, parent=cast.harbor)


def test_results_stay_with_the_team_of_the_day(cast: Cast):
    actions.move_person(cast.olga, actor=cast.adam, team=cast.south, since=date(2025, 7, 1))
    olga = Person.objects.get(pk=cast.olga.pk)
    assert olga.team == cast.south
    assert queries.team_on(olga, date(2025, 6, 30)) == cast.north
    assert queries.team_on(olga, date(2025, 7, 1)) == cast.south
    assert Membership.objects.filter(person=olga).count() == 2


def test_a_person_cannot_leave_before_they_joined(cast: Cast):
    with pytest.raises(Refused, match="must be later"):
        actions.move_person(cast.olga, actor=cast.adam, team=cast.south, since=date(2023, 1, 1))


def test_a_manager_does_not_shape_teams(cast: Cast):
    with pytest.raises(NotAllowed):
        actions.add_team(actor=cast.nora, name="Quay", parent=cast.north)


def test_an_officer_does_not_lead(cast: Cast):
    with pytest.raises(Refused, match="Only a Sales Manager"):
        actions.set_team_manager(cast.north, actor=cast.adam, manager=cast.olga)


def test_each_change_is_in_the_logbook(cast: Cast):
    actions.rename_team(cast.south, actor=cast.adam, name="Coast")
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.facts) == (
        "people.shape_teams",
        cast.adam,
        {"name": ["South", "Coast"]},
    )


def test_a_change_of_nothing_is_not_logged(cast: Cast):
    before = Entry.objects.count()
    actions.rename_team(cast.south, actor=cast.adam, name="South")
    assert Entry.objects.count() == before


def test_a_name_and_a_place_can_be_taken_back(cast: Cast):
    actions.move_team(cast.harbor, actor=cast.adam, parent=cast.south)
    moved = Entry.objects.latest("pk")
    actions.rename_team(cast.south, actor=cast.adam, name="Coast")
    undo(Entry.objects.latest("pk"), actor=cast.adam)
    undo(moved, actor=cast.adam)
    otto, nils, nora = (Person.objects.get(pk=one.pk) for one in (cast.otto, cast.nils, cast.nora))
    assert Team.objects.get(pk=cast.south.pk).name == "South"
    assert otto.path == cast.harbor.path
    assert nils.led == [cast.harbor.path]
    assert otto.path.startswith(nora.led[0])


def test_what_changed_since_is_not_taken_back(cast: Cast):
    actions.rename_team(cast.south, actor=cast.adam, name="Coast")
    first = Entry.objects.latest("pk")
    actions.rename_team(cast.south, actor=cast.adam, name="Shore")
    with pytest.raises(Refused, match="The name of Shore was changed since"):
        undo(first, actor=cast.adam)


def test_moving_a_team_offers_to_take_it_back(cast: Cast, client: Client):
    client.force_login(cast.adam)
    client.post(reverse("people:team_move", args=[cast.harbor.pk]), {"parent": cast.south.pk})
    entry = Entry.objects.latest("pk")
    assert reverse("authority:undo", args=[entry.pk]) in client.get(reverse("people:teams")).content.decode()


def test_a_large_tree_shows_the_line_above_the_neighbours_and_the_parts(cast: Cast):
    everything = list(queries.all_teams())
    assert queries.near(everything, cast.north) == everything
    regions = [actions.add_team(actor=cast.adam, name=f"Region {n}", parent=cast.maple) for n in range(3)]
    crews = [actions.add_team(actor=cast.adam, name=f"Crew {n}", parent=regions[n % 3]) for n in range(45)]
    everything = list(queries.all_teams())
    shown = {team.name for team in queries.near(everything, regions[0])}
    assert shown == {
        "Maple",
        "North",
        "South",
        *(team.name for team in regions),
        *(f"Crew {n}" for n in range(0, 45, 3)),
    }
    assert crews[1].name in {team.name for team in queries.near(everything, crews[4])}


def test_teams_are_found_by_typing(cast: Cast):
    (harbor,) = queries.pick_teams(queries.all_teams(), "harb")
    assert harbor == {"id": cast.harbor.pk, "text": "Harbor", "note": "North"}
    assert [one["text"] for one in queries.pick_teams(queries.teams_under(cast.nora), "")] == [
        "North",
        "Harbor",
    ]
    assert queries.pick_teams(queries.teams_under(cast.olga), "") == []
