"""Many series in one array."""

import numpy as np

from tandem.science.series.panel import panel

NAN = float("nan")
THREE = panel([[1, 2, 3, 4], [5], []], season=4)


def test_a_series_is_a_slice_between_two_pointers():
    assert THREE.starts.tolist() == [0, 4, 5, 5]
    assert THREE[0].tolist() == [1, 2, 3, 4]
    assert len(THREE) == 3 and THREE.lengths.tolist() == [4, 1, 0]


def test_series_end_at_the_same_moment():
    np.testing.assert_array_equal(THREE.aligned(), [[1, 2, 3, 4], [NAN, NAN, NAN, 5], [NAN] * 4])


def test_standing_earlier_leaves_out_the_last_points_of_each():
    assert [THREE.without_last(2)[row].tolist() for row in range(3)] == [[1, 2], [], []]


def test_the_last_points_are_missing_where_a_series_is_shorter():
    np.testing.assert_array_equal(THREE.last(2), [[3, 4], [NAN, 5], [NAN, NAN]])
    assert THREE.last(6).shape == (3, 6)


def test_some_series_in_another_order():
    assert THREE.rows([1, 0]).starts.tolist() == [0, 1, 5]
