"""Constraints that cross the tree, beside one common place for all: what newcomers carry together, in whatever team.

A limit is linear in the officers' figures: low ≤ Σ aᵢTᵢ ≤ high. Without limits everybody stands at one common place: of
draws the figures reached with one chance, of weights those in one proportion (`ladders`). With Fᵢ(t) i's place at t:

    min Σ wᵢ ∫₀^Tᵢ Fᵢ(t) dt  such that  Tᵢ within floor and ceiling, bounds of teams, limits, and the total,

with wᵢ what a unit of i makes at the top. Of draws ∫ F is what i is expected to fall short of T by, so these are the
figures with the least expected shortfall; of weights they are those nearest to their proportions. At the answer
Fᵢ(Tᵢ) = λ + Σ μ over the limits and team bounds that hold i: whom the same limits hold has the same chance, and whom
none holds share one, as in `common`. Fᵢ is taken in steps, which makes it a linear program (HiGHS); each of five
looks closer at where the one before ended, to 1/4,000 of the places. Rounding is `breakdown`, then `settling`.

Source: R. T. Rockafellar, *Network Flows and Monotropic Optimization*, 1984, for programs that are sums of convex
functions of one figure each; Q. Huangfu, J. Hall, "Parallelizing the dual revised simplex method", Math. Prog. Comp. 10
(2018), 119–142, for the solver. Assumes what `common` assumes of draws, and that limits are about leaves. Cost: that of
`common` while no limit holds anybody; else that and five small programs, 500 officers 0.04 s, 10,000 0.4 s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from tandem.science.breakdown import Breakdown, Node, break_down
from tandem.science.rounding import Weight
from tandem.science.targets.common import whole_figures
from tandem.science.targets.ladders import Ladder
from tandem.science.targets.quantiles import Floats
from tandem.science.targets.settling import FAR, Row, settle
from tandem.science.tree import Tree

if TYPE_CHECKING:
    from tandem.science.targets.program import Program

Figure = Decimal | float


@dataclass(frozen=True, slots=True)
class Limit:
    """`least` ≤ Σ factor × figure ≤ `most` over some leaves; `parts`: leaf → factor. `key` names it."""

    key: str
    parts: Mapping[int, float]
    least: Figure | None = None
    most: Figure | None = None


@dataclass(frozen=True, slots=True)
class Limited:
    """Exact figures within all limits.

    - `share`: the common chance without limits; `shares`: (n,) that of each leaf with them, NaN of other nodes;
      `deviation`: the most that anybody is off it. Of weights 1 − place/count, which is no chance.
    """

    breakdown: Breakdown
    share: float
    shares: Floats
    deviation: float


class OutOfReach(Exception):
    """No figures keep every limit.

    `binding`: the keys of the limits and nodes whose bounds stand in the way. `nearest`: the total nearest to the one
    asked for with which everything fits; None when the limits exclude each other whatever the total. `rooms`: for each
    limit that alone stands in the way, the figure nearest to its bound with which everything fits.
    """

    def __init__(
        self, total: Decimal, binding: tuple[str, ...], nearest: Decimal | None, rooms: Mapping[str, Decimal]
    ) -> None:
        self.total, self.binding, self.nearest, self.rooms = total, binding, nearest, rooms
        near = "no total fits" if nearest is None else f"the nearest total that fits is {nearest}"
        super().__init__(f"{total} cannot be shared out within {', '.join(binding)}; {near}.")


def within_change(
    nodes: Sequence[Node], last: Sequence[Decimal | None], most: Decimal, digits: int
) -> list[Node]:
    """The nodes with floors and ceilings that keep each within ±`most` (0.2: 20 %) of its last figure.

    A change limit on one figure is a clip, so `common_chance` needs no program for it. A locked node, and one without
    a last figure, stays as it is; a floor or ceiling it has already stays where it is narrower. n nodes, n last
    figures; [before·(1 − most), before·(1 + most)], halves rounded to even. Cost O(n).
    """
    unit = Decimal(1).scaleb(-digits)
    bounded = []
    for node, before in zip(nodes, last, strict=True):
        if before is None or node.locked is not None:
            bounded.append(node)
            continue
        low = (before * (1 - most)).quantize(unit, ROUND_HALF_EVEN)
        high = (before * (1 + most)).quantize(unit, ROUND_HALF_EVEN)
        high = high if node.ceiling is None else min(high, node.ceiling)
        bounded.append(replace(node, floor=max(low, node.floor), ceiling=high))
    return bounded


def within_limits(
    total: Decimal,
    nodes: Sequence[Node],
    ladder: Ladder,
    rows: Sequence[int],
    limits: Sequence[Limit],
    *,
    digits: int,
    months: Sequence[Weight] = (),
    step: int = 1,
) -> Limited:
    """The figures nearest to one common place that keep every limit, to the last unit.

    - `ladder`: of p people; `rows`: n, the row of each node in it, −1 for teams and for a leaf nobody stands behind.
      The other arguments as in `common_chance`. Figures stay round (`step`) but for the few that a limit needs else.

    OutOfReach, or Infeasible when already the tree's own bounds do not fit. Formula above. Deterministic. Cost: that of
    `common_chance` while the limits hold nobody; else small programs and one of 2n variables, 500 officers 0.04 s.
    """
    tree = Tree(total, nodes, digits)
    program = _program(tree, ladder, rows, limits)
    spans = [_row(limit, digits) for limit in limits]
    if program.kept_by(program.free):
        told = whole_figures(total, nodes, program.free, digits, months, step)
        if all(span.keeps(_units(told, digits)) for span in spans):
            return Limited(told, program.share, program.shares(program.free), 0.0)
    if not program.possible():
        raise _out_of_reach(program, total, limits, digits)
    figures = program.nearest()
    shares = program.shares(figures)
    held = _settled(total, nodes, figures, spans, digits, months, step)
    if held is None:
        raise OutOfReach(total, tuple(limit.key for limit in limits), None, _rooms(program, limits, digits))
    return Limited(
        held, program.share, shares, float(np.nanmax(np.abs(shares - program.shares(program.free))))
    )


def shares_within(
    total: Decimal,
    nodes: Sequence[Node],
    ladder: Ladder,
    rows: Sequence[int],
    limits: Sequence[Limit],
    *,
    digits: int,
) -> Floats:
    """The chances (n,) of all leaves within the limits before rounding, NaN of other nodes; as in `within_limits`.

    Formula above; of weights 1 − place/count. OutOfReach and Infeasible as there. Cost: as there, without rounding.
    """
    program = _program(Tree(total, nodes, digits), ladder, rows, limits)
    if not program.possible():
        raise _out_of_reach(program, total, limits, digits)
    return program.shares(program.free if program.kept_by(program.free) else program.nearest())


def keeps(limits: Sequence[Limit], figures: Sequence[Decimal], digits: int) -> bool:
    """The n figures, in whole smallest units, are within every limit. Exact. Cost O(parts)."""
    units = [int(figure.scaleb(digits)) for figure in figures]
    return all(_row(limit, digits).keeps(units) for limit in limits)


def possible(
    total: Decimal,
    nodes: Sequence[Node],
    ladder: Ladder,
    rows: Sequence[int],
    limits: Sequence[Limit],
    *,
    digits: int,
) -> bool:
    """There are figures within the bounds of the tree and every limit; n nodes, the arguments as in `within_limits`.

    Infeasible when already the tree's own bounds do not fit. Cost: one program of n variables.
    """
    return _program(Tree(total, nodes, digits), ladder, rows, limits).possible()


def _settled(
    total: Decimal,
    nodes: Sequence[Node],
    figures: Floats,
    spans: Sequence[Row],
    digits: int,
    months: Sequence[Weight],
    step: int,
) -> Breakdown | None:
    """In round figures if a few units suffice, else in single units."""
    bounds = Tree(total, nodes, digits)
    for size, reach in ((step, 2.0 * step), (1, FAR)):
        told = whole_figures(total, nodes, figures, digits, months, size)
        units = _units(told, digits)
        if all(span.keeps(units) for span in spans):
            return told
        moved = settle(bounds, units, spans, reach)
        if moved is not None:
            fixed = [
                replace(node, floor=Decimal(0), ceiling=None, locked=bounds.amount(figure))
                for node, figure in zip(nodes, moved, strict=True)
            ]
            return replace(break_down(total, fixed, digits=digits, months=months), held=told.held)
    return None


def _units(told: Breakdown, digits: int) -> list[int]:
    return [int(figure.scaleb(digits)) for figure in told.figures]


def _program(tree: Tree, ladder: Ladder, rows: Sequence[int], limits: Sequence[Limit]) -> Program:
    """The program of these limits. It comes with SciPy's solver, which loads slowly: who has no limit does without."""
    from tandem.science.targets.program import Program, Span

    spans = [
        Span(
            limit.key,
            limit.parts,
            -np.inf if limit.least is None else float(limit.least),
            np.inf if limit.most is None else float(limit.most),
        )
        for limit in limits
    ]
    return Program(tree, ladder, rows, spans)


def _row(limit: Limit, digits: int) -> Row:
    unit = Fraction(10) ** digits
    low = None if limit.least is None else Fraction(limit.least) * unit
    return Row(limit.parts, low, None if limit.most is None else Fraction(limit.most) * unit)


def _out_of_reach(program: Program, total: Decimal, limits: Sequence[Limit], digits: int) -> OutOfReach:
    """Which limits stand in the way, and the nearest total with which everything fits."""
    rooms = _rooms(program, limits, digits)
    for sign in (1, -1):
        found = program.furthest_total(sign)
        if found is None:
            return OutOfReach(total, program.at_odds(), None, rooms)
        end, binding = found
        if (sign > 0 and end > float(total)) or (sign < 0 and end < float(total)):
            return OutOfReach(total, binding, _whole(end, digits, up=sign > 0), rooms)
    return OutOfReach(total, program.at_odds(), None, rooms)


def _rooms(program: Program, limits: Sequence[Limit], digits: int) -> dict[str, Decimal]:
    """Of each limit that would fit with another figure: the one nearest to its bound."""
    told = {}
    for place, limit in enumerate(limits):
        reach = program.reach(place)
        if reach is None:
            continue
        low, high = reach
        if limit.most is not None and low > float(limit.most):
            told[limit.key] = _whole(low, digits, up=True)
        elif limit.least is not None and high < float(limit.least):
            told[limit.key] = _whole(high, digits, up=False)
    return told


def _whole(figure: float, digits: int, *, up: bool) -> Decimal:
    """A figure of the program in smallest units, on the side where everything fits."""
    unit = Decimal(1).scaleb(-digits)
    near = Decimal(figure).quantize(unit, ROUND_HALF_EVEN)
    if abs(Decimal(figure) - near) < unit / 100:
        return near
    return Decimal(figure).quantize(unit, ROUND_CEILING if up else ROUND_FLOOR)
