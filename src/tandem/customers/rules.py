"""Pure decisions about accounts and contacts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tandem.core.errors import Refused

_DOMAIN = re.compile(r"(https?://)?([\w-]+\.)+[^\W\d_]{2,}(:[0-9]+)?([/?#]\S*)?", re.IGNORECASE)


def web_address(website: str) -> str:
    """Where a website is opened: as it was typed, with https:// where it lacks that; "" for what is none."""
    found = _DOMAIN.fullmatch(website.strip())
    return "" if found is None else found[0] if found[1] else f"https://{found[0]}"


def check_named(name: str, what: str) -> None:
    """Every record has a name that people can read."""
    if not name.strip():
        raise Refused(f"The {what} has no name.", remedy="Type one.", fields={"name": "Type a name."})


def check_parent(account: int | None, parents: Sequence[int]) -> None:
    """An account cannot belong to itself, nor to one of its own subsidiaries. `parents`: from the new one up."""
    if account is not None and account in parents:
        raise Refused(
            "An account cannot belong to one of its own subsidiaries.",
            remedy="Choose a company above it.",
            fields={"parent": "This company belongs to the account itself."},
        )


def check_works_here(name: str, is_active: bool) -> None:
    """Who left gets nothing any more."""
    if not is_active:
        raise Refused(
            f"{name} does not work here any more.",
            remedy="Choose somebody else.",
            fields={"to": "Choose somebody who works here."},
        )


def check_mergeable(keep: int, give_up: int) -> None:
    """Two different accounts are needed to merge."""
    if keep == give_up:
        raise Refused("An account cannot be merged with itself.", remedy="Choose the other one.")


def merged(keep: Mapping[str, object], give_up: Mapping[str, object]) -> dict[str, object]:
    """What the kept account takes over: only where it knows nothing itself."""
    empty = (None, "", False)
    return {key: value for key, value in give_up.items() if keep[key] in empty and value not in empty}
