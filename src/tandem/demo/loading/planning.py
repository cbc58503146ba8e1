"""How much each officer was asked for: what whoever sets targets with Tandem knew on the evening before publishing.

`FromRuns` asks the simulation as of that evening, as the product would have then. The executive picks the top target
by its gauge; it is split so that everybody has the same chance, and managers move the figures a little by what they
believe they know of each. What they believe is drawn and knows nothing of what came; nor does anything else here.
`FromHistory` is for large companies, where asking the simulation for every quarter would take too long: the usual of
the quarters before, and no chance is stated.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tandem.core.periods import Period
from tandem.demo.company import Tally
from tandem.demo.company.calendar import DAY, EPOCH, Floats, Ints
from tandem.demo.loading.story import Story
from tandem.goals.actions.odds import make_run
from tandem.goals.models import Outlook
from tandem.goals.packing import unpack
from tandem.goals.queries.known import known
from tandem.goals.queries.records import Records, read
from tandem.science.breakdown import Node
from tandem.science.draws import target_for
from tandem.science.targets.common import solve
from tandem.science.targets.quantiles import Quantiles

EASIEST, HARDEST = 0.75, 0.55  # the chance of the top target that the executive picks, by quarter
BELIEF = 0.1  # how far managers move a figure, in logs
LEAST = 0.5  # of what is expected: nobody new gets a target of nothing
EVENING = time(20)


class Planning(Protocol):
    """Who knows what to ask for."""

    def figures(self, period: Period, evening: date, people: Ints) -> Floats:
        """(n,) cents that each of these (places) is asked for; 0 for nothing."""


def read_past(story: Story) -> Records:
    """All deals once they are written, for runs as of any day; who had them before from the story, for the logbook is
    written later.
    """
    company = story.company
    records = read(company.today, company.first)
    moved = np.array(sorted(story.handed), np.int64).reshape(-1, 3)
    row = np.searchsorted(records.ids, moved[:, 0]).astype(np.int32)
    day = (moved[:, 1] // DAY + EPOCH.toordinal()).astype(np.int32)
    return replace(records, given=(row, day, moved[:, 2]))


class FromRuns:
    """From the simulation. `records`: what `read_past` read."""

    def __init__(self, story: Story, records: Records) -> None:
        self.story, self.records = story, records
        self.random = np.random.default_rng([story.company.seed, 9])

    def figures(self, period: Period, evening: date, people: Ints) -> Floats:
        today = self.story.company.today
        at = datetime.combine(evening, EVENING, self.records.zone)
        given = known("bookings", evening, today, self.records)
        run = make_run("bookings", period, as_of=evening, today=today, at=at, given=given)
        picked = self.random.uniform(HARDEST, EASIEST)
        belief = np.exp(self.random.normal(0.0, BELIEF, len(people)))
        if run is None or not len(people):
            return np.zeros(len(people))
        keys = self.story.person_ids[people].tolist()
        kept = Outlook.objects.filter(run=run, person__in=keys).values_list("person_id", "drawn")
        drawn = {person: unpack(draws or b"") for person, draws in kept}
        draws = np.stack([drawn[key] for key in keys])
        top = float(target_for(draws.sum(axis=0, dtype=float), picked))
        asked = _at_one_chance(top, draws) * belief
        result: Floats = 100 * np.maximum(asked, LEAST * draws.mean(axis=1))
        return result


def _at_one_chance(top: float, draws: NDArray[np.floating]) -> NDArray[np.floating]:
    """(n,) figures that add up to the top and that each person's draws (n, m) reach with the same chance."""
    nodes = [Node("", None), *(Node(f"{place:06}", 0) for place in range(len(draws)))]
    rows = [-1, *range(len(draws))]
    return solve(Decimal(round(top)), nodes, Quantiles(draws), rows, digits=2).figures[1:]


class FromHistory:
    """From what was booked before."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.random = np.random.default_rng([tally.company.seed, 9])

    def figures(self, period: Period, evening: date, people: Ints) -> Floats:
        quarter = self.tally.quarters.index(period.start)
        belief = np.exp(self.random.normal(0.0, BELIEF, len(people)))
        result: Floats = self.tally.from_history(quarter, people) * belief
        return result
