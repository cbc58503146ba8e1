"""Numbers and money as written: marks, signs, currency symbols and codes."""

import re

SYMBOLS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB", "₴": "UAH",
    "₪": "ILS", "₱": "PHP", "฿": "THB", "zł": "PLN", "kč": "CZK", "us$": "USD", "$us": "USD", "a$": "AUD",
    "au$": "AUD", "c$": "CAD", "ca$": "CAD", "r$": "BRL", "hk$": "HKD", "s$": "SGD",
    "nz$": "NZD", "mx$": "MXN", "$": "USD", "fr.": "CHF", "sfr.": "CHF",
}  # fmt: skip
SPACES = re.compile(r"[\s\u00a0\u202f'’_]")
WORD_BEFORE = re.compile(r"([^\d\s.,'-][^\d,'-]*?|Fr\.)\s*(?=[-\d.,])")
WORD_AFTER = re.compile(r"(?<=[\d.,])\s*([^\d\s.,'-][^\d,]*)$")


def bare_number(text: str) -> tuple[str, str, int]:
    """The digits and marks of a number, the currency it names, and its sign."""
    sign, bare = 1, text.strip()
    if bare.startswith("(") and bare.endswith(")"):
        sign, bare = -1, bare[1:-1]
    bare = bare.replace("−", "-").rstrip("%").strip()
    if bare.startswith("-") or (bare.endswith("-") and re.search(r"\d-$", bare)):
        sign, bare = -sign, bare.strip("-").strip()
    word = WORD_BEFORE.match(bare) or WORD_AFTER.search(bare)
    currency = ""
    if word:
        currency = currency_code(word[1].strip())
        bare = (bare[: word.start()] + bare[word.end() :]).strip() if currency else bare
    if bare.startswith("-"):
        sign, bare = -sign, bare[1:].strip()
    if bare.endswith(",-"):
        bare = bare[:-2]
    return SPACES.sub("", bare.lstrip("+")), currency, sign


def currency_code(word: str) -> str:
    """The sign or code as written ("€", "US$", "eur") → an ISO 4217 code; "" when it is none."""
    known = SYMBOLS.get(word.casefold())
    if known:
        return known
    return word.upper() if re.fullmatch(r"[A-Za-z]{3}", word) else ""


def decimal_mark(plain: str) -> str:
    """The mark, "." or ",", when the number decides it, "open" when it does not, "" when it has no mark."""
    points, commas = plain.count("."), plain.count(",")
    if points and commas:
        return "." if plain.rindex(".") > plain.rindex(",") else ","
    if not points and not commas:
        return ""
    mark, other = (".", ",") if points else (",", ".")
    if points + commas > 1:
        return other
    before, after = plain.split(mark)
    if len(after) != 3 or len(before) > 3 or before in ("", "0"):
        return mark
    return "open"
