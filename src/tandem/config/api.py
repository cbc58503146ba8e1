"""The API: one address, /api/v1/, to which each package brings its own router."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema

from tandem import __version__
from tandem.activities.api import router as activities
from tandem.catalog.api import router as catalog
from tandem.collaboration.api import router as collaboration
from tandem.core.api import CallerRate, CleanParser, Description, heed_every_parameter, install_problems
from tandem.customers.api import router as customers
from tandem.deals.api import router as deals
from tandem.forecasts.api import router as forecasts
from tandem.goals.api import router as goals
from tandem.insights.api import router as insights
from tandem.people.api import router as people
from tandem.people.doors import SessionDoor, TokenDoor
from tandem.workspace.api import router as workspace


class Api(NinjaAPI):
    """django-ninja's API, which describes itself to the end, once a process: its routes never change."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._described: dict[str, Description] = {}

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """OpenAPI 3.1 with examples, headers and refusals. Kept, so that the reader may not change it.

        Cost: about a second the first time.
        """
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._described:
            self._described[prefix] = Description(self, prefix)
        return self._described[prefix]


api = Api(
    title="Tandem",
    version=__version__,
    description=(
        "Everything the pages do. Sign in with an access token from your settings: `Authorization: Bearer tandem_…`. "
        "Lists are paged by key (`next` → `?after=`). Send `If-Match` with the ETag you read to not overwrite others, "
        "and `Idempotency-Key` with a POST to send it again safely. Errors say what to do (application/problem+json); "
        "a field or parameter that a route does not know is one, and is named."
    ),
    auth=[TokenDoor(), SessionDoor()],
    throttle=[CallerRate()],
    parser=CleanParser(),
    docs=Swagger({"persistAuthorization": False}),
    urls_namespace="api",
)
install_problems(api)
api.add_decorator(heed_every_parameter, mode="view")
for router in (
    people, customers, catalog, deals, collaboration, activities, goals, forecasts, insights, workspace,
):  # fmt: skip
    api.add_router("", router)
