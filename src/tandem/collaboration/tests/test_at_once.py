"""Two people answer at once: one effect, and the other one hears who was first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from tandem.authority import organization
from tandem.authority.delegating import delegate
from tandem.authority.models import Entry
from tandem.collaboration import actions
from tandem.collaboration.models import Agreement
from tandem.collaboration.tests.asked import ask, happened
from tandem.core.errors import Conflict
from tests.cast import make_cast


def at_once(*calls):
    """Run the calls in threads that start together. Returns their results or the Conflicts."""
    start = Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            return call()
        except Conflict as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_managers_answer_one_agreement():
    cast = make_cast()
    delegate(actor=cast.nora, deputy=cast.sam, since=organization.today(), until=organization.today())
    cast.sam.refresh_from_db()
    agreement = ask(cast, actor=cast.olga, answerer=cast.nora)
    results = at_once(
        lambda: actions.accept(agreement, actor=cast.nora),
        lambda: actions.decline(agreement, actor=cast.sam, reason="Too much"),
    )
    refused = [result for result in results if isinstance(result, Conflict)]
    kept = Agreement.objects.get()
    assert len(refused) == 1
    assert kept.answered_by.name in refused[0].sentence
    assert Entry.objects.filter(verb__in=["collaboration.accept", "collaboration.decline"]).count() == 1
    assert len(happened) == (1 if kept.state == "accepted" else 0)
