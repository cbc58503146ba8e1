"""The request as views get it: somebody is signed in, and the middleware has set the moment."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from tandem.people.models import Person


class Request(HttpRequest):
    """For annotations only: `def deal(request: Request, deal_id: int) -> HttpResponse`."""

    user: Person
    id: str
    now: datetime
    today: date
    htmx: HtmxDetails
