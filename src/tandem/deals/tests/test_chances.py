"""Win chances: told for every open deal, with reasons where there is a signal; own estimates beside, both scored."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from tandem.authority.models import Entry
from tandem.core.errors import Refused
from tandem.deals import actions
from tandem.deals.models import Deal, Estimate, WinChance, WinFit
from tandem.deals.queries import chance_of, scores
from tandem.deals.queries.features import decided
from tandem.deals.reactions import tell_again
from tandem.deals.tests import make
from tandem.people.models import Person
from tests.cast import Cast
from tests.kept import kept_with
from tests.test_api_habits import Caller

TODAY = date(2026, 3, 16)
NOW = datetime(2026, 3, 16, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def that_day(settings) -> None:
    settings.TANDEM_TODAY = TODAY.isoformat()


@pytest.fixture(scope="module")
def kept_history(request: pytest.FixtureRequest, kept_cast: Cast | None) -> Iterator[Cast]:
    with override_settings(TANDEM_TODAY=TODAY.isoformat()):
        yield from kept_with(request, kept_cast, eighty_deals)


@pytest.fixture
def cast(kept_history: Cast, db: None) -> Cast:
    """The cast with eighty decided deals and two open ones, this test's own to change."""
    return copy.deepcopy(kept_history)


def eighty_deals(cast: Cast) -> None:
    """Referrals are won and cold calls lost, nine times out of ten. Two are open."""
    make.sales(cast)
    for number in range(80):
        source = "Referral" if number % 2 else "Cold call"
        won = (number % 2 == 1) != (number % 20 in (0, 19))
        at = datetime(2025, 6, 1, 9, tzinfo=UTC) + timedelta(days=number)
        deal = make.deal(
            cast.olga, name=f"Deal {number}", source=source, at=at, expected_close_on=date(2026, 4, 1)
        )
        end = at + timedelta(days=20)
        if won:
            actions.win_deal(deal, actor=cast.olga, at=end, closed_on=end.date())
        else:
            actions.lose_deal(deal, actor=cast.olga, at=end, closed_on=end.date(), reason=make.reason())
    for name, source in (("Warm", "Referral"), ("Cold", "Cold call")):
        make.deal(cast.olga, name=name, source=source, at=datetime(2026, 3, 6, 9, tzinfo=UTC))


def told(name: str) -> WinChance:
    return WinChance.objects.select_related("fit").get(deal__name=name)


def test_a_signal_gives_chances_with_reasons_in_words(cast: Cast, client: Client):
    fitted = actions.fit_chances(today=TODAY, at=NOW)
    assert fitted.kind == "logistic"
    warm, cold = told("Warm"), told("Cold")
    assert warm.chance > cold.chance + 0.2
    assert warm.low <= warm.chance <= warm.high
    names = [name for name, _, _ in warm.reasons]
    assert names[0] == "source"
    assert warm.reasons[0][1] == "from Referral"
    assert warm.reasons[0][2] > 0 > cold.reasons[0][2]
    client.force_login(cast.olga)
    page = client.get(reverse("deals:chance", args=[warm.deal_id])).content.decode()
    assert "From Referral" in page
    assert f"{warm.percent}%" in page
    assert f'<rect class="bnd" x="{warm.low_percent}%"' in page
    board = client.get(reverse("deals:board")).content.decode()
    assert f'data-why-at="{reverse("deals:chance", args=[0])}?why=yes"' in board
    assert f'<button aria-label="Win chance {warm.percent}%">' in board
    address = reverse("deals:chance", args=[warm.deal_id])
    beside = client.get(address, {"why": "yes"}, headers={"HX-Request": "true"}).content.decode()
    assert "From Referral" in beside and warm.range_words in beside and "Win chance of" in beside
    assert f'href="/deals/{warm.deal_id}/"' in beside and "<html" not in beside
    chance = chance_of(cast.olga, warm.deal)
    told_points = sum(points for *_, points in warm.reasons)
    assert chance.average_percent + told_points + chance.others == warm.percent
    assert f"Counted from {chance.average_percent}%" in page


def test_without_a_signal_every_deal_has_the_base_rate_and_the_page_says_so(cast: Cast, client: Client):
    Deal.objects.update(source="")
    fitted = actions.fit_chances(today=TODAY, at=NOW)
    assert not fitted.ranks
    assert told("Warm").chance == told("Cold").chance == pytest.approx(fitted.base)
    assert told("Warm").reasons == []
    client.force_login(cast.olga)
    page = client.get(reverse("deals:chance", args=[told("Warm").deal_id])).content.decode()
    assert "No better than the base rate" in page
    assert "from 80 decided" in page


def test_decided_deals_are_seen_as_on_a_day_of_their_life(cast: Cast):
    cases, usual = decided(TODAY)
    assert len(cases.won) == 80
    assert usual == 1000
    assert cases.columns.numbers["age"].max() <= 20
    assert set(cases.weight.tolist()) == {21.0}


def test_a_deal_that_changes_is_told_again(cast: Cast):
    actions.fit_chances(today=TODAY, at=NOW)
    before = told("Cold").chance
    deal = Deal.objects.get(name="Cold")
    actions.edit_deal(deal, actor=cast.olga, at=NOW, source="Referral")
    tell_again([Entry.objects.filter(verb="deals.edit", about_id=deal.pk).get()])
    assert told("Cold").chance > before


def test_a_closed_deal_keeps_the_last_chance(cast: Cast):
    actions.fit_chances(today=TODAY, at=NOW)
    deal = Deal.objects.get(name="Warm")
    last = told("Warm").chance
    actions.lose_deal(deal, actor=cast.olga, at=NOW, reason=make.reason(), closed_on=TODAY)
    actions.fit_chances(today=TODAY, at=NOW)
    assert told("Warm").chance == last
    assert WinFit.objects.count() == 2


def test_the_board_and_the_list_show_the_chance(cast: Cast, client: Client):
    actions.fit_chances(today=TODAY, at=NOW)
    client.force_login(cast.olga)
    percent = told("Warm").percent
    board = client.get(reverse("deals:board")).content.decode()
    assert re.search(rf'aria-label="Win chance {percent}%"><svg><rect[^>]*></svg>{percent}%', board)
    assert "Win chance, %" in client.get(reverse("deals:table")).content.decode()


def test_an_estimate_stands_beside_the_chance_and_every_one_is_kept(cast: Cast, client: Client):
    actions.fit_chances(today=TODAY, at=NOW)
    deal = Deal.objects.get(name="Warm")
    client.force_login(cast.olga)
    for percent in ("80", "65", "65"):
        answer = client.post(reverse("deals:estimate", args=[deal.pk]), {"percent": percent})
        assert answer.status_code == 303
    assert list(Estimate.objects.values_list("percent", flat=True)) == [80, 65]
    assert Estimate.objects.first().told == pytest.approx(told("Warm").chance)
    assert "Your estimate" in client.get(reverse("deals:chance", args=[deal.pk])).content.decode()
    assert client.post(reverse("deals:estimate", args=[deal.pk]), {"percent": "101"}).status_code == 422


def test_a_closed_deal_takes_no_estimate(cast: Cast):
    deal = Deal.objects.get(name="Deal 1")
    with pytest.raises(Refused, match="closed"):
        actions.estimate(deal, actor=cast.olga, percent=50)


def said(deal: Deal, who: Person, percent: int, days: int, told: float | None = 0.5) -> Estimate:
    """An estimate of so many days before the deal closed."""
    day = datetime(*deal.closed_on.timetuple()[:3], 12, tzinfo=UTC) - timedelta(days=days)
    return Estimate.objects.create(deal=deal, person=who, percent=percent, told=told, at=day)


def closed(count: int) -> list[Deal]:
    return list(Deal.objects.exclude(state="open").order_by("pk")[:count])


def test_estimates_and_the_model_are_scored_on_the_same_closed_deals(cast: Cast):
    for deal in closed(24):
        said(deal, cast.olga, 50, days=3)
        said(deal, cast.olga, 90 if deal.state == "won" else 10, days=1)
    (score,) = scores(cast.nora)
    assert (score.person, score.count) == (cast.olga, 24)
    assert score.own == pytest.approx(0.01)
    assert score.model == pytest.approx(0.25)
    assert score.words == "closer than the model"
    assert [each.person for each in scores(cast.olga)] == [cast.olga]
    assert scores(cast.omar) == []
    assert scores(cast.sam) == []


def test_what_is_said_on_the_day_a_deal_closes_scores_nothing(cast: Cast):
    for deal in closed(24):
        said(deal, cast.olga, 40, days=2)
        said(deal, cast.olga, 100 if deal.state == "won" else 0, days=0)
    (score,) = scores(cast.olga)
    assert score.count == 24
    assert score.own == pytest.approx(sum(0.36 if one.state == "won" else 0.16 for one in closed(24)) / 24)


def test_the_more_people_are_judged_the_more_it_takes_to_stand_out(cast: Cast):
    """18 estimates nearer than the model's and 6 farther: beyond chance for one alone, not for the best of two."""
    for place, deal in enumerate(closed(24)):
        won, right = deal.state == "won", place < 18
        said(deal, cast.olga, 60 if won == right else 40, days=1)
    assert scores(cast.nora)[0].words == "closer than the model"
    for deal in closed(24):
        said(deal, cast.omar, 50, days=1)
    assert [one.words for one in scores(cast.erin)] == ["no difference that chance would not explain"] * 2


def test_an_estimate_of_a_deal_that_no_chance_was_told_of_yet_is_scored_too(cast: Cast):
    actions.fit_chances(today=TODAY, at=NOW)
    deal = make.deal(cast.olga, name="Fresh", source="Referral", at=NOW)
    actions.estimate(deal, actor=cast.olga, at=NOW, percent=70)
    assert Estimate.objects.get(deal=deal).told == pytest.approx(told("Fresh").chance)


def test_a_handful_of_estimates_says_nothing_yet(cast: Cast, client: Client):
    for deal in closed(5):
        said(deal, cast.olga, 50, days=1)
    (score,) = scores(cast.olga)
    assert score.own is None
    client.force_login(cast.olga)
    assert "too few to say" in client.get(reverse("deals:estimates")).content.decode().lower()
    assert score.person.name == "Olga Officer"
    assert Decimal(score.count) == 5


def test_the_api_tells_the_chance_with_range_and_reasons(cast: Cast):
    deal = Deal.objects.get(name="Warm")
    before = Caller(cast.olga)("get", f"/deals/{deal.pk}/chance").json()
    assert (before["percent"], before["ranks"], before["reasons"]) == (None, None, [])
    actions.fit_chances(today=TODAY, at=NOW)
    chance = Caller(cast.nora)("get", f"/deals/{deal.pk}/chance").json()
    assert (chance["percent"], chance["ranks"], chance["decided"]) == (told("Warm").percent, True, 80)
    assert chance["low"] <= chance["percent"] <= chance["high"]
    first = chance["reasons"][0]
    assert (first["name"], first["words"]) == ("source", "from Referral")
    assert first["points"] > 0
    points = sum(reason["points"] for reason in chance["reasons"])
    assert chance["average"] + points + chance["others"] == chance["percent"]
    assert Caller(cast.pia)("get", f"/deals/{deal.pk}/chance").status_code == 404


def test_an_estimate_over_the_api_is_kept_as_one_of_the_page(cast: Cast):
    actions.fit_chances(today=TODAY, at=NOW)
    deal = Deal.objects.get(name="Warm")
    olga, path = Caller(cast.olga), f"/deals/{deal.pk}/estimate"
    for percent in (80, 65, 65):
        assert olga("post", path, {"percent": percent}).json()["own"]["percent"] == percent
    assert list(Estimate.objects.values_list("percent", flat=True)) == [80, 65]
    assert Caller(cast.nora)("get", f"/deals/{deal.pk}/chance").json()["own"] is None
    answers = [
        Caller(who)("post", path, {"percent": 5}).status_code for who in (cast.omar, cast.erin, cast.adam)
    ]
    assert answers == [404, 403, 403]
    assert olga("post", path, {"percent": 101}).status_code == 422
    actions.lose_deal(deal, actor=cast.olga, at=NOW, reason=make.reason(), closed_on=TODAY)
    assert olga("post", path, {"percent": 5}).status_code == 422
    assert Estimate.objects.count() == 2


def test_the_api_tells_how_estimates_did_only_to_those_above(cast: Cast):
    actions.fit_chances(today=TODAY, at=NOW)
    deal = Deal.objects.get(name="Warm")
    actions.estimate(deal, actor=cast.olga, at=NOW - timedelta(days=1), percent=80)
    actions.lose_deal(deal, actor=cast.olga, at=NOW, reason=make.reason(), closed_on=TODAY)
    for who in (cast.olga, cast.nora):
        (score,) = Caller(who)("get", "/estimates").json()
        assert (score["person"]["name"], score["count"], score["own"]) == ("Olga Officer", 1, None)
        assert score["verdict"].startswith("too few to say")
    assert Caller(cast.sam)("get", "/estimates").json() == []
    assert Caller(cast.adam)("get", "/estimates").status_code == 403
