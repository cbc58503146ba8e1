"""Exchange rates as acts. Core, where the rates live, knows no actions; see core.rates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.http import Http404

from tandem.authority import organization
from tandem.authority.actions import Change, action
from tandem.authority.models import Entry
from tandem.authority.sentences import Names, Sentence, day_text, sentence
from tandem.core.currencies import CURRENCIES
from tandem.core.errors import Refused
from tandem.core.rates import ExchangeRate

if TYPE_CHECKING:
    from tandem.people.models import Person

LARGEST = Decimal(10) ** 10


@action("core.set_rate")
def set_rate(*, actor: Person, at: datetime, currency: str, on: date, rate: Decimal) -> Change:
    """Say what one unit of a currency is worth in the organization's, from a day on. What was booked stays."""
    code, own = currency.strip().upper(), organization.current().currency
    _check(code, own, rate)
    row = ExchangeRate.objects.select_for_update().filter(currency=code, on=on).first()
    before = row.rate if row else None
    if before == rate:
        return Change(row or ExchangeRate())
    row = row or ExchangeRate(currency=code, on=on)
    row.rate = rate
    row.save()
    return Change(row, _facts(row, before, rate))


@action("core.set_rate")
def remove_rate(*, actor: Person, at: datetime, currency: str, on: date) -> Change:
    """Take a rate away: the one before it holds again. What was booked stays."""
    row = ExchangeRate.objects.select_for_update().filter(currency=currency.upper(), on=on).first()
    if row is None:
        raise Http404(f"There is no rate of {currency.upper()} from {on:%d %b %Y}.")
    gone = ExchangeRate(pk=row.pk, currency=row.currency, on=row.on, rate=row.rate)
    row.delete()
    return Change(gone, _facts(gone, gone.rate, None))


def _check(code: str, own: str, rate: Decimal) -> None:
    if code not in CURRENCIES:
        said = f"“{code}” is no currency. Write its three letters, like USD."
        raise Refused(said, fields={"currency": said})
    if code == own:
        said = f"{own} is the organization’s own currency, so it needs no rate. Choose another one."
        raise Refused(said, fields={"currency": said})
    if not 0 < rate < LARGEST:
        said = f"Type what one {code} is worth in {own}: more than 0, less than {LARGEST:,}."
        raise Refused(said, fields={"rate": said})


def _facts(row: ExchangeRate, before: Decimal | None, after: Decimal | None) -> dict[str, object]:
    return {"rate": [before, after], "of": row.currency, "from": row.on}


@sentence("core.set_rate")
def rated(entry: Entry, names: Names) -> Sentence:
    """ "set the rate of USD · 0.92 → 0.91 from Mon 1 Jan 2026"."""
    before, after = (_plain(value) for value in entry.facts["rate"])
    of, since = entry.facts["of"], f"from {day_text(entry.facts['from'])}"
    if not after:
        return Sentence(f"removed the rate of {of}", f"{before} {since}")
    return Sentence(f"set the rate of {of}", f"{f'{before} → ' if before else ''}{after} {since}")


def _plain(value: str | None) -> str:
    return "" if value is None else f"{Decimal(value).normalize():f}"
