"""The truth of a company as JSON: what chance was told, and what estimates should find."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import market, stages, wording
from .calendar import AUGUST_SPEED, HOLIDAY_SPEED, NEW_BUSINESS, QUARTER_SPEED
from .tally import Tally


def truth(tally: Tally) -> dict[str, Any]:
    """Everything that chance was told and estimates should find, ready for JSON; amounts in currency
    units.
    """
    company = tally.company
    staff = company.staff
    win_rate, value = tally.rates()
    expected = tally.expected() / 100
    officers = [
        {
            "key": who.key,
            "name": who.name,
            "arrivals_factor": round(float(staff.skill.arrivals[n]), 4),
            "win_shift": round(float(staff.skill.winning[n]), 4),
            "size_factor": round(float(staff.skill.size[n]), 4),
            "win_rate": round(float(win_rate[n]), 4),
            "bookings_per_deal": round(float(value[n]) / 100, 2),
            "expected_bookings": [round(float(v), 2) for v in expected[n]],
        }
        for n, who in enumerate(staff.people)
        if who.role == "officer"
    ]
    still = [np.concatenate(column) for column in zip(*tally.open, strict=True)]
    return {
        "seed": company.seed,
        "today": company.today.isoformat(),
        "deals": company.deal_count,
        "first": company.first.isoformat(),
        "quarters": [q.isoformat() for q in tally.quarters],
        "seasonality": {
            "new_business_a_working_day_by_month": NEW_BUSINESS.tolist(),
            "speed_by_month_of_quarter": QUARTER_SPEED.tolist(),
            "speed_in_august": AUGUST_SPEED,
            "speed_between_the_years": HOLIDAY_SPEED,
            "growth_a_year": market.GROWTH,
        },
        "ramp": {"at_start": 0.35, "half_of_the_rest_every_months": 2.5},
        "stages": {
            "names": list(stages.STAGES),
            "usual_working_days": stages.USUAL.tolist(),
            "shape": stages.SHAPE,
            "log_odds": stages.BASE.tolist(),
            "ageing": stages.AGEING,
        },
        "shifts": {
            "source": dict(zip(wording.SOURCES, wording.SOURCE_SHIFT, strict=True)),
            "kind": dict(zip(wording.KINDS, wording.KIND_SHIFT, strict=True)),
            "standard_score_of_size": -0.12,
            "account_deviation": 0.15,
        },
        "shocks": {
            "persistence": market.PERSISTENCE,
            "deviation": market.SIZES,
            "organization": np.round(company.market.organization, 5).tolist(),
            "teams": {
                t.key: np.round(company.market.shock[n], 5).tolist() for n, t in enumerate(staff.teams)
            },
        },
        "officers": officers,
        "open_deals": [
            {
                "number": int(n),
                "owner": staff.people[int(o)].key,
                "chance": round(float(c), 4),
                "chance_this_quarter": round(float(s), 4),
            }
            for n, o, c, s in zip(*still, strict=True)
        ],
    }
