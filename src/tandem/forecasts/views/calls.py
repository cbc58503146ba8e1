"""Handing up a call, counting another figure, and the story of a forecast."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tandem.core.errors import NotAllowed, Refused
from tandem.core.requests import Request
from tandem.core.ui.dialogs import ask, done, refusals_into
from tandem.forecasts import actions, forms, queries
from tandem.forecasts.views.pages import index_url, show


def call(request: Request) -> HttpResponse:
    """The call of whom the address names, prefilled from the deals or from what the parts add up to."""
    choice = _choice(request)
    page = queries.page_of(request.user, choice, now=request.now)
    if not page.may_call:
        raise NotAllowed(
            f"You do not call for {choice.name}."
            if not choice.is_past
            else f"{choice.period.label} is over, so nothing is called for it any more.",
            remedy="Make your call on your own page, for the period that runs.",
        )
    begins = queries.prefill(choice.person, choice.team, choice.period, request.today)
    before = page.call if page.handed_up and page.call and page.call.likely is not None else None
    shown = before or begins
    initial = {"likely": shown.likely, "commit": shown.commit, "best": shown.best}
    if before:
        initial["reason"] = before.reason  # type: ignore[assignment]
    form = forms.CallForm(request.POST or None, currency=page.currency, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_into(form):
            actions.hand_up(
                choice.person, choice.team, choice.period, actor=request.user, **form.cleaned_data
            )
            words = f"Call for {choice.period.label} handed up."
            return done(request, index_url(choice), words)
    context = {"page": page, "choice": choice, "begins": begins, "before": before}
    return ask(request, "forecasts/call.html", form, **context)


@require_POST
def override(request: Request) -> HttpResponse:
    """Count another figure for one row of the page; an empty figure takes it back."""
    choice = _choice(request)
    row = request.GET.get("edit", "")
    page = queries.page_of(request.user, choice, now=request.now)
    found = next((each for each in page.rows if each.slug == row), None)
    if found is None:
        raise Http404("There is no such row, or it is not yours to see.")
    form = forms.OverrideForm(request.POST, currency=page.currency)
    try:
        if not form.is_valid():
            raise Refused(" ".join(str(words) for errors in form.errors.values() for words in errors))
        actions.count_instead(
            found.person, found.team or choice.team, choice.period, actor=request.user, seat=choice.team,
            **form.cleaned_data,
        )  # fmt: skip
    except Refused as refusal:
        typed = {"typed": request.POST.get("likely", ""), "typed_reason": request.POST.get("reason", "")}
        return show(request, status=422, refusal=refusal, **typed)
    words = (
        "Your figure counts."
        if form.cleaned_data["likely"] is not None
        else "What was handed up counts again."
    )
    return done(request, index_url(choice, at=row), words)


def story(request: Request, forecast_id: int) -> HttpResponse:
    """Every call of a forecast: who said what, when and why."""
    forecast = queries.get_forecast(request.user, forecast_id)
    told = queries.story(request.user, forecast)
    return render(request, "forecasts/story.html", {"forecast": forecast, "told": told})


def _choice(request: Request) -> queries.Choice:
    given = request.GET
    return queries.choose(
        request.user, given.get("team", ""), given.get("period", ""), request.today, given.get("person", "")
    )
