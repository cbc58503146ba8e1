"""Currencies of ISO 4217: codes, digits after the mark, signs.

Source: ISO 4217 list one (maintained by SIX), active national currencies; signs as CLDR writes
them in English.
"""
# ruff: noqa: SIM905 (a line of codes is easier to read than a list of quoted ones)

CURRENCIES = frozenset(
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF"
    " CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ"
    " GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR"
    " LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN"
    " PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB"
    " TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR"
    " ZMW ZWG".split()
)

# Digits after the mark where they are not two.
_DIGITS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}

SIGNS = {
    "AUD": "A$",
    "BRL": "R$",
    "CAD": "CA$",
    "CNY": "CN¥",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "ILS": "₪",
    "INR": "₹",
    "JPY": "¥",
    "KRW": "₩",
    "MXN": "MX$",
    "NZD": "NZ$",
    "PHP": "₱",
    "TWD": "NT$",
    "USD": "$",
    "VND": "₫",
}

# Signs people type that several currencies share, and the one meant when nothing else is said.
SHARED_SIGNS = {"$": "USD", "¥": "JPY", "£": "GBP"}
# The currencies that write the shared sign alone at home.
SIGN_AT_HOME = {
    "$": frozenset(
        "ARS AUD BBD BMD BND BSD BZD CAD CLP COP FJD GYD HKD JMD KYD LRD MXN NAD NZD SBD SGD SRD"
        " TTD TWD USD XCD".split()
    ),
    "¥": frozenset({"CNY", "JPY"}),
    "£": frozenset("EGP FKP GBP GIP LBP SDG SHP SSP SYP".split()),
}


def digits_of(currency: str) -> int:
    """Digits after the mark: 2 for EUR, 0 for JPY, 3 for KWD. ValueError for what is not an ISO 4217 code."""
    if currency not in CURRENCIES:
        raise ValueError(f"{currency!r} is not a currency code of ISO 4217.")
    return _DIGITS.get(currency, 2)
