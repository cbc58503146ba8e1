"""Exchange rates are entered in Settings and over the API, and what is won in another currency is booked by them."""

from datetime import date
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from tandem.authority.models import Entry
from tandem.authority.sentences import tell
from tandem.core.rates import ExchangeRate, rate_on
from tests.cast import Cast
from tests.test_api_habits import Caller

JANUARY = date(2026, 1, 1)


def test_a_rate_is_entered_changed_and_removed(cast: Cast, client: Client):
    client.force_login(cast.adam)
    page, new = reverse("workspace:rates"), reverse("workspace:rate_set")
    assert page in client.get(reverse("workspace:settings")).content.decode()
    given = {"currency": "usd", "on": "2026-01-01", "rate": "0.92"}
    assert client.post(new, given).status_code == 303
    assert rate_on("USD", JANUARY, into="EUR") == Decimal("0.92")
    shown = client.get(page).content.decode()
    assert "USD" in shown and "1 Jan 2026" in shown and "0.92<" in shown
    assert 'rate=0.92"' in shown
    assert client.post(new, {**given, "rate": "0.95"}).status_code == 303
    assert [one.rate for one in ExchangeRate.objects.all()] == [Decimal("0.95")]
    remove = reverse("workspace:rate_remove", args=["USD", "2026-01-01"])
    assert client.post(remove).status_code == 303
    assert not ExchangeRate.objects.exists()
    assert client.post(remove).status_code == 404
    entries = list(Entry.objects.filter(verb="core.set_rate").order_by("pk"))
    said = [(one.words, one.detail) for one in tell(entries).values()]
    assert said == [
        ("set the rate of USD", "0.92 from Thu 1 Jan 2026"),
        ("set the rate of USD", "0.92 → 0.95 from Thu 1 Jan 2026"),
        ("removed the rate of USD", "0.95 from Thu 1 Jan 2026"),
    ]


def test_what_is_no_rate_is_refused_at_its_field(cast: Cast, client: Client):
    client.force_login(cast.adam)
    given = {"currency": "USD", "on": "2026-01-01", "rate": "0.92"}
    for wrong, said in (
        ({"currency": "ZZZ"}, "“ZZZ” is no currency."),
        ({"currency": "EUR"}, "EUR is the organization’s own currency, so it needs no rate."),
        ({"rate": "0"}, "Type what one USD is worth in EUR: more than 0"),
        ({"rate": "-1"}, "Type what one USD is worth in EUR: more than 0"),
    ):
        answer = client.post(reverse("workspace:rate_set"), {**given, **wrong})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not ExchangeRate.objects.exists()


def test_nobody_else_enters_rates(cast: Cast, client: Client):
    ExchangeRate.objects.create(currency="USD", on=JANUARY, rate=Decimal("0.9"))
    client.force_login(cast.nora)
    assert client.get(reverse("workspace:rates")).status_code == 403
    assert client.post(reverse("workspace:rate_set"), {"currency": "CHF"}).status_code == 403
    remove = reverse("workspace:rate_remove", args=["USD", "2026-01-01"])
    assert client.post(remove).status_code == 403
    client.force_login(cast.adam)
    assert client.post(reverse("workspace:rate_remove", args=["USD", "soon"])).status_code == 404
    assert ExchangeRate.objects.count() == 1


def test_rates_over_the_api(cast: Cast):
    adam, nora = Caller(cast.adam), Caller(cast.nora)
    assert nora("put", "/rates/USD/2026-01-01", {"rate": "0.92"}).status_code == 403
    assert adam("put", "/rates/USD/2026-01-01", {"rate": "0"}).status_code == 422
    made = adam("put", "/rates/USD/2026-01-01", {"rate": "0.92"}).json()
    assert (made["currency"], Decimal(made["rate"])) == ("USD", Decimal("0.92"))
    assert [one["on"] for one in nora("get", "/rates").json()] == ["2026-01-01"]
    assert adam("put", "/rates/EUR/2026-01-01", {"rate": "1"}).json()["fields"].keys() == {"currency"}
    assert adam("delete", "/rates/USD/2026-01-01").status_code == 204
    assert adam("delete", "/rates/USD/2026-01-01").status_code == 404
