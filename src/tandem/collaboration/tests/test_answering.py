"""One asks, another answers. The tree of people is drawn in tests/cast.py."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import Http404

from tandem.authority import organization
from tandem.authority.models import Delegation, Entry
from tandem.collaboration import actions, queries
from tandem.collaboration.models import Agreement
from tandem.collaboration.tests.asked import ask, happened
from tandem.core import clock
from tandem.core.errors import Conflict, NotAllowed, Refused
from tandem.people.actions import deactivate_person, set_team_manager
from tests.cast import Cast


def stand_in(giver, deputy, days=0):
    day = organization.today() + timedelta(days=days)
    Delegation.objects.create(giver=giver, deputy=deputy, since=day, until=day)
    deputy.stands_in = True
    deputy.save(update_fields=["stands_in"])


def test_accepting_signs_for_both_and_tells_the_kind(cast: Cast):
    agreement = ask(cast)
    actions.accept(agreement, actor=cast.olga)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.mover, agreement.answered_by) == ("accepted", None, cast.olga)
    assert [s.person for s in agreement.signatures.all()] == [cast.nora, cast.olga]
    assert happened == [("accept", Decimal(100))]
    assert Entry.objects.latest("pk").verb == "collaboration.accept"


def test_nobody_asks_themself(cast: Cast):
    with pytest.raises(Refused, match="yourself"):
        ask(cast, answerer=cast.nora)


def test_nobody_answers_their_own_request(cast: Cast):
    agreement = ask(cast)
    with pytest.raises(NotAllowed):
        actions.accept(agreement, actor=cast.nora)


def test_a_stranger_does_not_find_it(cast: Cast):
    agreement = ask(cast)
    with pytest.raises(Http404):
        actions.accept(agreement, actor=cast.pia)


def test_who_only_sees_it_does_not_answer(cast: Cast):
    agreement = ask(cast)
    with pytest.raises(NotAllowed):
        actions.accept(agreement, actor=cast.erin)


def test_a_counter_proposal_needs_a_reason_and_another_figure(cast: Cast):
    agreement = ask(cast)
    with pytest.raises(Refused, match="reason"):
        actions.counter(agreement, actor=cast.olga, figure=Decimal(90), reason=" ")
    with pytest.raises(Refused, match="already proposed"):
        actions.counter(agreement, actor=cast.olga, figure=Decimal(100), reason="Because")
    with pytest.raises(Refused, match="no figure"):
        actions.counter(agreement, actor=cast.olga, reason="Because")


def test_an_accepted_counter_proposal_is_what_counts(cast: Cast):
    agreement = ask(cast)
    actions.counter(agreement, actor=cast.olga, figure=Decimal(90), reason="Leave in May")
    agreement.refresh_from_db()
    assert (agreement.state, agreement.mover) == ("countered", cast.nora)
    actions.accept_counter(agreement, actor=cast.nora)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.figure) == ("accepted", Decimal(90))
    assert [(v.number, v.figure, v.reason) for v in agreement.versions.all()] == [
        (1, Decimal(100), ""),
        (2, Decimal(90), "Leave in May"),
    ]
    assert happened == [("counter", Decimal(90)), ("accept", Decimal(90))]


def test_standing_firm_keeps_the_figure_that_was_asked(cast: Cast):
    agreement = ask(cast)
    actions.counter(agreement, actor=cast.olga, figure=Decimal(90), reason="Leave in May")
    actions.stand_firm(agreement, actor=cast.nora, reason="The leave is in the figure")
    agreement.refresh_from_db()
    assert (agreement.state, agreement.figure, agreement.proposal) == ("stood_firm", Decimal(100), 3)
    assert happened[-1] == ("stand_firm", Decimal(100))


def test_a_counter_proposal_is_asked_by_who_made_it_until_it_is_decided(cast: Cast):
    agreement = ask(cast)
    actions.counter(agreement, actor=cast.olga, figure=Decimal(90), reason="Leave in May")
    for person in (cast.olga, cast.nora):
        (item,) = queries.kept(person, "asked", today=organization.today())
        assert item.agreement == agreement
    actions.accept_counter(agreement, actor=cast.nora)
    assert queries.kept(cast.olga, "asked", today=organization.today()) == []
    assert [item.agreement for item in queries.kept(cast.olga, "closed", today=organization.today())] == [
        agreement
    ]


def test_the_officer_does_not_decide_on_their_own_counter_proposal(cast: Cast):
    agreement = ask(cast)
    actions.counter(agreement, actor=cast.olga, figure=Decimal(90), reason="Leave")
    with pytest.raises(NotAllowed):
        actions.accept_counter(agreement, actor=cast.olga)


def test_declining_needs_a_reason(cast: Cast):
    agreement = ask(cast)
    with pytest.raises(Refused):
        actions.decline(agreement, actor=cast.olga, reason="")
    actions.decline(agreement, actor=cast.olga, reason="Not mine")
    assert Agreement.objects.get().state == "declined"


def test_the_second_answer_hears_who_was_first(cast: Cast):
    agreement = ask(cast)
    stand_in(cast.olga, cast.omar)
    actions.decline(agreement, actor=cast.omar, reason="She is on leave")
    with pytest.raises(Conflict, match=r"Omar Officer declined this on"):
        actions.accept(agreement, actor=cast.olga)


def test_nobody_accepts_what_they_have_not_read(cast: Cast):
    agreement = ask(cast)
    actions.counter(agreement, actor=cast.olga, figure=Decimal(90), reason="Leave")
    with pytest.raises(Conflict, match="changed since"):
        actions.accept_counter(agreement, actor=cast.nora, seen=1)


def test_a_deputy_answers_on_the_days_of_the_delegation(cast: Cast):
    agreement = ask(cast)
    stand_in(cast.olga, cast.omar)
    actions.accept(agreement, actor=cast.omar)
    signature = agreement.signatures.latest("pk")
    assert (signature.person, signature.for_person) == (cast.omar, cast.olga)


def test_a_deputy_does_not_answer_before_their_days(cast: Cast):
    agreement = ask(cast)
    stand_in(cast.olga, cast.omar, days=2)
    with pytest.raises(Http404):
        actions.accept(agreement, actor=cast.omar)


def test_a_deputy_does_not_grant_their_own_request(cast: Cast):
    agreement = ask(cast, actor=cast.olga, answerer=cast.nora)
    stand_in(cast.nora, cast.olga)
    with pytest.raises(NotAllowed):
        actions.accept(agreement, actor=cast.olga)
    assert list(Agreement.objects.waiting_for(cast.olga)) == []


def test_the_line_answers_what_is_overdue(cast: Cast):
    today = organization.today()
    agreement = ask(cast, actor=cast.otto, answerer=cast.nils, due_on=today)
    with pytest.raises(NotAllowed):
        actions.accept(agreement, actor=cast.nora)
    Agreement.objects.update(due_on=today - timedelta(days=1))
    actions.accept(agreement, actor=cast.nora)
    assert Agreement.objects.get().answered_by == cast.nora


def test_only_the_asker_withdraws(cast: Cast):
    agreement = ask(cast)
    with pytest.raises(NotAllowed):
        actions.withdraw(agreement, actor=cast.olga)
    actions.withdraw(agreement, actor=cast.nora)
    with pytest.raises(Conflict, match="withdrew"):
        actions.accept(agreement, actor=cast.olga)


def test_one_reminder_a_day(cast: Cast):
    agreement = ask(cast, at=clock.now() - timedelta(days=2))
    actions.remind(agreement, actor=cast.nora)
    with pytest.raises(Refused, match="already"):
        actions.remind(agreement, actor=cast.nora)


def test_whose_move_the_marker_shows(cast: Cast):
    agreement = ask(cast)
    assert agreement.turn == "officer"
    actions.counter(agreement, actor=cast.olga, figure=Decimal(90), reason="Leave")
    assert Agreement.objects.get().turn == "manager"
    above = ask(cast, actor=cast.nora, answerer=cast.nils)
    assert above.turn == "officer"


def test_the_line_answers_for_somebody_who_left(cast: Cast):
    agreement = ask(cast, actor=cast.nils, answerer=cast.otto)
    cast.otto.is_active = False
    cast.otto.save(update_fields=["is_active"])
    assert list(Agreement.objects.overdue_below(cast.nora)) == [agreement]
    actions.decline(agreement, actor=cast.nora, reason="Otto left")
    assert Agreement.objects.get().answered_by == cast.nora


@pytest.mark.parametrize("firm", [False, True])
def test_the_line_decides_on_a_counter_proposal_for_somebody_who_left(cast: Cast, firm: bool):
    agreement = ask(cast)
    actions.counter(agreement, actor=cast.olga, figure=Decimal(90), reason="Leave")
    for stranger in (cast.sam, cast.nils, cast.omar):
        assert list(Agreement.objects.overdue_below(stranger)) == []
    set_team_manager(cast.north, actor=cast.adam, manager=cast.nils)
    deactivate_person(cast.nora, actor=cast.adam, heir=cast.nils)
    cast.nils.refresh_from_db()
    assert (
        list(Agreement.objects.overdue_below(cast.olga))
        == list(Agreement.objects.overdue_below(cast.sam))
        == []
    )
    for above in (cast.nils, cast.erin):
        [item] = queries.late_below(above, today=organization.today())
        assert item.may_decide and not item.may_answer
    with pytest.raises(NotAllowed):
        actions.accept_counter(agreement, actor=cast.olga)
    with pytest.raises(Http404):
        actions.accept_counter(agreement, actor=cast.sam)
    decide = actions.stand_firm if firm else actions.accept_counter
    decide(agreement, actor=cast.nils)
    signature = agreement.signatures.latest("pk")
    assert (signature.person, signature.for_person) == (cast.nils, cast.nora)
    agreement.refresh_from_db()
    assert agreement.figure == (100 if firm else 90)
