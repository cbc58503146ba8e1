"""How likely a deal is to be won: the model's chance with its reasons, one's own estimate, and how both did."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from tandem.authority.actions import require_owner
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, refusals_into
from tandem.deals import actions, forms, queries
from tandem.deals.views.deals import for_change, said


def chance(request: Request, deal_id: int) -> HttpResponse:
    """The chance of one deal: a panel of its page, beside the board (`why`), and a page of its own."""
    found = queries.get_deal(request.user, deal_id)
    context = {"deal": found, "chance": queries.chance_of(request.user, found)}
    if request.htmx and "why" in request.GET:
        return render(request, "deals/chance_beside.html", context)
    return render(request, "deals/_chance.html" if request.htmx else "deals/chance.html", context)


def estimate(request: Request, deal_id: int) -> HttpResponse:
    """Say what one thinks oneself."""
    found = for_change(request, deal_id, "deals.estimate", "estimate")
    own = queries.chance_of(request.user, found).own
    form = forms.EstimateForm(request.POST or None, initial={"percent": own.percent if own else None})
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.estimate(found, actor=request.user, **form.cleaned_data)
            return said(request, found, f"Your estimate for {found.name}: {form.cleaned_data['percent']}%.")
    intro = "It stands beside the model’s chance. When the deal closes, both are scored; not what is said that day."
    return ask(request, "form.html", form, title="Your own estimate", primary="Keep estimate", intro=intro)


def estimates(request: Request) -> HttpResponse:
    """How the viewer's estimates, and those of the people below them, did beside the model's chances."""
    require_owner(request.user, "deals.estimates", request.user)
    return render(
        request, "deals/estimates.html", {"scores": queries.scores(request.user), "fit": queries.newest_fit()}
    )
