"""Round figures: the same total, within the bounds, near what they were."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tandem.science.breakdown import Node, break_down, differences
from tandem.science.rounding import in_steps

D = Decimal


@st.composite
def held(draw):
    """Shares with the bounds they lie between, and a step."""
    shares = draw(st.lists(st.integers(0, 10_000_000), min_size=1, max_size=12))
    least = [draw(st.integers(0, share)) for share in shares]
    most = [draw(st.none() | st.integers(share, share * 2 + 1)) for share in shares]
    return shares, least, most, draw(st.sampled_from([1, 10, 1000, 100_000]))


@given(held())
def test_the_total_stays_and_no_bound_is_crossed(case):
    shares, least, most, step = case
    rounded = in_steps(shares, least, most, step)
    assert sum(rounded) == sum(shares)
    for before, after, low, high in zip(shares, rounded, least, most, strict=True):
        assert low <= after and (high is None or after <= high)
        assert abs(after - before) < 2 * step


def test_whole_thousands_and_the_rest_with_the_largest():
    nodes = [Node("top", None, over=D("0.02")), Node("a", 0, 3), Node("b", 0, 2), Node("c", 0, 1)]
    result = break_down(D(1_304_000), nodes, digits=2, step=100_000)
    assert result.figures[1:] == (D(665_080), D(443_000), D(222_000))
    assert differences(nodes, result.figures, digits=2)[0] == 0


def test_what_is_locked_stays_to_the_cent():
    nodes = [Node("top", None), Node("a", 0, locked=D("123.45")), Node("b", 0, 1), Node("c", 0, 1)]
    result = break_down(D(10_000), nodes, digits=2, step=10_000)
    assert result.figures[1] == D("123.45")
    assert sorted(result.figures[2:]) == [D(4_900), D("4976.55")]
