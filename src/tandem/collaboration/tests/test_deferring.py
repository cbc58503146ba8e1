"""What exceeds a limit waits for who may decide it, and runs as them."""

from decimal import Decimal

import pytest

from tandem.authority import organization
from tandem.authority.models import Entry
from tandem.collaboration import actions
from tandem.collaboration.models import Agreement
from tandem.collaboration.packing import pack, unpack
from tandem.core import clock
from tandem.core.errors import BeyondLimit, Conflict, Refused
from tandem.core.money import Money
from tandem.customers.actions import add_account, delete_account
from tests.cast import Cast


def defer(cast, account, approver=None, **kwargs):
    error = BeyondLimit(
        "A revenue of 200 is above your limit.",
        verb="customers.edit_account",
        approver_id=approver.pk if approver else None,
    )
    values = {"revenue": Decimal(200), **kwargs}
    return actions.defer(
        error, "customers.edit_account", account, values, "They grew", actor=cast.olga, figure_of="revenue"
    )


@pytest.fixture
def account(cast: Cast):
    return add_account(actor=cast.olga, name="Kan-code")


def test_approving_runs_the_action_as_the_approver(cast: Cast, account):
    agreement = defer(cast, account, cast.nora)
    assert (agreement.kind, agreement.figure, agreement.answerer) == ("approval", Decimal(200), cast.nora)
    account.refresh_from_db()
    assert account.revenue is None
    actions.accept(agreement, actor=cast.nora)
    account.refresh_from_db()
    assert account.revenue == Decimal(200)
    entry = Entry.objects.get(verb="customers.edit_account")
    assert entry.actor == cast.nora
    assert entry.facts["asked"] == {"by": cast.olga.pk, "reason": "They grew", "agreement": agreement.pk}


def test_a_counter_proposal_changes_what_runs(cast: Cast, account):
    agreement = defer(cast, account, cast.nora)
    actions.counter(agreement, actor=cast.nora, figure=Decimal(150), reason="That much is safe")
    actions.accept_counter(agreement, actor=cast.olga)
    account.refresh_from_db()
    assert account.revenue == Decimal(150)
    assert Entry.objects.get(verb="customers.edit_account").actor == cast.nora


def test_who_asked_cannot_insist(cast: Cast, account):
    agreement = defer(cast, account, cast.nora)
    actions.counter(agreement, actor=cast.nora, figure=Decimal(150), reason="That much is safe")
    with pytest.raises(Refused, match="Nora North decides"):
        actions.stand_firm(agreement, actor=cast.olga)


def test_a_failed_action_leaves_the_request_open(cast: Cast, account):
    agreement = defer(cast, account, cast.nora)
    delete_account(account, actor=cast.olga)
    with pytest.raises(Conflict, match="deleted"):
        actions.accept(agreement, actor=cast.nora)
    assert Agreement.objects.get().state == "waiting"


def test_the_same_request_is_not_sent_twice(cast: Cast, account):
    defer(cast, account, cast.nora)
    with pytest.raises(Conflict, match="asked for this already"):
        defer(cast, account, cast.nora)


def test_nobody_above_has_the_limit(cast: Cast, account):
    with pytest.raises(Refused, match="Nobody above you"):
        defer(cast, account)


def test_arguments_come_back_as_they_were(cast: Cast):
    values = {
        "team": cast.north,
        "amount": Decimal("12.50"),
        "price": Money(Decimal(3), "EUR"),
        "day": organization.today(),
        "at": clock.now(),
        "list": [1, "two", None],
    }
    assert unpack(pack(values)) == values
    with pytest.raises(TypeError):
        pack(object())
