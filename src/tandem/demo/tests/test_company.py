"""The generator: same seed, same company; what must hold for every deal; figures that one would believe."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from tandem.demo.company import Company, Deals, Tally, make_company, names, stages, truth
from tandem.demo.company.calendar import DAY, NEW_BUSINESS, Clock, day_number, month_start, working_days
from tandem.demo.company.market import GROWTH

TODAY = date(2026, 11, 23)
YEARS = ((0, 2000), (2000, 4000))  # deals of the first year and of the second, when all are decided
KNOWN = """
    google microsoft apple amazon meta intel cisco adobe nvidia oracle sap salesforce hubspot zoho pipedrive
    siemens bosch bmw audi porsche volkswagen mercedes daimler opel ford tesla toyota honda nissan mazda volvo
    saab renault peugeot citroen fiat ferrari philips ericsson nokia heineken carlsberg nestle danone unilever
    pepsi barilla ferrero novartis roche bayer sanofi pfizer merck abbott basf linde solvay covestro evonik
    lanxess henkel loreal ikea lidl aldi spar tesco carrefour walmart target zara mango adidas puma nike rolex
    omega hilton marriott accor novotel sixt hertz avis lufthansa ryanair airbus boeing thales safran valmet
    metso kone schindler otis abb holcim heidelberg lafarge tata nippon vodafone orange telefonica telia telenor
    verizon accenture infosys allianz axa generali zurich santander unicredit intesa barclays delonghi miele
    gorenje garmin tomtom logitech lenovo samsung sony sharp toshiba hitachi canon nikon leica zeiss prada gucci
    valentino versace armani maersk fedex valeo continental michelin pirelli corona polaris norton salmar orkla
    marvel vanguard stellantis darden gorton norvik halden selden
"""


@cache
def company(officers: int = 30, deals: int = 6000, years: int = 3, seed: int = 7) -> Company:
    return make_company(officers=officers, deals=deals, years=years, seed=seed, today=TODAY)


@cache
def chunks(seed: int = 7) -> tuple[Deals, ...]:
    return tuple(company(seed=seed).deals())


def column(name: str) -> np.ndarray:
    return np.concatenate([getattr(chunk, name) for chunk in chunks()])


def tally() -> Tally:
    result = Tally(company())
    for chunk in chunks():
        result.add(chunk)
    return result


def arrays(chunk: object) -> list[np.ndarray]:
    found = []
    for field in fields(chunk):  # type: ignore[arg-type]
        value = getattr(chunk, field.name)
        found += [value] if isinstance(value, np.ndarray) else []
        found += arrays(value) if hasattr(value, "__dataclass_fields__") else []
    return found


def test_the_same_seed_makes_the_same_company_to_the_last_bit() -> None:
    again = make_company(officers=30, deals=6000, years=3, seed=7, today=TODAY)
    assert again.staff.people == company().staff.people
    for one, other in zip(chunks(), again.deals(), strict=True):
        for a, b in zip(arrays(one), arrays(other), strict=True):
            assert a.tobytes() == b.tobytes()


def test_another_seed_makes_another_company() -> None:
    other = next(iter(company(seed=8).deals()))
    assert not np.array_equal(other.amount[:50], chunks()[0].amount[:50])


def test_every_deal_lives_in_order() -> None:
    entered, stage, created = column("entered_at"), column("stage"), column("created_at")
    assert len(created) == 6000
    assert (np.diff(created) >= 0).all()
    assert (entered[:, 0] == created).all()
    reached = np.where(entered[:, :5] >= 0, entered[:, :5], -1)
    for earlier, later in zip(range(4), range(1, 5), strict=True):
        both = reached[:, later] >= 0
        assert (reached[both, later] > reached[both, earlier]).all()
        assert (reached[both, earlier] >= 0).all()
    closed = stage >= stages.WON
    assert ((entered[:, 5] >= 0) == closed).all()
    assert (entered[closed, 5] > reached[closed].max(axis=1)).all()
    assert entered.max() < day_number(TODAY) * DAY
    assert ((column("loss_reason") >= 0) == (stage == stages.LOST)).all()


def test_amounts_are_the_sum_of_their_lines() -> None:
    for chunk in chunks():
        lines = chunk.lines
        assert (np.bincount(lines.deal, weights=lines.amount, minlength=len(chunk)) == chunk.amount).all()
        assert (
            lines.amount == (lines.quantity * lines.price * (10_000 - lines.discount) + 5_000) // 10_000
        ).all()
        assert (chunk.amount > 0).all()


def test_moves_of_date_and_owner_form_chains_within_the_life_of_the_deal() -> None:
    for chunk in chunks():
        until = np.where(chunk.closed_at < 0, day_number(TODAY) * DAY, chunk.closed_at)
        for moves in (chunk.pushes, chunk.handovers):
            assert (moves.at > chunk.created_at[moves.deal]).all()
            assert (moves.at <= until[moves.deal]).all()
            same = moves.deal[1:] == moves.deal[:-1]
            assert (moves.before[1:][same] == moves.after[:-1][same]).all()
        owner = chunk.opener.copy()
        owner[chunk.handovers.deal] = chunk.handovers.after
        assert (owner == chunk.owner).all()


def test_nobody_owns_open_deals_after_leaving_or_opens_deals_before_being_hired() -> None:
    people = company().staff.people
    for chunk in chunks():
        for owner in np.unique(chunk.owner[chunk.stage < stages.WON]):
            assert people[owner].left_on is None
        hired = np.array([day_number(p.hired_on) for p in people])
        assert (chunk.created_at // DAY >= hired[chunk.opener]).all()


def test_stays_in_teams_do_not_overlap() -> None:
    staff = company().staff
    for person in range(len(staff.people)):
        stays = sorted((s for s in staff.stays if s.person == person), key=lambda s: s.since)
        for one, other in pairwise(stays):
            assert one.until is not None
            assert one.until < other.since
        assert stays or staff.people[person].role == "administrator"


def test_the_default_company_looks_like_a_sales_team() -> None:
    staff, stage = company().staff, column("stage")
    assert len(staff.officers) == 30
    assert sum(t.level == 1 for t in staff.teams) == 3
    assert sum(1 for p in staff.people if p.left_on) >= 3
    won = stage == stages.WON
    assert 0.30 < won.sum() / (stage >= stages.WON).sum() < 0.36
    cycle = np.median((column("entered_at")[won, 5] - column("created_at")[won]) / DAY)
    assert 45 < cycle < 60
    amount = column("amount") / 100
    assert amount.mean() > 1.2 * np.median(amount)  # skewed
    still = stage < stages.WON
    missing = (column("next_step")[still] < 0).mean()
    assert 0.05 < missing < 0.25
    late = (column("expected_on")[still] < day_number(TODAY)).mean()
    assert 0.03 < late < 0.25


def test_targets_from_history_know_nothing_later() -> None:
    counted, people = tally(), np.array(company().staff.officers)
    asked = counted.from_history(8, people)
    reached = counted.booked[people, 8]
    assert (asked > 0).all()
    assert 0.5 < reached.sum() / asked.sum() < 2
    assert asked.std() < counted.booked[people, :7].mean(axis=1).std() * 1.5  # drawn toward what is usual
    counted.booked[:, 7:] = 0
    assert (counted.from_history(8, people) == asked).all()
    assert not counted.from_history(1, people).any()


def test_the_pipeline_covers_what_a_usual_quarter_still_needs() -> None:
    counted = tally()
    usual = counted.booked[:, :-1].sum(axis=0).mean()
    still = column("stage") < stages.WON
    assert 2.0 < column("amount")[still].sum() / (usual - counted.booked[:, -1].sum()) < 6.0


def test_a_company_begins_with_customers_and_sells_to_them_as_much_as_later() -> None:
    """It had customers before its records begin; else its win rate would rise for years as it finds some."""
    drawn = [chunk for seed in (7, 8, 9) for chunk in company(seed=seed).deals()]
    first = np.concatenate([chunk.kind for chunk in drawn if chunk.first < 2000])
    last = np.concatenate([chunk.kind for chunk in drawn if chunk.first >= 4000])
    assert 0.5 < (first > 0).mean() < 0.75
    assert abs((first > 0).mean() - (last > 0).mean()) < 0.08
    won = [
        np.concatenate([chunk.stage for chunk in drawn if low <= chunk.first < high]) for low, high in YEARS
    ]
    early, later = ((stage == stages.WON).sum() / (stage >= stages.WON).sum() for stage in won)
    assert abs(early - later) < 0.03


def test_the_end_of_a_quarter_and_december_show_in_the_clock() -> None:
    clock = Clock.over(date(2025, 1, 1), date(2025, 12, 31))
    assert clock.speed[4] == 0 or clock.speed[3] == 0  # a weekend
    times = np.array([day_number(date(2025, 3, 4)) * DAY + 9 * 3600])
    assert abs(clock.moment(clock.read(times)) - times)[0] < 120
    march = clock.reading[90] - clock.reading[59]
    january = clock.reading[31] - clock.reading[0]
    assert march > 1.1 * january


def test_chances_are_what_then_happens() -> None:
    """Play the rest of the open deals many times: as many are won as was said."""
    rng = np.random.default_rng(1)
    stage, shift = np.repeat([0, 2, 4], 4000), np.tile([-0.3, 0.0, 0.3, 0.6], 3000)
    already = np.tile([0.0, 10.0, 30.0], 4000)
    said, _ = stages.chances(rng, stage, shift, already, np.full(12000, 60.0), draws=60)
    won = np.ones(12000, dtype=bool)
    for s in range(5):
        time = stages.stay(1 - rng.random(12000), s, np.where(stage == s, already, 0.0))
        won &= (rng.random(12000) < stages.passing(s, shift, time)) | (stage > s)
    for s in (0, 2, 4):
        assert abs(said[stage == s].mean() - won[stage == s].mean()) < 0.025


def test_the_truth_names_every_officer_and_every_open_deal() -> None:
    told = truth(tally())
    assert len(told["open_deals"]) == (column("stage") < stages.WON).sum()
    assert all(0 < d["chance_this_quarter"] <= d["chance"] < 1 for d in told["open_deals"])
    rates = [o["win_rate"] for o in told["officers"]]
    assert 0.15 < min(rates) < max(rates) < 0.5


def test_names_are_unique_and_no_known_company_comes_out() -> None:
    assert len({names.company_name(n) for n in range(20_000)}) == 20_000
    assert len({names.person_name(n) for n in range(names.PERSONS)}) == names.PERSONS
    stems = {names.company_stem(n).lower() for n in range(names.COMPANIES)} - names.TAKEN
    assert len(stems) > 190_000
    assert not stems & set(KNOWN.split())


def test_addresses_belong_to_nobody() -> None:
    people = company().staff.people
    assert all(p.email.endswith("@velmora.example") for p in people)
    assert len({p.email for p in people}) == len(people)
    customers = company().customers
    assert all(customers.contact(n)[2].endswith(".example") for n in range(0, 500, 7))


@pytest.mark.parametrize(("officers", "years"), [(10, 2), (200, 5)])
def test_other_sizes_hold_together(officers: int, years: int) -> None:
    small = make_company(officers=officers, deals=officers * 60, years=years, seed=3, today=date(2025, 1, 1))
    assert sum(len(chunk) for chunk in small.deals()) == officers * 60
    assert len(small.staff.officers) == officers


def test_impossible_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="officers"):
        make_company(officers=9000, deals=100_000, years=3, seed=1, today=TODAY)


def test_business_begins_by_the_working_day() -> None:
    """A month of 23 working days brings 23 ÷ 20 of what the same month brings with 20, before chance and shocks."""
    made = company()
    market, staff = made.market, made.staff
    skill = np.where(staff.holder >= 0, staff.skill.arrivals[staff.holder], 0.0)
    share = staff.capacity * skill * market.potential[:, None] * np.exp(market.shock[staff.seat_team])
    season = np.array(
        [(market.weights[share[:, m] > 0, m] / share[share[:, m] > 0, m]).mean() for m in range(36)]
    )
    starts = [month_start(made.first, m) for m in range(37)]
    days = [len(working_days(a, b - timedelta(days=1))) for a, b in pairwise(starts)]
    usual = np.array([NEW_BUSINESS[start.month - 1] for start in starts[:-1]]) * np.exp(
        GROWTH * np.arange(36) / 12
    )
    assert len(set(days)) > 2
    assert season / season[0] == pytest.approx(usual * days / (usual[0] * days[0]))
