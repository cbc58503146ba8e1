"""Pure decisions about plans and targets, and the sentences that say why something does not work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from tandem.core.errors import Refused
from tandem.science.breakdown import Conflict
from tandem.science.draws import band

KIND = "goals.target"  # of the agreement on a target
Words = Callable[[Decimal], str]
DEFAULT_WEIGHTS = {"history": 50, "pipeline": 25, "even": 25}
MOST_OVER = 50  # percent
MOST_CHANGE = 300  # percent
LIMIT_NAME = 60  # letters
NEW_MONTHS = 6  # somebody counts as new for half a year
THIN_SHARE = Decimal("0.5")  # coverage below half of the plan's own stands out
FAR = Decimal("0.25")  # a target this far off what the plan asks of all is worth a second look
SPLITS = {
    "history": {"history": 100, "pipeline": 0, "even": 0},
    "pipeline": {"history": 0, "pipeline": 100, "even": 0},
    "even": {"history": 0, "pipeline": 0, "even": 100},
    "balanced": DEFAULT_WEIGHTS,
    "chance": {"history": 0, "pipeline": 0, "even": 0, "chance": 100},
}


def check_weights(weights: dict[str, int]) -> None:
    """The parts of a split are percentages that add up to 100; equal chance decides alone or not at all."""
    if weights == SPLITS["chance"]:
        return
    if set(weights) != set(DEFAULT_WEIGHTS) or any(part < 0 for part in weights.values()):
        raise Refused("A split has a part for history, pipeline and even, none below 0.")
    total = sum(weights.values())
    if total != 100:
        raise Refused(
            f"The parts of the split add up to {total}%, not 100%.",
            remedy="Change one of them.",
            fields={"even": f"The three add up to {total}%."},
        )


def check_top(top: Decimal) -> None:
    """A plan without anything to reach is not a plan."""
    if top <= 0:
        raise Refused("The top target must be more than nothing.", fields={"top": "Type a figure above 0."})


def check_change(percent: Decimal | None) -> None:
    """A limit on last year is more than nothing."""
    if percent is not None and not 0 < percent <= MOST_CHANGE:
        raise Refused(
            f"The most change on last year lies between 0.01 and {MOST_CHANGE}%.",
            fields={"most_change": f"Above 0, at most {MOST_CHANGE}%, or empty."},
        )


def check_cap(cap: Decimal | None, is_team: bool) -> None:
    """Only a team has officers to cap."""
    if cap is not None and not is_team:
        raise Refused("A cap is for the officers of a team together.", fields={"cap": "Leave it empty."})
    if cap is not None and cap < 0:
        raise Refused("A cap is not below 0.", fields={"cap": "At least 0."})


def check_limit(name: str, least: Decimal | None, most: Decimal | None, members: int, words: Words) -> None:
    """A limit across teams has a name, officers, and a figure that they keep to."""
    if not name or len(name) > LIMIT_NAME:
        raise Refused(
            f"A limit has a name of at most {LIMIT_NAME} letters.",
            fields={"name": f"1 to {LIMIT_NAME} letters."},
        )
    if least is None and most is None:
        raise Refused(
            "A limit says what its officers carry together at least, at most, or both.",
            fields={"most": "Type a figure here or above."},
        )
    if min(least or 0, most or 0) < 0:
        raise Refused(
            "A limit is not below 0.", fields={"least" if (least or 0) < 0 else "most": "At least 0."}
        )
    if least is not None and most is not None and least > most:
        raise Refused(
            f"At least {words(least)} is more than at most {words(most)}.",
            fields={"most": f"At least {words(least)}."},
        )
    if not members:
        raise Refused(
            "A limit is about somebody.",
            remedy="Choose its officers.",
            fields={"members": "Choose somebody."},
        )


def check_draft(state: str) -> None:
    """What is published is revised, with a reason, not edited."""
    if state != "draft":
        raise Refused(
            "This target is published, so its figure stands.",
            remedy="Revise it, with a reason; the old figure stays to be read.",
        )


def check_reason(reason: str) -> None:
    """Whoever carries the target reads why it changed."""
    if not reason.strip():
        raise Refused(
            "A published target changes only with a reason.", fields={"reason": "Say why, in a sentence."}
        )


def check_period_open(end_on: date, today: date) -> None:
    """A closed period stays closed."""
    if end_on < today:
        raise Refused(
            f"The period ended on {end_on:%-d %b %Y}, so its targets stay as they are.",
            remedy="Set the next period's target instead.",
        )


def check_bounds_order(floor: Decimal | None, ceiling: Decimal | None, words: Words) -> None:
    """A floor is not above the ceiling, and neither is below nothing."""
    if min(floor or 0, ceiling or 0) < 0:
        raise Refused(
            "A floor or ceiling is not below 0.",
            fields={"floor" if (floor or 0) < 0 else "ceiling": "At least 0."},
        )
    if floor is not None and ceiling is not None and floor > ceiling:
        raise Refused(
            f"The floor {words(floor)} is above the ceiling {words(ceiling)}.",
            fields={"ceiling": f"At least {words(floor)}."},
        )


def check_bounds(amount: Decimal, floor: Decimal | None, ceiling: Decimal | None, words: Words) -> None:
    """A fixed figure lies between its own floor and ceiling."""
    check_bounds_order(floor, ceiling, words)
    if amount < 0:
        raise Refused("A target is not below 0.", fields={"amount": "At least 0."})
    if floor is not None and amount < floor:
        raise Refused(
            f"{words(amount)} is below the floor {words(floor)}.",
            remedy="Type more, or lower the floor.",
            fields={"floor": f"At most {words(amount)}, the fixed figure."},
        )
    if ceiling is not None and amount > ceiling:
        raise Refused(
            f"{words(amount)} is above the ceiling {words(ceiling)}.",
            remedy="Type less, or raise the ceiling.",
            fields={"ceiling": f"At least {words(amount)}, the fixed figure."},
        )


def check_over(*percents: Decimal) -> None:
    """Over-assignment is a cushion, not a second target."""
    if any(percent < 0 or percent > MOST_OVER for percent in percents):
        raise Refused(
            f"Over-assignment lies between 0 and {MOST_OVER}%.",
            fields={"over_officers": f"At most {MOST_OVER}%."},
        )


def conflict_sentence(
    conflict: Conflict, names: Sequence[str], words: Words, change: Decimal | None = None
) -> tuple[str, str]:
    """(what cannot be true together, what to do) of a breakdown that does not work out.

    `change`: the plan's limit on last year in percent, which may be what stands in the way.
    """
    limit = "" if change is None else f" and the limit of ±{change.normalize():f}% on last year"
    widen = "" if change is None else f", allow more than ±{change.normalize():f}%"
    name = names[conflict.node]
    who = listed([names[part] for part in conflict.parts])
    nearest = words(conflict.nearest)
    match conflict.cause:
        case "bounds":
            return (
                f"The floor, ceiling, cap and fixed figure of {name}{limit} exclude each other.",
                f"Change one of them{widen}; {nearest} would fit.",
            )
        case "too_much":
            return (
                f"{name} has {words(conflict.room)} to give, but the fixed figures and floors{limit} below it "
                f"({who}) already take {words(conflict.fixed)}.",
                f"Unlock or lower one of them{widen}, or give {name} at least {nearest}.",
            )
    return (
        f"{name} must hand on {words(conflict.room)}, but the fixed figures and ceilings{limit} below it ({who}) "
        f"allow only {words(conflict.fixed)}.",
        f"Unlock or raise one of them{widen}, or give {name} at most {nearest}.",
    )


def listed(names: Sequence[str], most: int = 4) -> str:
    """ "Ann, Ben and 3 more"."""
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"


def revision_percent(before: Decimal, after: Decimal) -> Decimal:
    """By how many percent a revision changes a figure; from nothing counts as 100."""
    if not before:
        return Decimal(100)
    return abs(after - before) * 100 / before


def months_between(since: date, day: date) -> int:
    """Whole months from `since` to `day`, 0 before it."""
    months = (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
    return max(0, months)


def growth(targets: Sequence[Decimal], usual: Sequence[Decimal | None]) -> Decimal | None:
    """What the plan asks of those with history, as a multiple of their usual results; None without history."""
    known = [(target, before) for target, before in zip(targets, usual, strict=True) if before]
    before = sum((each for _, each in known), Decimal(0))
    return sum((each for each, _ in known), Decimal(0)) / before if before else None


def far_from_usual(target: Decimal, usual: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """By how many percent a target lies off the usual figure, when that is far from what the plan asks of all.

    `whole`: `growth` of the plan. None when it is near, or when there is no history to compare with.
    """
    if not usual or not whole:
        return None
    return (target / usual - 1) * 100 if abs(target / usual / whole - 1) > FAR else None


def round_step(top: Decimal, officers: int, digits: int) -> int:
    """To how many smallest units figures are rounded: the third digit of an average share, never below a whole unit.

    €3,400,000 for 30 officers are €113,333 each: whole thousands. €9,000 for one: tens. Counts stay as they are.
    """
    average = int(top / max(officers, 1))
    return int(10 ** max(0, len(f"{average}") - 3)) * 10**digits


BAND_NAMES = {
    "too_hard": "too hard",
    "stretch": "stretch",
    "sweet_spot": "sweet spot",
    "safe": "safe",
    "too_easy": "too easy",
}


def band_of(percent: float) -> str:
    """The band of a chance as it is shown: whole percents decide, so that "40%" is never called under 40."""
    return band(round(percent) / 100)


def step_for(amount: Decimal) -> Decimal:
    """What a single figure is rounded to: its third digit. €206,900 → 1,000; €9,400 → 10; below 1,000 whole units."""
    return Decimal(10) ** max(0, len(f"{int(amount)}") - 3)


def key_step(amount: Decimal) -> Decimal:
    """How far an arrow key moves a figure: a five-hundredth of it, as 1, 2 or 5 and noughts. €2,550,000 → €5,000."""
    wanted = max(int(amount) // 500, 1)
    scale = 10 ** (len(str(wanted)) - 1)
    return Decimal(max(each * scale for each in (1, 2, 5) if each * scale <= wanted))


def rounded_down(amount: Decimal, step: Decimal) -> Decimal:
    """The largest whole number of steps that is not above the amount; the amount itself when it is less than a step."""
    return amount // step * step if amount >= step else amount.quantize(Decimal(1))


def rounded_up(amount: Decimal, step: Decimal) -> Decimal:
    """The smallest whole number of steps that is not below the amount."""
    return (amount // step + bool(amount % step)) * step


def check_chance(percent: float) -> None:
    """A chance that one may ask for."""
    if not 1 <= percent <= 99:
        raise Refused("A chance lies between 1 and 99%.", fields={"chance": "Between 1 and 99."})
