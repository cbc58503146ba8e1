"""Targets from chances: one chance for all, what constraints cost the others, and what a sum of targets is worth.

`common_chance` gives everybody the figure they reach with the same chance, `limits` keeps constraints that cross
the tree, `prices` tells what each constraint costs in points of chance, `portfolio` why the sum is safer than its
parts. Figures are exact: the rounding is that of `breakdown`.
"""
