"""What deals do when something happens to people and accounts."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.authority import organization
from tandem.authority.models import Entry
from tandem.authority.readers import reader
from tandem.core import clock
from tandem.customers.models import Account
from tandem.deals.actions.chances import tell_chances
from tandem.deals.models import Deal
from tandem.people.models import Person


@reader("deals")
def follow(entries: Sequence[Entry]) -> None:
    """Keep deals in step with who is on which team and which accounts there are."""
    for entry in entries:
        match entry.verb:
            case "people.move":
                _follow_team(entry)
            case "customers.merge_accounts":
                _follow_merge(entry)


def _follow_team(entry: Entry) -> None:
    """Open deals count for the team their owner is on now; closed ones stay where they were won."""
    person = Person.objects.filter(pk=entry.about_id).first()
    if person is not None:
        Deal.objects.open().filter(owner=person).exclude(team=person.team_id).update(team=person.team_id)


def _follow_merge(entry: Entry) -> None:
    gone = Account.objects.filter(pk=entry.facts.get("merged"), deleted_at__isnull=False).first()
    if gone is not None:
        Deal.objects.filter(account=gone).update(account_id=entry.about_id)


CHANGING = frozenset(
    {"deals.open", "deals.edit", "deals.move", "deals.lines", "deals.reopen", "deals.restore"}
)


@reader("win chances")
def tell_again(entries: Sequence[Entry]) -> None:
    """A deal that changed is told its chance again."""
    label = Deal._meta.label_lower
    told = {entry.about_id for entry in entries if entry.verb in CHANGING and entry.about == label}
    if told:
        tell_chances(sorted(told), today=clock.today(organization.current().time_zone), at=clock.now())
