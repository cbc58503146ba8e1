"""A table of whole numbers with given row and column sums, close to the proportional one.

The proportional table is xᵢⱼ = rowᵢ·columnⱼ/total. Its rows and columns have whole sums, so the units that remain when
each xᵢⱼ is rounded down can be handed out as a table of zeros and ones with whole margins: such a table
exists (the real one is a fractional flow, and flows with whole margins have whole solutions), and the
construction of Gale and Ryser finds it row by row, giving each row's units to the columns that still need
most.

Source: L. R. Ford, D. R. Fulkerson, *Flows in Networks*, Princeton 1962, section II.11 (zero-one matrices); L. H.
Cox, "A constructive procedure for unbiased controlled rounding", JASA 82 (1987), 520–524, for the problem. Assumes
rows and columns with one total. Cost O(n·m log m).
"""

from collections.abc import Sequence


def spread(rows: Sequence[int], columns: Sequence[int]) -> list[list[int]]:
    """Whole entries ≥ 0 with row sums `rows` and column sums `columns`, each within 1 of rowᵢ·columnⱼ/total.

    - `rows`: n integers ≥ 0, `columns`: m integers ≥ 0, with equal sums (ValueError otherwise).
    - returns n lists of m integers. Earlier rows are served first; among columns that need equally many
      units, the one with the larger remainder comes first, then the earlier one.

    Cost O(n·m log m).
    """
    total = sum(rows)
    if total != sum(columns):
        raise ValueError("Rows and columns add up to different totals.")
    if not total:
        return [[0] * len(columns) for _ in rows]
    table, remainders = [], []
    for row in rows:
        pairs = [divmod(row * column, total) for column in columns]
        table.append([whole for whole, _ in pairs])
        remainders.append([remainder for _, remainder in pairs])
    need = [column - sum(taken) for column, taken in zip(columns, zip(*table, strict=True), strict=True)]
    places = range(len(columns))
    for row, entries, rest in zip(rows, table, remainders, strict=True):
        extra = row - sum(entries)
        if extra:
            for place in sorted(places, key=lambda j: need[j] * total + rest[j], reverse=True)[:extra]:
                entries[place] += 1
                need[place] -= 1
    return table
