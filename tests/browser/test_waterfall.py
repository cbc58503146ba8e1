"""What moved the pipeline, in a browser: two snapshots on demand, what can happen in between, and each bar’s deals."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tandem.deals.actions import edit_deal, lose_deal, open_deal, win_deal
from tandem.deals.models import LostReason
from tandem.forecasts.models import Snapshot, SnapshotDeal
from tests.browser.friday import DAY, Friday, friday
from tests.browser.hands import DESK, enter

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Bar → amount and the deals it opens. Acorn (20,000) and Elm (12,000) stay what they were, or grow.
BARS = {
    "Opening": (47_000, {"Acorn pumps", "Birch valves", "Cedar seals", "Elm filters"}),
    "Created": (7_500, {"Fir tanks"}),
    "Won": (-20_000, {"Acorn pumps"}),
    "Lost": (-10_000, {"Birch valves"}),
    "Pushed out": (-5_000, {"Cedar seals"}),
    "Amount changed": (1_500, {"Elm filters"}),
    "Closing": (21_000, {"Elm filters", "Fir tanks"}),
}


@pytest.fixture(autouse=True)
def day(settings: Any) -> None:
    settings.TANDEM_TODAY = DAY


def sell(made: Friday) -> None:
    """Everything that can happen to a pipeline in North; South's deal moves too, and is none of North's business."""
    olga, omar = made.cast.olga, made.cast.omar
    win_deal(made.commit, actor=olga)
    lose_deal(made.best, actor=olga, reason=LostReason.objects.first())
    edit_deal(made.early, actor=olga, expected_close_on=date(2027, 1, 15))
    edit_deal(made.grows, actor=omar, amount=Decimal(13_500))
    edit_deal(made.elsewhere, actor=made.cast.pia, amount=Decimal(80_000))
    open_deal(
        actor=omar, name="Fir tanks", amount=Decimal(7_500), currency="EUR",
        expected_close_on=date(2026, 12, 20),
    )  # fmt: skip


def amount(text: str) -> Decimal:
    """ "−€20,000" → −20000, "+€1,500" → 1500."""
    return Decimal(text.replace("−", "-").replace("+", "").replace("€", "").replace(",", ""))


def bars_of(page: Page) -> dict[str, tuple[Decimal, int]]:
    """The table of bars as it is shown: words → amount, number of deals."""
    rows = page.get_by_role("region", name="By what happened").locator("tbody tr")
    cells = [row.locator("td").all_inner_texts() for row in rows.all()]
    return {
        re.sub(r" \w{3} \d+ \w{3}$", "", first): (amount(last), int(count)) for first, count, last in cells
    }


def test_bars_between_two_snapshots_add_up_and_open_their_deals(
    prepared: Any, expect: Any, new_visitor: Any, live_server: Any
) -> None:
    made = prepared(friday)
    page = enter(new_visitor(viewport=DESK), made.cast.nora, live_server)
    page.goto("/forecasts/")
    page.get_by_role("link", name="Snapshots").click()
    expect(page.get_by_text("No snapshot yet")).to_be_visible()
    page.get_by_role("button", name="Take a snapshot").click()
    expect(page.get_by_text("Snapshot taken.")).to_be_visible()
    expect(page.get_by_role("heading", name="€47.0k to €47.0k")).to_be_visible()
    sell(made)
    page.reload()
    page.get_by_role("button", name="Take a snapshot").click()
    expect(page.get_by_role("heading", name="€47.0k to €21.0k")).to_be_visible()
    first, second = Snapshot.objects.order_by("taken_at")
    kept = list(SnapshotDeal.objects.filter(snapshot=first).order_by("pk").values())

    # Whichever end is chosen first, the waterfall runs from the earlier to the later.
    page.get_by_label("From", exact=True).select_option(str(second.pk))
    page.get_by_label("to", exact=True).select_option(str(first.pk))
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url(f"**from={second.pk}&to={first.pk}**")
    expect(page.get_by_label("From", exact=True)).to_have_value(str(first.pk))
    found = bars_of(page)
    assert found == {words: (Decimal(sum_), len(deals)) for words, (sum_, deals) in BARS.items()}
    assert sum(sum_ for words, (sum_, _) in found.items() if words != "Closing") == found["Closing"][0]
    expect(page.locator("#chart-waterfall svg").get_by_text("−€20.0k")).to_be_visible()

    for words, (sum_, names) in BARS.items():
        page.get_by_role("link", name=words).click()
        deals = page.get_by_role("region", name=words)
        expect(deals.get_by_role("heading", name=words)).to_be_visible()
        rows = deals.locator("tbody tr")
        assert {row.locator("td").first.inner_text().strip() for row in rows.all()} == names
        counts = [amount(row.locator("td").last.inner_text()) for row in rows.all()]
        assert sum(counts) == sum_, words
    page.locator("#chart-waterfall svg [aria-roledescription=bar]").nth(2).click()
    expect(page.get_by_role("region", name="Won").locator("tbody tr")).to_have_count(1)
    assert f"from={second.pk}" in page.url, "A click keeps what was chosen."
    assert list(SnapshotDeal.objects.filter(snapshot=first).order_by("pk").values()) == kept
