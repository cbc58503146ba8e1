"""Saved views: a person's own, and those that others share with them.

A view is a habit of its reader, like a bookmark, so it is not in the logbook.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404

from tandem.core.errors import Refused
from tandem.core.lists.models import AUDIENCES, SavedView
from tandem.core.lists.state import clean_query

SHOWN = 30
OWN = 100


def views_for(viewer: Any, list_name: str) -> QuerySet[SavedView]:
    """The viewer's own views of a list, then those shared with them: by all, and in their teams or those above."""
    steps = [part for part in viewer.path.split("/") if part]
    above = ["/".join(steps[: count + 1]) + "/" for count in range(len(steps))]
    led = Q()
    for path in viewer.led:
        led |= Q(owner__path__startswith=path)
    in_team = Q(owner__path__in=above) | led if led else Q(owner__path__in=above)
    shared = Q(shared="everyone") | (Q(shared="team") & in_team)
    views = SavedView.objects.filter(Q(owner=viewer) | shared, list_name=list_name)
    return views.annotate(owner_name=F("owner__name")).order_by("name", "pk")


def save_view(viewer: Any, list_name: str, *, name: str, query: str, shared: str = "") -> SavedView:
    """Keep a query under a name; one's own view of that name is replaced."""
    name = " ".join(name.replace("\x00", "").split())[:60]
    query = clean_query(query)
    if not name:
        raise Refused("A view needs a name.", fields={"name": "Give the view a name."})
    if shared not in AUDIENCES:
        raise Refused("A view is shared with nobody, the team or everyone.")
    if len(query) > 2000:
        raise Refused("This view has too many filters to keep.", remedy="Take some away.")
    if SavedView.objects.filter(owner=viewer, list_name=list_name).count() >= OWN:
        raise Refused(f"You have {OWN} views of this list.", remedy="Delete one first.")
    view, _ = SavedView.objects.update_or_create(
        owner=viewer, list_name=list_name, name=name, defaults={"query": query, "shared": shared}
    )
    return view


def delete_view(viewer: Any, list_name: str, view_id: int) -> None:
    """Delete one's own view; Http404 for another's."""
    gone, _ = SavedView.objects.filter(owner=viewer, list_name=list_name, pk=view_id).delete()
    if not gone:
        raise Http404("There is no such view, or it is not yours.")


def delete_own_view(viewer: Any, view_id: int) -> None:
    """Delete one's own view of whatever list; Http404 for another's."""
    view = SavedView.objects.filter(owner=viewer, pk=view_id).first()
    if view is None:
        raise Http404("There is no such view, or it is not yours.")
    view.delete()
