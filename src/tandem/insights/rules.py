"""What an outlook on bookings needs, and how its parts are called."""

from __future__ import annotations

WAY = 3  # counted up when outlooks are made another way, so that all are worked out again
HISTORY = 60  # months looked at
LEAST = 18  # months of bookings before a team gets a range: 12 to learn from and 6 to be judged by
PART = 12  # months since its first booking before a part of it gets one
AHEAD = 3  # quarters told: the running one and two more
SHOWN = 8  # quarters of history beside them
PARTS = 8  # products or regions told one by one, the largest of the last twelve months
NO_PRODUCT, NO_REGION, OTHERS = "No product named", "No region named", "All others"

METHODS = {
    "seasonal naive": "The same months of last year",
    "theta": "Level, with half the past trend",
    "exponential smoothing": "Level, trend and season",
    "mean of theta and smoothing": "Mean of two methods",
    "mean of all three": "Mean of three methods",
}


def too_short(months: int, needed: int) -> str:
    """What is missing for a range; "" when nothing is."""
    if months >= needed:
        return ""
    if not months:
        return "No bookings yet."
    have = "1 month" if months == 1 else f"{months} months"
    return f"{have} of bookings: too little for a range, shown from {needed} months."
