"""Snapshots are taken once a week and on demand, never change, and tell what moved to whoever may see it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.core.rates import ExchangeRate
from tandem.deals.actions import delete_deal, edit_deal, lose_deal, reassign_deal, reopen_deal, win_deal
from tandem.deals.models import Deal, LostReason, Stage, WinChance, WinFit
from tandem.forecasts import jobs
from tandem.forecasts.actions import take_snapshot, take_weekly
from tandem.forecasts.models import Snapshot, SnapshotDeal
from tandem.forecasts.queries import bars, between, choose, deals_of, labeled, snapshots
from tandem.forecasts.queries.waterfall import Waterfall
from tandem.forecasts.tests.make import NOW, TODAY, D, opened, selling, won
from tandem.people.models import Person, Team
from tests.cast import Cast

FRIDAY = date(2026, 11, 13)
THEN = datetime(2026, 11, 13, 11, 0, tzinfo=UTC)
LATER = NOW - timedelta(hours=1)


@pytest.fixture(autouse=True)
def pipeline(cast: Cast) -> None:
    selling(cast)


def fallen(viewer: Person, team: Team | None = None, end: str = "now") -> Waterfall:
    viewer = Person.objects.get(pk=viewer.pk)
    choice = choose(viewer, str(team.pk) if team else "", "", TODAY)
    start = Snapshot.objects.order_by("taken_at").first()
    return between(viewer, choice, str(start.pk), end, today=TODAY, now=NOW)  # type: ignore[union-attr]


def told(fall: Waterfall) -> dict[str, Decimal]:
    return {bar.term: bar.amount for bar in fall.bars}


def test_what_happened_to_every_deal_is_told_and_adds_up(cast: Cast):
    stays, grows = opened(cast.olga, 1000), opened(cast.olga, 2000)
    goes, falls = opened(cast.olga, 4000), opened(cast.omar, 8000)
    pushed, pulled = opened(cast.olga, 16_000), opened(cast.olga, 32_000, date(2027, 2, 1))
    given, erased = opened(cast.olga, 64_000), opened(cast.olga, 128_000)
    lost_before = opened(cast.olga, 256_000)
    lose_deal(lost_before, actor=cast.olga, at=THEN - timedelta(days=1), reason=LostReason.objects.first())
    take_weekly(FRIDAY, THEN)
    edit_deal(grows, actor=cast.olga, at=LATER, amount=D(2500))
    win_deal(goes, actor=cast.olga, at=LATER)
    lose_deal(falls, actor=cast.omar, at=LATER, reason=LostReason.objects.first())
    edit_deal(pushed, actor=cast.olga, at=LATER, expected_close_on=date(2027, 1, 9))
    edit_deal(pulled, actor=cast.olga, at=LATER, expected_close_on=date(2026, 12, 9))
    reassign_deal(given, actor=cast.adam, at=LATER, to=cast.pia)
    delete_deal(erased, actor=cast.olga, at=LATER)
    reopen_deal(lost_before, actor=cast.olga, at=LATER, reason="They called back")
    opened(cast.omar, 512_000, at=LATER)
    won(cast.omar, 7, date(2026, 11, 17), at=THEN + timedelta(hours=1))
    fall = fallen(cast.nora)
    assert told(fall) == {
        "opening": D(223_000), "created": D(512_007), "pulled": D(32_000), "reopened": D(256_000), "won": D(-4007),
        "lost": D(-8000), "pushed": D(-16_000), "away": D(-64_000), "removed": D(-128_000), "changed": D(500),
        "closing": D(803_500),
    }  # fmt: skip
    page = deals_of(cast.nora, fall, "won")
    parts, count = page.parts, page.count
    assert parts[0].deal == goes and parts[0].amount == D(-4000)
    assert count == 2
    [away] = deals_of(cast.nora, fall, "away").parts
    assert away.deal is None and away.amount == D(-64_000)
    assert stays.pk in {part.deal.pk for part in deals_of(cast.nora, fall, "closing").parts if part.deal}


def test_what_was_won_and_deleted_while_the_quarter_runs_is_in_the_bar_of_deleted_ones(cast: Cast):
    sold, fresh = opened(cast.olga, 4000), opened(cast.olga, 8000)
    take_weekly(FRIDAY, THEN)
    win_deal(sold, actor=cast.olga, at=LATER)
    quick = won(cast.olga, 7, date(2026, 11, 17), at=THEN + timedelta(hours=1))
    before = told(fallen(cast.nora))
    assert (before["won"], before["created"]) == (D(-4007), D(7))
    for deal in (sold, quick):
        delete_deal(deal, actor=cast.olga, at=LATER)
    assert told(fallen(cast.nora)) == {"opening": D(12_000), "removed": D(-4000), "closing": D(8000)}
    Deal.objects.filter(pk__in=[sold.pk, quick.pk]).update(deleted_at=datetime(2027, 1, 4, tzinfo=UTC))
    assert told(fallen(cast.nora)) == before and fresh.is_open


def test_who_gets_a_deal_sees_it_taken_over(cast: Cast):
    given = opened(cast.olga, 64_000)
    take_weekly(FRIDAY, THEN)
    reassign_deal(given, actor=cast.adam, at=LATER, to=cast.pia)
    assert told(fallen(cast.sam)) == {"opening": 0, "came": D(64_000), "closing": D(64_000)}
    assert told(fallen(cast.erin)) == {"opening": D(64_000), "closing": D(64_000)}


def test_sums_hold_only_what_the_viewer_may_see(cast: Cast):
    opened(cast.olga, 1)
    opened(cast.omar, 20)
    opened(cast.otto, 300)
    opened(cast.pia, 4000)
    take_weekly(FRIDAY, THEN)
    opening = {who: fallen(getattr(cast, who)).opening for who in ("olga", "nils", "nora", "sam", "erin")}
    assert opening == {"olga": 1, "nils": 300, "nora": 321, "sam": 4000, "erin": 4321}


def test_exchange_rates_are_a_bar_of_their_own(cast: Cast):
    ExchangeRate.objects.create(currency="USD", on=date(2026, 1, 1), rate=D("0.90"))
    opened(cast.olga, 1000, currency="USD")
    take_weekly(FRIDAY, THEN)
    ExchangeRate.objects.create(currency="USD", on=TODAY, rate=D("0.80"))
    assert told(fallen(cast.olga)) == {"opening": D(900), "rates": D(-100), "closing": D(800)}


def test_a_weekly_snapshot_is_taken_once(cast: Cast):
    opened(cast.olga, 1000)
    assert take_weekly(FRIDAY, THEN) is not None
    assert take_weekly(FRIDAY, THEN + timedelta(minutes=5)) is None
    assert SnapshotDeal.objects.count() == 1


def test_the_job_takes_it_once_its_deadline_passed(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    opened(cast.olga, 1000)
    started: list[dict[str, object]] = []
    monkeypatch.setattr(jobs, "start", lambda kind, **values: started.append(values))
    jobs.weekly(NOW)
    assert [(one["on"], one["once"]) for one in started] == [("2026-11-13", "forecasts.snapshot 2026-11-13")]
    take_weekly(FRIDAY, NOW)
    jobs.weekly(NOW + timedelta(days=1))
    assert len(started) == 1
    jobs.weekly(NOW + timedelta(days=3))
    assert started[1]["on"] == "2026-11-20"


def test_reconfiguring_stages_categories_teams_and_periods_changes_no_snapshot(cast: Cast):
    from tandem.authority.configuring import configure
    from tandem.deals.actions import edit_stage
    from tandem.people.actions import move_person, move_team

    deal = opened(cast.olga, 1000, category="commit")
    opened(cast.otto, 50)
    take_weekly(FRIDAY, THEN)
    rows, heads = list(SnapshotDeal.objects.order_by("pk").values()), list(Snapshot.objects.values())
    before = told(fallen(cast.erin, cast.north))["opening"]
    edit_stage(Stage.objects.get(pk=deal.stage_id), actor=cast.adam, name="Renamed", chance=77)
    edit_deal(deal, actor=cast.olga, forecast_category="omitted")
    move_person(cast.olga, actor=cast.adam, team=cast.south, since=TODAY)
    move_team(Team.objects.get(pk=cast.harbor.pk), actor=cast.adam, parent=cast.south)
    configure(actor=cast.adam, fiscal_start_month=2)
    assert list(SnapshotDeal.objects.order_by("pk").values()) == rows
    assert list(Snapshot.objects.values()) == heads
    configure(actor=cast.adam, fiscal_start_month=1)
    assert told(fallen(cast.erin, cast.north))["opening"] == before == D(1050)
    kept = Snapshot.objects.get()
    assert kept.names["stages"][str(deal.stage_id)][0] != "Renamed"


def test_between_two_snapshots_the_states_are_those_of_their_days(cast: Cast):
    deal = opened(cast.olga, 1000)
    take_weekly(FRIDAY, THEN)
    edit_deal(deal, actor=cast.olga, at=THEN + timedelta(hours=1), amount=D(1500))
    last = take_snapshot(actor=cast.nora, at=THEN + timedelta(days=2))
    win_deal(deal, actor=cast.olga, at=LATER)
    assert told(fallen(cast.olga, end=str(last.pk))) == {"opening": 1000, "changed": 500, "closing": 1500}
    assert told(fallen(cast.olga)) == {"opening": 1000, "won": -1000, "closing": 0}


def test_the_page_shows_the_bars_and_opens_their_deals(cast: Cast, settings):
    settings.TANDEM_TODAY = "2026-11-18"
    opened(cast.olga, 1000, name="Acorn pumps")
    client = Client()
    client.force_login(Person.objects.get(pk=cast.nora.pk))
    url = reverse("forecasts:snapshots")
    assert "No snapshot yet" in client.get(url).content.decode()
    answer = client.post(reverse("forecasts:take"))
    assert answer.status_code == 303 and Snapshot.objects.get().by == cast.nora
    opened(cast.olga, 77_000, name="Birch valves")
    page = client.get(f"{answer['Location']}&bar=opening").content.decode()
    assert "Acorn pumps" in page and "€1,000" in page and "Show as table" in page
    assert client.get(f"{url}?bar=nothing").status_code == 404


def test_every_deal_of_a_bar_is_reached_page_by_page_and_they_add_up(cast: Cast, settings, monkeypatch):
    settings.TANDEM_TODAY = "2026-11-18"
    monkeypatch.setattr(bars, "LISTED", 2)
    for amount in (1000, 3000, 1000, 2000, 500):
        opened(cast.olga, amount, name=f"Pumps {amount}")
    take_snapshot(actor=cast.nora)
    fall = fallen(cast.nora)
    first = deals_of(cast.nora, fall, "opening")
    second = deals_of(cast.nora, fall, "opening", first.next or "")
    third = deals_of(cast.nora, fall, "opening", second.next or "")
    assert [[part.amount for part in page.parts] for page in (first, second, third)] == [
        [3000, 2000], [1000, 1000], [500],
    ]  # fmt: skip
    assert len({part.deal.pk for page in (first, second, third) for part in page.parts if part.deal}) == 5
    assert [(page.number, page.last, page.before, page.here, page.later) for page in (first, second, third)] == [
        (1, 2, 0, 5000, 2500), (3, 4, 5000, 2000, 500), (5, 5, 7000, 500, 0),
    ]  # fmt: skip
    assert {page.whole for page in (first, second, third)} == {fall.opening}
    assert (first.previous, second.previous, third.previous, third.next) == (None, "", first.next, None)
    client = Client()
    client.force_login(Person.objects.get(pk=cast.nora.pk))
    url = reverse("forecasts:snapshots")
    page = client.get(url, {"bar": "opening", "after": first.next}).content.decode()
    assert "3 to 4" in page and "Larger ones" in page and "Smaller ones" in page and "All 5" in page
    answer = client.get(url, {"bar": "opening", "after": "nowhere"})
    assert answer.status_code == 422 and "points to no page" in answer.content.decode()


def test_a_snapshot_keeps_the_chance_of_each_deal_as_told_that_day(cast: Cast, settings):
    settings.TANDEM_TODAY = TODAY.isoformat()
    told_of, untold = opened(cast.olga, 1000), opened(cast.olga, 2000)
    fit = WinFit.objects.create(
        made_at=THEN, as_of=FRIDAY, kind="base", decided=40, won=10, base=0.25, low=0.1, high=0.4,
        rests_on_prior=0, model={},
    )  # fmt: skip
    WinChance.objects.create(deal=told_of, fit=fit, chance=0.6248, low=0.5, high=0.7, alike=30, at=THEN)
    take_weekly(FRIDAY, THEN)
    WinChance.objects.update(chance=0.9)
    assert dict(SnapshotDeal.objects.values_list("deal_id", "chance")) == {
        told_of.pk: 6248,
        untold.pk: None,
    }
    fall = fallen(cast.nora)
    parts = deals_of(cast.nora, fall, "opening").parts
    assert [part.chance for part in parts] == [None, 62]
    client = Client()
    client.force_login(Person.objects.get(pk=cast.nora.pk))
    page = client.get(reverse("forecasts:snapshots"), {"bar": "opening"}).content.decode()
    assert "Chance then" in page and "62%" in page


def test_snapshots_of_one_minute_have_labels_of_their_own(cast: Cast):
    take_weekly(FRIDAY, THEN)
    at = datetime(2026, 11, 18, 9, 30, 5, tzinfo=UTC)
    for seconds in (0, 40, 90):
        take_snapshot(actor=cast.nora, at=at + timedelta(seconds=seconds))
    told = [label for _, label in labeled(snapshots())]
    assert told[-1] == "Fri 13 Nov 2026"
    assert [label.rpartition(":")[2] for label in told[1:3]] == [
        "45",
        "05",
    ]  # two in one minute: to the second
    assert told[0].count(":") == 1
    assert len(set(told)) == 4


def test_only_who_steers_takes_one(cast: Cast):
    client = Client()
    client.force_login(cast.olga)
    assert client.post(reverse("forecasts:take")).status_code == 403
    assert not Snapshot.objects.exists()


def test_the_page_costs_the_same_for_one_deal_and_for_twenty(cast: Cast, settings):
    settings.TANDEM_TODAY = "2026-11-18"

    def cost() -> int:
        client = Client()
        client.force_login(Person.objects.get(pk=cast.nora.pk))
        url = reverse("forecasts:snapshots") + "?bar=won"
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    deals = [opened(cast.olga, 10 + n) for n in range(25)]
    take_weekly(FRIDAY, THEN)
    win_deal(deals[0], actor=cast.olga, at=LATER)
    opened(cast.olga, 5, at=LATER)
    before = cost()
    for deal in deals[1:20]:
        win_deal(deal, actor=cast.olga, at=LATER)
        opened(cast.olga, 6, at=LATER)
    assert cost() == before
    assert before <= 20
