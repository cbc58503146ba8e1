"""Addresses of persons, teams and one's own settings."""

from __future__ import annotations

from django.urls import path

from tandem.people.views import absences, own, persons, teams

app_name = "people"
urlpatterns = [
    path("me/", own.profile, name="profile"),
    path("me/tokens/", own.access_tokens, name="tokens"),
    path("me/tokens/<int:token_id>/end/", own.token_revoke, name="token_revoke"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", teams.team_new, name="team_new"),
    path("teams/<int:team_id>/edit/", teams.team_edit, name="team_edit"),
    path("teams/<int:team_id>/move/", teams.team_move, name="team_move"),
    path("teams/<int:team_id>/remove/", teams.team_remove, name="team_remove"),
    path("pick/", persons.pick, name="pick"),
    path("pick/active/", persons.pick, {"among": "active"}, name="pick_active"),
    path("pick/leader/", persons.pick, {"among": "leaders"}, name="pick_leader"),
    path("pick/anybody/", persons.pick, {"among": "anybody"}, name="pick_anybody"),
    path("pick/team/", teams.pick, name="pick_team"),
    path("pick/own-team/", teams.pick, {"own": True}, name="pick_own_team"),
    path("new/", persons.person_new, name="person_new"),
    path("<int:person_id>/", persons.person, name="person"),
    path("<int:person_id>/edit/", persons.person_edit, name="person_edit"),
    path("<int:person_id>/move/", persons.person_move, name="person_move"),
    path("<int:person_id>/role/", persons.person_role, name="person_role"),
    path("<int:person_id>/leave/", persons.person_leave, name="person_leave"),
    path("<int:person_id>/return/", persons.person_return, name="person_return"),
    path("<int:person_id>/invite/", persons.person_invite, name="person_invite"),
    path("<int:person_id>/second-factor/", persons.person_second_factor, name="person_second_factor"),
    path("<int:person_id>/absences/new/", absences.absence_new, name="absence_new"),
    path("absences/<int:absence_id>/edit/", absences.absence_edit, name="absence_edit"),
    path("absences/<int:absence_id>/withdraw/", absences.absence_withdraw, name="absence_withdraw"),
]
