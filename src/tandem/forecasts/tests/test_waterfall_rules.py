"""Whatever deals do, opening and every bar add up to closing, to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tandem.core.money import round_to
from tandem.forecasts.rules import TERMS, State, fall, waterfall

START, END = date(2026, 10, 1), date(2026, 12, 31)
THEN = {"EUR": Decimal(1), "USD": Decimal("0.91"), "CHF": Decimal("1.0437")}
NOW = {"EUR": Decimal(1), "USD": Decimal("0.87654321"), "CHF": Decimal("1.05")}

days = st.one_of(st.none(), st.integers(-60, 160).map(lambda n: START + timedelta(days=n)))
cents = st.integers(0, 10**9).map(lambda n: Decimal(n) / 100)


@st.composite
def states(draw: st.DrawFn, rates: dict[str, Decimal]) -> State | None:
    if draw(st.booleans()):
        return None
    amount, currency = draw(cents), draw(st.sampled_from(sorted(rates)))
    return State(round_to(amount * rates[currency], "EUR"), amount, currency, draw(days))


cases = st.tuples(
    states(THEN),
    states(NOW),
    st.sampled_from(["created", "reopened", "came"]),
    st.sampled_from(["won", "lost", "away", "removed"]),
    st.one_of(st.none(), st.tuples(days.filter(bool), cents)),
)


def value(state: State | None) -> Decimal:
    inside = state is not None and state.closes_on is not None and START <= state.closes_on <= END
    return state.value if inside else Decimal(0)


@given(st.lists(cases, max_size=30))
def test_opening_and_every_bar_add_up_to_closing(deals):
    falls = [
        each
        for before, after, came, went, closed in deals
        for each in fall(
            before, after, START, END, came=came, went=went, closed=closed, rates=NOW, into="EUR"
        )
    ]
    opening = sum((value(before) for before, *_ in deals), Decimal(0))
    closing = sum((value(after) for _, after, *_ in deals), Decimal(0))
    sums = waterfall(falls)
    assert list(sums) == list(TERMS)
    assert opening + sum(sums.values(), Decimal(0)) == closing


def told(before: State | None, after: State | None, **more) -> dict[str, Decimal]:
    falls = fall(before, after, START, END, rates=NOW, into="EUR", **more)
    return {each.term: each.amount for each in falls}


def euro(amount: int, day: date | None = date(2026, 11, 30)) -> State:
    return State(Decimal(amount), Decimal(amount), "EUR", day)


def test_each_thing_that_can_happen_has_its_name():
    later = date(2027, 1, 15)
    assert told(None, euro(10)) == {"created": 10}
    assert told(euro(10, later), euro(12)) == {"pulled": 12}
    assert told(euro(10), euro(12, later)) == {"pushed": -10}
    assert told(euro(10), euro(12)) == {"changed": 2}
    assert told(euro(10), None, went="won", closed=(END, Decimal(11))) == {"won": -10}
    assert told(euro(10), None, went="lost") == {"lost": -10}
    assert told(euro(10), None, went="removed") == {"removed": -10}
    assert told(euro(10), None) == {"away": -10}
    assert told(None, euro(10), came="reopened") == {"reopened": 10}
    assert told(None, None, went="won", closed=(END, Decimal(7))) == {"created": 7, "won": -7}
    assert told(euro(10, later), None, went="won", closed=(END, Decimal(7))) == {"pulled": 10, "won": -10}
    assert told(euro(10, later), None, went="lost", closed=(later, Decimal(7))) == {}
    assert told(euro(10), euro(10)) == {}


def test_a_moved_exchange_rate_is_told_apart_from_a_changed_amount():
    before = State(Decimal("91.00"), Decimal(100), "USD", END)
    after = State(Decimal("96.42"), Decimal(110), "USD", END)
    assert told(before, after) == {"changed": Decimal("96.42") - Decimal("87.65"), "rates": Decimal("-3.35")}
