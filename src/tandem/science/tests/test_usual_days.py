"""The usual length of a stay, against the textbook's remission times."""

from hypothesis import given
from hypothesis import strategies as st

from tandem.science.usual_days import usual_days

# E. J. Freireich et al., Blood 21 (1963), 699–716: weeks of remission under 6-MP and placebo.
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
TREATED_STILL = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_published_medians():
    treated = usual_days(TREATED, TREATED_STILL, least=5)
    assert (treated.days, treated.slow, treated.ended, treated.open) == (23, None, 9, 12)
    assert usual_days(PLACEBO).days == 8
    assert usual_days(PLACEBO).slow == 12


def test_with_too_few_ended_stays_nothing_is_said():
    assert usual_days([3] * 9) is None
    assert usual_days([3] * 10).days == 3
    assert usual_days([], [5, 6], least=0) is None


def test_when_most_are_still_there_nothing_is_said():
    assert usual_days([1] * 10, [30] * 11) is None


@given(st.lists(st.integers(0, 90), min_size=10, max_size=40), st.lists(st.integers(0, 90), max_size=40))
def test_those_still_there_never_make_it_shorter(ended, still):
    alone, together = usual_days(ended), usual_days(ended, still)
    assert together is None or together.days >= alone.days
    assert together is None or together.slow is None or together.slow >= together.days
