"""Everything a person owns carries a secret word. Signed in as anybody, no foreign word may appear anywhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tandem.core.lists import LISTS
from tandem.people.models import Person
from tests.addresses import address, api_addresses, every_address
from tests.cast import Cast
from tests.scene import WORDS, things_of

OWNERS = ("olga", "otto", "pia")
# Whose words each may read: their own and those of the people below them.
MAY_READ = {"olga": {"olga"}, "nils": {"otto"}, "sam": {"pia"}}


@pytest.fixture
def scenes(cast: Cast) -> dict[str, dict[str, object]]:
    made = {who: things_of(getattr(cast, who), WORDS[who], cast) for who in OWNERS}
    for person in cast.everybody():
        person.refresh_from_db()
    return made


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "who",
    # On PostgreSQL the one who leads a team within a team stands for all: whose rows those are is decided alike.
    ["nils", *(pytest.param(who, marks=pytest.mark.sqlite) for who in sorted(MAY_READ.keys() - {"nils"}))],
)
def test_no_foreign_word_appears(cast: Cast, scenes: dict[str, dict[str, object]], who: str):
    viewer: Person = getattr(cast, who)
    foreign = {WORDS[owner] for owner in OWNERS if owner not in MAY_READ[who]}
    client = Client(raise_request_exception=False)
    client.force_login(viewer)
    leaks = {}
    for url in _addresses(scenes, MAY_READ[who]):
        answer = client.get(url)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode(errors="replace")
        found = [word for word in foreign if word.lower() in text.lower() and word.lower() not in url.lower()]
        if found:
            leaks[url] = found
    assert leaks == {}


def test_the_words_are_there_for_whoever_may_read_them(cast: Cast, scenes: dict[str, dict[str, object]]):
    client = Client()
    client.force_login(cast.erin)
    page = client.get(address("deals:deal", ("deal_id",), scenes["olga"])).content.decode()
    assert page.count(WORDS["olga"]) > 3
    listed = client.get("/deals/table/").content.decode()
    assert all(WORDS[owner] in listed for owner in OWNERS)


def _addresses(scenes: dict[str, dict[str, object]], own: set[str]) -> Iterator[str]:
    """Every list and page without a number, every page of somebody else's things, files, search, the API."""
    foreign = [ids for owner, ids in scenes.items() if owner not in own]
    for name, parameters in every_address():
        if parameters:
            yield from (address(name, parameters, ids) for ids in foreign)
        else:
            yield address(name, parameters, foreign[0]).partition("?")[0]
            yield address(name, parameters, foreign[0])
    for name in filter(_is_page, LISTS):
        page = address(name, (), foreign[0]).partition("?")[0]
        yield f"{page}?export=csv"
        yield from (f"{page}?q={WORDS[owner]}" for owner in OWNERS if owner not in own)
    for owner in OWNERS:
        yield f"/search/?q={WORDS[owner][:6]}"
    for ids in foreign:
        for _, url in api_addresses(ids):
            yield from (url, f"{url}&person={ids['person_id']}", f"{url}&team={ids['team_id']}")


def _is_page(name: str) -> bool:
    return any(name == one and not parameters for one, parameters in every_address())
