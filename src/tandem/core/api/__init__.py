"""What the API of every package is made of: pages of lists, versions as ETags, safe repeats, problems in sentences."""

from tandem.core.api.bodies import Body
from tandem.core.api.conditions import version_of, with_etag
from tandem.core.api.describing import Description
from tandem.core.api.lists import Id, Listing, Many, ManyOut, each_of, list_query, listing
from tandem.core.api.parameters import heed_every_parameter
from tandem.core.api.problems import Problem, install_problems, no_such_route
from tandem.core.api.rates import CallerRate
from tandem.core.api.reading import CleanParser

__all__ = [
    "Body",
    "CallerRate",
    "CleanParser",
    "Description",
    "Id",
    "Listing",
    "Many",
    "ManyOut",
    "Problem",
    "each_of",
    "heed_every_parameter",
    "install_problems",
    "list_query",
    "listing",
    "no_such_route",
    "version_of",
    "with_etag",
]
