"""What the company sells: families of products, a price list, and which bundles sell together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .calendar import Floats, Ints


@dataclass(frozen=True)
class Product:
    """Price in whole cents; `weight` is how often it is the main line of a deal; `addon` goes along with
    others.
    """

    key: str
    name: str
    family: str
    price: int
    weight: float
    unit: str = "piece"
    addon: bool = False


PRODUCTS = (
    Product("LM-200", "Line Monitor 200", "Monitoring", 480_000, 5.0),
    Product("LM-400", "Line Monitor 400", "Monitoring", 965_000, 6.0),
    Product("LM-900", "Line Monitor 900", "Monitoring", 2_680_000, 2.0),
    Product("SK-10", "Sensor Kit", "Sensing", 55_000, 6.0),
    Product("SK-50", "Sensor Kit Pro", "Sensing", 129_000, 5.0),
    Product("FG-1", "Flow Gate", "Sensing", 340_000, 4.0),
    Product("VC-3", "Vision Cell", "Sensing", 1_420_000, 3.0),
    Product("IN-B", "Insight Basic", "Insight", 120_000, 4.0, "year"),
    Product("IN-P", "Insight Plus", "Insight", 360_000, 5.0, "year"),
    Product("IN-E", "Insight Enterprise", "Insight", 1_150_000, 2.0, "year"),
    Product("CAL", "Calibration", "Service", 89_000, 0.0, "visit", addon=True),
    Product("CARE", "Care plan", "Service", 240_000, 0.4, "year", addon=True),
    Product("ONB", "Onboarding", "Service", 110_000, 0.0, "day", addon=True),
)
PRICES: Ints = np.array([p.price for p in PRODUCTS], dtype=np.int64)
ADDONS: Ints = np.array([n for n, p in enumerate(PRODUCTS) if p.addon], dtype=np.int64)
_WEIGHTS: Floats = np.array([p.weight for p in PRODUCTS])
_LOG_PRICES: Floats = np.log(PRICES / 100)


def choose(rng: np.random.Generator, wanted: Floats) -> Ints:
    """The main product for each wanted amount (currency units): popular, and of a fitting price."""
    bands = np.clip(np.round(np.log(np.maximum(wanted, 1.0)) * 4).astype(np.int64), 16, 56)
    chosen = np.zeros(len(wanted), dtype=np.int64)
    draws = rng.random(len(wanted))
    for band in np.unique(bands):
        # A main line is usually three to thirty pieces: no sensors worth a factory, no factory for a sensor.
        fit = _WEIGHTS * np.exp(-0.5 * ((band / 4 - _LOG_PRICES - 1.5) / 1.1) ** 2)
        inside = bands == band
        chosen[inside] = np.searchsorted(np.cumsum(fit) / fit.sum(), draws[inside], side="right")
    return np.minimum(chosen, len(PRODUCTS) - 1)
