"""How many of the targets with a stated chance were reached: the record that the next chance is read by.

Counted are officers' targets of periods that are over, by the chance that was stated with their last figure. A
chance of 50 % holds when about half of such targets are reached.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from tandem.goals.models import Target, TargetVersion
from tandem.goals.queries.results import Results, results
from tandem.people.models import Person
from tandem.science.intervals import Rate, wilson

BANDS = (40, 50, 60, 70)
HALF = 5  # percent on each side: 55 to under 65 counts as 60
FEWEST = 10


@dataclass(frozen=True)
class Kept:
    """The targets that were given about this chance."""

    stated: int
    rate: Rate

    @property
    def enough(self) -> bool:
        """So many that the share says something."""
        return self.rate.n >= FEWEST

    @property
    def holds(self) -> bool:
        """The stated chance lies in the interval of what happened."""
        return self.rate.low * 100 <= self.stated + HALF and self.rate.high * 100 >= self.stated - HALF

    @property
    def words(self) -> str:
        """ "6 of 10 reached, 31–83%"."""
        rate = self.rate
        if not rate.n:
            return "none yet"
        said = f"{rate.hits} of {rate.n} reached"
        if not self.enough:
            return f"{said}, too few to judge"
        return f"{said}, {rate.low * 100:.0f}–{rate.high * 100:.0f}%"


def record_of_chances(viewer: Person, today: date) -> Sequence[Kept]:
    """By stated chance, of the officers' targets the viewer may see; one statement, and one for each period."""
    newest = TargetVersion.objects.filter(target=OuterRef("pk")).order_by("-at", "-pk").values("chance")[:1]
    rows = (
        Target.objects.visible_to(viewer)
        .published()
        .filter(person__isnull=False, plan__end_on__lt=today)
        .annotate(stated=Subquery(newest))
        .filter(stated__isnull=False)
        .values_list("stated", "amount", "person_id", "plan__metric", "plan__start_on", "plan__end_on")
    )
    reached: dict[tuple[str, date, date], Results] = {}
    hits: dict[int, list[bool]] = defaultdict(list)
    for stated, amount, person, metric, first, last in rows:
        band = next((each for each in BANDS if each - HALF <= stated < each + HALF), None)
        if band is None:
            continue
        key = (metric, first, last)
        if key not in reached:
            reached[key] = results(*key)
        hits[band].append(reached[key].by_person.get(person, 0) >= amount)
    return [Kept(band, wilson(sum(hits[band]), len(hits[band]))) for band in BANDS]
