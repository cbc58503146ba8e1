"""The first page: look round, bring your own, start empty. It exists in the demo only, on this machine only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.demo import actions, queries, rules
from tandem.demo.forms import StartForm

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def is_here(request: HttpRequest) -> bool:
    """Whether the browser runs on this machine."""
    host, _ = split_domain_port(request.get_host())
    return rules.from_this_machine(request.META.get("REMOTE_ADDR", ""), host, request.headers)


def only_here(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is absent unless this is a demonstration and the request was made on this machine."""

    @wraps(view)
    @login_not_required
    @never_cache
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.TANDEM_DEMO or not is_here(request):
            raise Http404("There is no such page.")
        return view(request, *args, **kwargs)

    return guarded


@login_not_required
@never_cache
@require_GET
def welcome(request: HttpRequest) -> HttpResponse:
    if settings.TANDEM_DEMO and not is_here(request):
        return redirect(reverse("account_login"))
    if not settings.TANDEM_DEMO:
        raise Http404("There is no such page.")
    return render(request, "demo/welcome.html", {"page": queries.welcome(request.today)})  # type: ignore[attr-defined]


@only_here
@require_POST
def enter(request: HttpRequest, role: str) -> HttpResponse:
    person = queries.door(role)
    if person is None:
        raise Http404("There is no such door.")
    login(request, person, backend=BACKEND)
    return redirect(settings.LOGIN_REDIRECT_URL, permanent=False)


@only_here
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    page = queries.welcome(request.today)  # type: ignore[attr-defined]
    if not page.doors and not page.empty:
        raise Http404("There is an organization here already.")
    form = StartForm(request.POST or None, clears=bool(page.doors))
    bring = request.GET.get("then") == "import"
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        person = actions.start_empty(
            name=data["organization"], currency=data["currency"], person=data["name"], email=data["email"],
            password=data["password"],
        )  # fmt: skip
        login(request, person, backend=BACKEND)
        return redirect(_import_page() if bring else settings.LOGIN_REDIRECT_URL)
    status = 422 if form.is_bound else 200
    return render(request, "demo/start.html", {"form": form, "page": page, "bring": bring}, status=status)


def _import_page() -> str:
    """Where files are brought in, when that page is there."""
    try:
        return reverse("workspace:imports")
    except NoReverseMatch:
        return str(settings.LOGIN_REDIRECT_URL)
