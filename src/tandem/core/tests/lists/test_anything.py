"""Whatever stands in the address of a list, it answers with a page, a file or a sentence."""

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.core.errors import TandemError
from tests.cast import Cast

from .sample import Accounts, get

WORDS = [word for one in Accounts.filters for word in one.parameters()] + [
    "sort", "cols", "after", "before", "view", "export", "bom", "nothing",
]  # fmt: skip
ODD = [
    "", "0", "-1", "..", "1..", "..1", "none", "me", "my-team", "yes", "-name", "name", "revenue", "9" * 40,
    "-" + "9" * 19,
    "1e400", "nan", "2026-02-30", "0000", "9999-12", "9999-Q4", "0001-01-01..9999-12-31", "this-quarter", "next-year",
    "\x00", "%", "_", "\\", "'", "\ud7ff", "😀", "# 12", "x #3", "WyJuYW1lIiwiQSIsMV0", "WyJuYW1lIixudWxsLDFd",
    "WyJyZXZlbnVlIiwiMWU5OSIsMV0", "WyJyZXZlbnVlIixbXSwxXQ", "csv", "good,none", ",", "name,owner,name",
]  # fmt: skip
value = st.one_of(st.sampled_from(ODD), st.text(max_size=30).filter(lambda text: text.isprintable()))
query = st.lists(st.tuples(st.sampled_from(WORDS), value), max_size=5)


@pytest.mark.usefixtures("accounts")
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=query)
def test_no_address_is_a_fault(cast: Cast, asked: list[tuple[str, str]]):
    try:
        answer = get(cast.olga, "?" + urlencode(asked, errors="replace"))
    except TandemError as refusal:
        assert refusal.sentence
        return
    assert answer.status_code in (200, 302)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert b"Foreign Fern" not in body
    for close in answer._resource_closers:  # answer.close() would end the connection too
        close()
