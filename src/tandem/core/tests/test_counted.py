"""Numbers in words."""

import pytest

from tandem.core.counted import counted


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 deals"), (1, "1 deal"), (2, "2 deals"), (2040, "2,040 deals")]
)
def test_one_is_no_many(number: int, words: str):
    assert counted(number, "deal") == words
