"""The API: one address, /api/v1/, to which each package brings its own router."""

from __future__ import annotations

from ninja import NinjaAPI
from ninja.openapi.docs import Swagger
from ninja.throttling import AuthRateThrottle

from tandem import __version__
from tandem.activities.api import router as activities
from tandem.collaboration.api import router as collaboration
from tandem.core.api import install_problems
from tandem.customers.api import router as customers
from tandem.people.api import router as people
from tandem.people.doors import SessionDoor, TokenDoor

api = NinjaAPI(
    title="Tandem",
    version=__version__,
    description=(
        "Everything the pages do. Sign in with an access token from your settings: `Authorization: Bearer tandem_…`. "
        "Lists are paged by key (`next` → `?after=`). Send `If-Match` with the ETag you read to not overwrite others, "
        "and `Idempotency-Key` with a POST to send it again safely. Errors say what to do (application/problem+json)."
    ),
    auth=[TokenDoor(), SessionDoor()],
    throttle=[AuthRateThrottle("600/m")],
    docs=Swagger({"persistAuthorization": False}),
    urls_namespace="api",
)
install_problems(api)
api.add_router("", people)
api.add_router("", customers)
api.add_router("", collaboration)
api.add_router("", activities)
