"""Money: a decimal and its currency, never a float.

One rounding rule everywhere: half to even, to the smallest unit of the currency. Splitting never loses or
makes a unit.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext
from fractions import Fraction

from tandem.core.amounts import EXACT, AmountField
from tandem.core.currencies import CURRENCIES, SHARED_SIGNS, SIGN_AT_HOME, SIGNS, digits_of
from tandem.science.rounding import apportion, whole_weights

__all__ = [
    "CURRENCIES",
    "AmountField",
    "Money",
    "MoneyError",
    "digits_of",
    "format_money",
    "parse_money",
    "round_to",
    "smallest_unit",
    "split",
]

Weight = int | float | Decimal | Fraction

MINUS = "−"
NO_BREAK = "\N{NO-BREAK SPACE}"
UNITS = [Decimal(1).scaleb(-digits) for digits in range(5)]  # by digits after the mark


class MoneyError(ValueError):
    """A text that does not read as an amount; its message is a sentence for the person who typed it."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency. Adds, subtracts and compares with the same currency only (else ValueError)."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if isinstance(self.amount, int):
            object.__setattr__(self, "amount", Decimal(self.amount))
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise TypeError(f"An amount is a finite decimal, not {self.amount!r}.")
        digits_of(self.currency)

    def _same(self, other: object) -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"Money combines with money, not with {type(other).__name__}.")
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not combine without a rate.")
        return other.amount

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.amount > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.amount >= self._same(other)

    def __str__(self) -> str:
        return format_money(self.amount, self.currency)

    def rounded(self) -> "Money":
        """The nearest whole number of smallest units."""
        return Money(round_to(self.amount, self.currency), self.currency)

    def split(self, weights: Sequence[Weight]) -> list["Money"]:
        """Parts in proportion to `weights` that add up to this; see `split`."""
        return [Money(part, self.currency) for part in split(self.amount, weights, self.currency)]


def smallest_unit(currency: str) -> Decimal:
    """Decimal("0.01") for EUR, Decimal("1") for JPY, Decimal("0.001") for KWD."""
    return UNITS[digits_of(currency)]


def round_to(amount: Decimal, currency: str) -> Decimal:
    """`amount` in whole smallest units of `currency`, half to even: 0.125 EUR → 0.12, 0.135 EUR → 0.14."""
    return amount.quantize(smallest_unit(currency), ROUND_HALF_EVEN, EXACT)


def split(total: Decimal, weights: Sequence[Weight], currency: str) -> list[Decimal]:
    """Parts of `total` in proportion to `weights`, in whole smallest units, adding up to `total` exactly.

    Largest remainder; ties go to the earlier part. A zero weight gets nothing, unless all are zero: then
    the parts are equal. A negative total is split like the positive one. ValueError when `total` is not
    in whole smallest units (round it first, knowingly), a weight is negative, or there is no part.
    """
    digits = digits_of(currency)
    with localcontext(prec=60):
        units = total.scaleb(digits)
        if units != units.to_integral_value():
            raise ValueError(f"{total} is not a whole number of the smallest unit of {currency}.")
        return [Decimal(share).scaleb(-digits) for share in apportion(int(units), whole_weights(weights))]


def format_money(amount: Decimal | int, currency: str, style: str = "full") -> str:
    """An amount as the pages write it.

    - "full": `€42,800`, `€42,800.50`: all digits, those after the mark only when they are not zero.
    - "exact": `€42,800.00`: all digits of the currency, for a column of sums that add up to the cent.
    - "short": `€850`, `€42.8k`, `€271k` from 100k, `€1.20M`, `€2.50B`.
    - "k": whole thousands, `€2,550k`, for a column that needs one precision.

    A negative amount starts with − (U+2212). A currency without a sign of its own shows its code: `CHF
    42,800` with a no-break space. ValueError for an unknown style or currency.
    """
    value = Decimal(amount)
    sign = SIGNS.get(currency) or currency + NO_BREAK
    if style == "full":
        text = _full(abs(round_to(value, currency)))
    elif style == "exact":
        text = f"{abs(round_to(value, currency)):,}"
    elif style == "short":
        text = _short(abs(value))
    elif style == "k":
        text = f"{_rounded(abs(value) / 1000, 0):,}k"
    else:
        raise ValueError(f"Unknown style {style!r}: use full, exact, short or k.")
    minus = MINUS if value < 0 and any(digit in text for digit in "123456789") else ""
    return minus + sign + text


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(UNITS[digits], ROUND_HALF_EVEN, EXACT)


def _full(value: Decimal) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:,}"


def _short(value: Decimal) -> str:
    if (whole := _rounded(value, 0)) < 1000:
        return f"{whole}"
    if (thousands := _rounded(value / 1000, 1)) < 100:
        return f"{thousands}k"
    if (thousands := _rounded(value / 1000, 0)) < 1000:
        return f"{thousands}k"
    if (millions := _rounded(value / 1_000_000, 2)) < 1000:
        return f"{millions}M"
    return f"{_rounded(value / 1_000_000_000, 2):,}B"


_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_SHAPE = re.compile(
    r"(?P<open>\()?(?P<minus1>[-−–])?(?P<before>[^\d\s.,'’()−–-]+)?(?P<minus2>[-−–])?"
    r"(?P<digits>\d[\d.,'’]*|[.,]\d+)(?P<scale>[kKmM](?![A-Za-z]))?"
    r"(?P<after>[^\d\s.,'’()−–-]+)?(?P<minus3>[-−–])?(?P<close>\))?"
)
_SCALES = {"k": 1_000, "m": 1_000_000}


def parse_money(text: str, *, mark: str = ".", currency: str | None = None) -> Money:
    """Read what a person or a file wrote: `$5,000.00`, `€1.234,56` (mark=","), `1 234,5 EUR`, `(250)`,
    `282k`.

    - `mark`: what stands before the cents, "." or ",". The other one, spaces and apostrophes group
      digits, and must do so rightly: `1,5` with a point as mark is refused, not read as 15.
    - `currency`: meant when the text names none, and what a shared sign means (`$5` with currency="CAD"
      is CAD).
    - A minus before or after, or parentheses, make it negative; `k` and `M` multiply.

    MoneyError with a sentence when the text does not read so, or no currency is known.
    """
    if mark not in (".", ","):
        raise ValueError("The decimal mark is a point or a comma.")
    shape = _SHAPE.fullmatch(_SPACES.sub("", text))
    if shape is None or bool(shape["open"]) != bool(shape["close"]) or (shape["before"] and shape["after"]):
        raise MoneyError(f"“{text.strip()}” does not read as an amount of money.")
    amount = _number(shape["digits"], mark, text)
    if shape["scale"]:
        amount *= _SCALES[shape["scale"].lower()]
    minuses = sum(bool(shape[name]) for name in ("open", "minus1", "minus2", "minus3"))
    if minuses > 1:
        raise MoneyError(f"“{text.strip()}” has more than one minus.")
    return Money(-amount if minuses else amount, _currency(shape["before"] or shape["after"], currency, text))


def _number(digits: str, mark: str, text: str) -> Decimal:
    whole, found, rest = digits.partition(mark)
    groups = re.split(r"[.,'’]", whole)
    grouped = len(groups) == 1 or (
        1 <= len(groups[0]) <= 3
        and len(groups[-1]) == 3
        and all(len(group) in (2, 3) for group in groups[1:-1])
        and len(set(re.findall(r"[.,'’]", whole))) == 1
    )
    if not grouped or (found and not re.fullmatch(r"\d*", rest)):
        name = "point" if mark == "." else "comma"
        raise MoneyError(f"“{text.strip()}” does not read as an amount with a decimal {name}.")
    try:
        return Decimal("".join(groups) + "." + (rest or "0"))
    except InvalidOperation:
        raise MoneyError(f"“{text.strip()}” does not read as an amount of money.") from None


def _currency(word: str | None, default: str | None, text: str) -> str:
    if word is None:
        if default is None:
            raise MoneyError(f"“{text.strip()}” names no currency.")
        return default
    if word.upper() in CURRENCIES:
        return word.upper()
    if word in SHARED_SIGNS:
        return default if default in SIGN_AT_HOME[word] else SHARED_SIGNS[word]
    for code, sign in SIGNS.items():
        if word == sign:
            return code
    raise MoneyError(f"“{word}” is not a currency Tandem knows.")
