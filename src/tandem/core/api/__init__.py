"""What the API of every package is made of: pages of lists, versions as ETags, safe repeats, problems in sentences."""

from tandem.core.api.conditions import version_of, with_etag
from tandem.core.api.lists import Listing, list_query, listing
from tandem.core.api.problems import Problem, install_problems

__all__ = [
    "Listing",
    "Problem",
    "install_problems",
    "list_query",
    "listing",
    "version_of",
    "with_etag",
]
