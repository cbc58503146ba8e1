"""One total broken down a tree and over months, to the smallest unit.

A tree of nodes (organization, teams, officers) with the total at the top. The parts of a node share
figure × (1 + over), where `over` is that node's own over-assignment, in proportion to their weights,
within floors and ceilings, around locked figures (`filling`). Floors, ceilings and locks work upward too:
a team never gets a figure that its officers' locks make impossible. Then each node's figure is spread
over the months so that the parts of every node add up to it in every month as well (`spreading`).

Over-assignment belongs to one level and is not handed down: with 2 % on each team of officers and 0
above, teams add up to the total and officers to 102 % of it. A team that has both officers and teams
below it is best given a node of its own for its direct officers, so that only they are over-assigned.

Sums are exact: the parts of a node add up to figure × (1 + over), rounded half to even to the smallest
unit; only where locks and bounds leave no other way, to the whole unit on the other side of it (the
difference is then below one unit). Figures rise with the total, except that the largest remainder can
take one unit per level from a part when the total rises by a unit (the Alabama paradox; `rounding` names
the source).

Assumes weights that can be compared among the parts of one node. Source: own, put together from the methods of
`filling`, `rounding`, `spreading` and `tree`, which name theirs. Cost O(n log n + n·m) for n nodes and m months.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from tandem.science.filling import fill
from tandem.science.rounding import Weight, apportion, in_steps, whole_weights
from tandem.science.spreading import spread
from tandem.science.tree import Cause, Conflict, Infeasible, Node, Tree

__all__ = ["Breakdown", "Cause", "Conflict", "Infeasible", "Node", "break_down", "differences"]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The result, in the order of the nodes given.

    - `figures`: n amounts. `parts`: what the parts of each node add up to, None for a node without parts.
    - `months`: n rows of as many amounts as months were asked for; each row adds up to the node's figure.
    - `held`: what keeps a node from its proportional share: "locked", "floor", "ceiling" or "" (its own
      or one below).
    """

    figures: tuple[Decimal, ...]
    parts: tuple[Decimal | None, ...]
    months: tuple[tuple[Decimal, ...], ...]
    held: tuple[str, ...]


def break_down(
    total: Decimal, nodes: Sequence[Node], *, digits: int, months: Sequence[Weight] = (), step: int = 1
) -> Breakdown:
    """Give every node its figure, and every month its part of it.

    - `total`: the amount at the top, ≥ 0, in whole smallest units; `digits`: of the unit after the mark
      (2 for EUR, 0 for JPY or for counting deals).
    - `nodes`: n nodes in any order, exactly one without parent.
    - `months`: weights ≥ 0 of the months (seasonality × working days …); empty for no spread over months.
    - `step`: how many smallest units a figure is rounded to where nothing holds it (100_000 for whole thousands
      of euros). The sums stay exact: what is left over goes to the largest of the parts.

    Infeasible when locks, floors and ceilings do not fit; ValueError for input that makes no sense (two
    tops, a circle, negative amounts, fractions of the smallest unit). Deterministic. Cost O(n log n +
    n·m); 2,000 officers × 12 months take about 50 ms.
    """
    with localcontext(prec=60):
        try:
            tree = Tree(total, nodes, digits, exact=True)
        except Infeasible:  # a unit has to give, or nothing fits
            tree = Tree(total, nodes, digits)
        figures, sums = _share_out(tree, step)
        rows = _spread_months(tree, figures, sums, whole_weights(months)) if months else [[] for _ in nodes]
        return Breakdown(
            figures=tuple(tree.amount(figure) for figure in figures),
            parts=tuple(None if part is None else tree.amount(part) for part in sums),
            months=tuple(tuple(tree.amount(entry) for entry in row) for row in rows),
            held=tuple(_held(tree, index, figure) for index, figure in enumerate(figures)),
        )


def differences(
    nodes: Sequence[Node], figures: Sequence[Decimal], *, digits: int
) -> tuple[Decimal | None, ...]:
    """How much the parts of each node exceed figure × (1 + over), rounded; None for a node without parts.

    For figures that were typed: all zero means that the plan adds up. `figures`: n amounts, the result n differences
    in the same unit. Cost O(n).
    """
    sums: list[Decimal | None] = [None] * len(nodes)
    for node, figure in zip(nodes, figures, strict=True):
        if node.parent is not None:
            sums[node.parent] = (sums[node.parent] or Decimal(0)) + figure
    unit = Decimal(1).scaleb(-digits)
    with localcontext(prec=60):
        return tuple(
            None if part is None else part - (figure * (1 + node.over)).quantize(unit, ROUND_HALF_EVEN)
            for node, figure, part in zip(nodes, figures, sums, strict=True)
        )


def _share_out(tree: Tree, step: int) -> tuple[list[int], list[int | None]]:
    """Figures from the top down, and what the parts of each node add up to."""
    figures = list(tree.least)
    sums: list[int | None] = [None] * len(tree.nodes)
    for index in tree.order:
        children = tree.children[index]
        if not children:
            continue
        least = [tree.least[child] for child in children]
        most = [tree.most[child] for child in children]
        whole = max(tree.raised(index, figures[index]), sum(least))
        if None not in most:
            whole = min(whole, sum(top for top in most if top is not None))
        sums[index] = whole
        weights = whole_weights([tree.weights[child] for child in children])
        shares = in_steps(fill(whole, weights, least, most), least, most, step)
        for child, share in zip(children, shares, strict=True):
            figures[child] = share
    return figures, sums


def _spread_months(
    tree: Tree, figures: list[int], sums: list[int | None], weights: list[int]
) -> list[list[int]]:
    rows: list[list[int]] = [[] for _ in tree.nodes]
    top = tree.order[0]
    rows[top] = apportion(figures[top], weights)
    for index in tree.order:
        children, whole = tree.children[index], sums[index]
        if whole is None:
            continue
        columns = rows[index] if whole == figures[index] else apportion(whole, rows[index])
        for child, row in zip(children, spread([figures[child] for child in children], columns), strict=True):
            rows[child] = row
    return rows


def _held(tree: Tree, index: int, figure: int) -> str:
    if tree.nodes[index].locked is not None:
        return "locked"
    if tree.nodes[index].parent is None:
        return ""
    if figure == tree.least[index] and figure:
        return "floor"
    return "ceiling" if figure == tree.most[index] else ""
