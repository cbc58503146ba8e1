"""Every address. Each package brings its own urls.py."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from tandem.config.api import api
from tandem.core.api import no_such_route
from tandem.core.middleware import too_many

handler429 = too_many

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tandem.workspace.urls")),
    path("api/v1/", api.urls),
    path("api/<path:rest>", no_such_route),
    # An address is changed by an administrator, as an action: the library's own pages for that are closed.
    re_path("^account/(?:email|confirm-email)/", RedirectView.as_view(pattern_name="people:profile")),
    path("account/", include("allauth.urls")),
    path("", include("tandem.core.urls")),
    path("welcome/", include("tandem.demo.urls")),
    path("organization/", include("tandem.authority.urls")),
    path("people/", include("tandem.people.urls")),
    path("customers/", include("tandem.customers.urls")),
    path("collaboration/", include("tandem.collaboration.urls")),
    path("activities/", include("tandem.activities.urls")),
    path("catalog/", include("tandem.catalog.urls")),
    path("deals/", include("tandem.deals.urls")),
    path("goals/", include("tandem.goals.urls")),
    path("forecasts/", include("tandem.forecasts.urls")),
    path("insights/", include("tandem.insights.urls")),
]
