"""Lines and amounts: a wanted amount becomes pieces of a product at its list price, with a discount now and
then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .calendar import Floats, Ints
from .products import ADDONS, PRICES, choose

MEDIAN, SPREAD = 13_500.0, 0.72  # of the wanted amount, in currency units and in logs
KIND_SIZE = np.array([1.0, 0.85, 1.15])


@dataclass(frozen=True)
class Lines:
    """Lines of the deals of one chunk, sorted by deal; price, amount in cents; discount in hundredths of a
    percent.
    """

    deal: Ints
    product: Ints
    quantity: Ints
    price: Ints
    discount: Ints
    amount: Ints


def draw_lines(rng: np.random.Generator, size: Floats, kind: Ints) -> tuple[Lines, Ints, Floats]:
    """Lines, the amount of each deal (their sum, cents), and the standard score of the wanted amount."""
    n = len(size)
    score = rng.standard_normal(n)
    wanted = MEDIAN * size * KIND_SIZE[kind] * np.exp(SPREAD * score)
    main = choose(rng, wanted)
    extra = rng.random(n) < 0.38
    share = np.where(extra, 0.88, 1.0)
    quantity = np.maximum(1, np.round(wanted * 100 * share / PRICES[main])).astype(np.int64)
    discount = np.where(rng.random(n) < 0.35, rng.integers(2, 16, n) * 100, 0)
    addon = ADDONS[rng.integers(0, len(ADDONS), n)]
    more = np.maximum(1, np.round(wanted * 12 / PRICES[addon])).astype(np.int64)
    deal = np.concatenate([np.arange(n), np.flatnonzero(extra)])
    order = np.argsort(deal, kind="stable")
    product = np.concatenate([main, addon[extra]])[order]
    pieces = np.concatenate([quantity, more[extra]])[order]
    off = np.concatenate([discount, np.zeros(int(extra.sum()), dtype=np.int64)])[order]
    price = PRICES[product]
    amount = (pieces * price * (10_000 - off) + 5_000) // 10_000
    deal = deal[order]
    total = np.bincount(deal, weights=amount, minlength=n).astype(np.int64)
    return Lines(deal, product, pieces, price, off, amount), total, score
