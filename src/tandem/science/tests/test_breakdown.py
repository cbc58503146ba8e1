"""A total broken down a tree: exact at every level and in every month, or a named conflict."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.science.breakdown import Infeasible, Node, break_down, differences

D = Decimal
OVERS = st.sampled_from([D(0), D(0), D("0.02"), D("0.055"), D("0.3333"), D("0.99")])
WEIGHTS = st.one_of(st.none(), st.integers(0, 100), st.floats(0, 1e9, allow_subnormal=False))
MONTHS = st.lists(st.integers(0, 9), min_size=0, max_size=12)


@st.composite
def trees(draw, most=25, bounds=False):
    """Digits of the currency, and nodes: each under an earlier one."""
    digits = draw(st.sampled_from([0, 2, 3]))
    amount = st.integers(0, 10**6).map(lambda units: D(units).scaleb(-digits))
    nodes = [Node("00", None, draw(WEIGHTS), over=draw(OVERS))]
    for index in range(1, draw(st.integers(1, most))):
        node = Node(f"{index:02}", draw(st.integers(0, index - 1)), draw(WEIGHTS), over=draw(OVERS))
        if bounds:
            kind = draw(st.sampled_from(["", "", "", "locked", "floor", "ceiling"]))
            node = replace(node, **{kind: draw(amount)}) if kind else node
        nodes.append(node)
    return digits, nodes


def totals(digits, most=10**12):
    return st.integers(0, most).map(lambda units: D(units).scaleb(-digits))


def check_sums(nodes, result, digits, exactly=True):
    unit = Fraction(1, 10**digits)
    for index, node in enumerate(nodes):
        children = [i for i, child in enumerate(nodes) if child.parent == index]
        if not children:
            assert result.parts[index] is None
            continue
        parts = sum(result.figures[child] for child in children)
        assert parts == result.parts[index]
        raised = Fraction(result.figures[index]) * (1 + Fraction(node.over))
        assert abs(Fraction(parts) - raised) <= (unit / 2 if exactly else unit)
        if result.months[index] and parts == result.figures[index]:
            for column, month in enumerate(result.months[index]):
                assert sum(result.months[child][column] for child in children) == month
    for figure, months in zip(result.figures, result.months, strict=True):
        assert not months or sum(months) == figure
        assert figure >= 0 and all(month >= 0 for month in months)
        assert round(figure, digits) == figure


@given(trees(), MONTHS, st.data())
def test_sums_are_exact_at_every_level_and_in_every_month(tree, months, data):
    digits, nodes = tree
    total = data.draw(totals(digits))
    result = break_down(total, nodes, digits=digits, months=months)
    assert result.figures[0] == total
    check_sums(nodes, result, digits)
    assert not any(differences(nodes, result.figures, digits=digits))


@given(trees(bounds=True), st.data())
def test_locks_floors_and_ceilings_are_kept_or_a_conflict_is_named(tree, data):
    digits, nodes = tree
    total = data.draw(totals(digits, 10**7))
    try:
        result = break_down(total, nodes, digits=digits, months=[3, 1, 2])
    except Infeasible as found:
        conflict = found.conflict
        assert conflict.key == nodes[conflict.node].key
        assert conflict.nearest >= 0 and conflict.nearest != conflict.figure
        assert all(nodes[part].parent == conflict.node for part in conflict.parts)
        if conflict.cause == "too_much":
            assert conflict.fixed > conflict.room and conflict.nearest > conflict.figure
        if conflict.cause == "too_little":
            assert conflict.fixed < conflict.room and conflict.nearest < conflict.figure
        return
    check_sums(nodes, result, digits, exactly=False)
    for node, figure, held in zip(nodes, result.figures, result.held, strict=True):
        assert figure >= node.floor
        assert node.ceiling is None or figure <= node.ceiling
        assert node.locked is None or (figure == node.locked and held == "locked")


@given(trees(most=6, bounds=True), st.data())
def test_the_nearest_feasible_total_works_and_the_one_before_does_not(tree, data):
    digits, nodes = tree
    total = data.draw(totals(digits, 10**7))
    try:
        break_down(total, nodes, digits=digits)
    except Infeasible as found:
        conflict = found.conflict
        if conflict.node:
            return
        break_down(conflict.nearest, nodes, digits=digits)
        unit = D(1).scaleb(-digits)
        towards = unit if conflict.figure > conflict.nearest else -unit
        with pytest.raises(Infeasible):
            break_down(conflict.nearest + towards, nodes, digits=digits)


@given(trees(), st.data())
def test_figures_locked_as_they_were_are_always_feasible(tree, data):
    digits, nodes = tree
    total = data.draw(totals(digits, 10**9))
    figures = break_down(total, nodes, digits=digits).figures
    locked = data.draw(st.sets(st.integers(0, len(nodes) - 1)))
    again = [
        replace(node, weight=data.draw(WEIGHTS), locked=figures[i] if i in locked else None)
        for i, node in enumerate(nodes)
    ]
    result = break_down(total, again, digits=digits)
    assert all(result.figures[i] == figures[i] for i in locked)


@given(trees(bounds=True), st.data())
def test_the_order_of_the_lines_does_not_matter(tree, data):
    digits, nodes = tree
    total = data.draw(totals(digits, 10**7))
    order = data.draw(st.permutations(range(len(nodes))))
    place = {old: new for new, old in enumerate(order)}
    moved = [
        replace(nodes[old], parent=None if nodes[old].parent is None else place[nodes[old].parent])
        for old in order
    ]
    try:
        first = break_down(total, nodes, digits=digits, months=[1, 2, 3, 4])
    except Infeasible as found:
        with pytest.raises(Infeasible) as other:
            break_down(total, moved, digits=digits)
        assert other.value.conflict.key == found.conflict.key
        return
    second = break_down(total, moved, digits=digits, months=[1, 2, 3, 4])
    assert [second.figures[place[i]] for i in range(len(nodes))] == list(first.figures)
    assert [second.months[place[i]] for i in range(len(nodes))] == list(first.months)


@given(trees(), st.data())
def test_figures_rise_with_the_total_but_for_units_of_rounding(tree, data):
    digits, nodes = tree
    low, high = sorted([data.draw(totals(digits)), data.draw(totals(digits))])
    less = break_down(low, nodes, digits=digits).figures
    more = break_down(high, nodes, digits=digits).figures
    allowed = []
    for index, node in enumerate(nodes):
        # What the parent may lack, less than doubled and rounded, and one for the remainder.
        allowed.append(0 if node.parent is None else 2 * allowed[node.parent] + 2)
        assert more[index] >= less[index] - allowed[index] * D(1).scaleb(-digits)


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 4), st.sampled_from(["", "lock", "cap"])),
        min_size=4,
        max_size=4,
    ),
    st.sampled_from([D(0), D("0.25"), D("0.5")]),
    st.integers(0, 9),
)
def test_it_refuses_exactly_what_has_no_solution(rows, over, total):
    # Top → team (over-assigned) and an officer; team → two officers. Every whole solution is tried.
    def node(key, parent, row, **more):
        weight, figure, kind = row
        bound = {"lock": {"locked": D(figure)}, "cap": {"ceiling": D(figure)}, "": {}}[kind]
        return Node(key, parent, weight, **bound, **more)

    nodes = [
        Node("top", None),
        node("team", 0, rows[0], over=over),
        node("solo", 0, rows[1]),
        node("a", 1, rows[2]),
        node("b", 1, rows[3]),
    ]

    def allowed(row):
        return [row[1]] if row[2] == "lock" else range(row[1] + 1) if row[2] == "cap" else range(20)

    possible = any(
        team + solo == total and abs(a + b - team * (1 + Fraction(over))) < 1
        for team, solo, a, b in product(*map(allowed, rows))
    )
    try:
        break_down(D(total), nodes, digits=0)
    except Infeasible:
        assert not possible
    else:
        assert possible


def officers(*weights, parent=1, **more):
    return [Node(f"o{i}", parent, weight, **more) for i, weight in enumerate(weights)]


def test_a_team_of_three_by_hand():
    nodes = [Node("org", None), Node("team", 0, over=D("0.02")), *officers(2, 1, 1)]
    result = break_down(D("100000.00"), nodes, digits=2, months=[1, 1, 2])
    assert result.figures == (100000, 100000, 51000, 25500, 25500)
    assert result.parts == (100000, 102000, None, None, None)
    assert result.months[1] == (25000, 25000, 50000)
    assert result.months[2] == (12750, 12750, 25500)


def test_over_assignment_does_not_compound():
    nodes = [
        Node("org", None),
        Node("north", 0),
        Node("harbor", 1, over=D("0.02")),
        Node("north, own officers", 1, over=D("0.02")),
        *officers(1, 1, parent=2),
        *[replace(node, key=f"n{node.key}") for node in officers(1, 1, parent=3)],
    ]
    result = break_down(D(1000), nodes, digits=2)
    assert sum(result.figures[4:]) == 1020
    assert result.figures[2] + result.figures[3] == result.figures[1] == 1000


def test_the_rest_of_a_team_shares_what_a_lock_leaves():
    nodes = [
        Node("Central", None, over=D("0.02")),
        *officers(284, 241, 223, 218, 154, parent=0),
        Node("Marty", 0, 201, locked=D(206900)),
    ]
    result = break_down(D(1295000), nodes, digits=0)
    # 1,295,000 × 1.02 = 1,320,900; less 206,900 are 1,114,000 in 1,120 parts of 994.642857…
    assert result.parts[0] == 1320900
    assert result.figures[1:] == (282479, 239709, 221805, 216832, 153175, 206900)


def test_a_lock_above_the_total_names_the_parts_and_the_nearest_total():
    nodes = [Node("team", None), *officers(1, 1, 1, parent=0)]
    nodes[1] = replace(nodes[1], locked=D(70))
    nodes[2] = replace(nodes[2], floor=D(50))
    with pytest.raises(Infeasible) as found:
        break_down(D(100), nodes, digits=2)
    conflict = found.value.conflict
    assert (conflict.cause, conflict.key, conflict.parts) == ("too_much", "team", (1, 2))
    assert (conflict.figure, conflict.room, conflict.fixed, conflict.nearest) == (100, 100, 120, 120)


def test_ceilings_below_the_total_name_the_nearest_total():
    nodes = [Node("team", None, over=D("0.5")), *officers(1, 1, parent=0, ceiling=D(60))]
    with pytest.raises(Infeasible) as found:
        break_down(D(100), nodes, digits=0)
    conflict = found.value.conflict
    assert (conflict.cause, conflict.room, conflict.fixed, conflict.nearest) == ("too_little", 150, 120, 80)


def test_a_conflict_is_named_where_it_arises():
    team = Node("team", 0, locked=D(100))
    nodes = [Node("org", None), team, *officers(1, 1, locked=D(80)), Node("solo", 0, 1)]
    with pytest.raises(Infeasible) as found:
        break_down(D(1000), nodes, digits=2)
    assert found.value.conflict.key == "team" and found.value.conflict.nearest == 160


@pytest.mark.parametrize(
    "wrong",
    [{"floor": D(5), "locked": D(4)}, {"ceiling": D(5), "locked": D(6)}, {"floor": D(5), "ceiling": D(4)}],
)
def test_a_lock_outside_its_own_bounds_is_a_conflict_of_its_own(wrong):
    with pytest.raises(Infeasible) as found:
        break_down(D(10), [Node("org", None), Node("a", 0, 1, **wrong), Node("b", 0, 1)], digits=0)
    assert (found.value.conflict.cause, found.value.conflict.key) == ("bounds", "a")


def test_all_officers_locked_set_the_team_even_where_no_figure_rounds_to_their_sum():
    team = Node("team", 0, 1, over=D("0.02"))
    nodes = [Node("org", None), team, *officers(1, 1, locked=D("25.13")), Node("solo", 0, 1)]
    result = break_down(D("100.00"), nodes, digits=2)
    check_sums(nodes, result, 2, exactly=False)
    assert result.parts[1] == D("50.26")


@pytest.mark.parametrize(
    "nodes",
    [
        [],
        [Node("a", None), Node("b", None)],
        [Node("a", None), Node("b", 2), Node("c", 1)],
        [Node("a", None), Node("b", 7)],
        [Node("a", None), Node("b", -1)],
        [Node("a", None, over=D(1)), Node("b", 0)],
        [Node("a", None, over=D("-0.1")), Node("b", 0)],
        [Node("a", None), Node("b", 0, -1)],
        [Node("a", None), Node("b", 0, 1, floor=D(-1))],
        [Node("a", None), Node("b", 0, 1, locked=D("0.5"))],
    ],
)
def test_what_is_no_tree_is_refused(nodes):
    with pytest.raises(ValueError):
        break_down(D(10), nodes, digits=0)


def test_a_typed_figure_shows_in_the_differences():
    nodes = [Node("team", None, over=D("0.02")), *officers(1, 1, parent=0)]
    assert differences(nodes, [D(100), D(52), D("50.01")], digits=2) == (D("0.01"), None, None)
