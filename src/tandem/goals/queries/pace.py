"""Where a target should stand today, by how the team's own past periods ran."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from tandem.core.periods import Period
from tandem.goals.models import KeptCurve, TargetQuerySet
from tandem.goals.queries.results import below, daily
from tandem.people.models import Team
from tandem.science.season import DueCurve, PastPeriod, due_curve

KEPT = ("method", "shares", "periods", "results")
LEARN_FROM = 8  # past periods at most


def curve_of(team: Team, metric: str, period: Period) -> DueCurve:
    """The team's due curve for the period: the kept one, else worked out now and kept."""
    return curves_of([(team, metric, period)])[team.pk, metric, period]


def curves_of(wanted: Iterable[tuple[Team, str, Period]]) -> dict[tuple[int, str, Period], DueCurve]:
    """The due curves of several teams, in one statement for those that are kept."""
    asked = {(team.pk, metric, period): team for team, metric, period in wanted}
    kept = KeptCurve.objects.filter(
        team__in={team for team, _, _ in asked},
        start_on__in={period.start for _, _, period in asked},
        end_on__in={period.end for _, _, period in asked},
    )
    rows = {(row.team_id, row.metric, row.start_on, row.end_on): row for row in kept}
    found = {}
    for key, team in asked.items():
        _, metric, period = key
        row = rows.get((team.pk, metric, period.start, period.end))
        found[key] = _read(row) if row else _work_out_and_keep(team, metric, period)
    return found


def with_kept_curve(targets: TargetQuerySet) -> TargetQuerySet:
    """Targets that bring their team's kept curve along, for `read_curve`."""
    kept = KeptCurve.objects.filter(
        team=OuterRef("home"),
        metric=OuterRef("plan__metric"),
        start_on=OuterRef("plan__start_on"),
        end_on=OuterRef("plan__end_on"),
    )
    return targets.annotate(kept_curve=Subquery(kept.values(told=JSONObject(**{n: n for n in KEPT}))))


def read_curve(kept: dict[str, Any] | None, period: Period) -> DueCurve | None:
    """The curve that a target brought along; None when none was kept yet."""
    if kept is None:
        return None
    if isinstance(kept["shares"], str):  # SQLite takes JSON within JSON for text
        kept = {**kept, "shares": json.loads(kept["shares"])}
    return _read(KeptCurve(start_on=period.start, end_on=period.end, **kept))


def _read(row: KeptCurve) -> DueCurve:
    return DueCurve(
        row.start_on,
        row.end_on,
        tuple(row.shares),
        row.method,  # type: ignore[arg-type]
        row.periods,
        row.results,
        (),
    )


def _work_out_and_keep(team: Team, metric: str, period: Period) -> DueCurve:
    curve = work_out(team, metric, period)
    KeptCurve.objects.get_or_create(
        team=team, metric=metric, start_on=period.start, end_on=period.end,
        defaults={
            "method": curve.method, "shares": curve.shares, "periods": curve.periods, "results": curve.results
        },
    )  # fmt: skip
    return curve


def work_out(team: Team, metric: str, period: Period) -> DueCurve:
    """Learn the curve from the finished periods of the same kind, of the teams that are below now. Two statements."""
    # The team at hand may have the path of another day.
    now = Team.objects.values_list("path", flat=True).get(pk=team.pk)
    past = [period.shifted(-steps) for steps in range(LEARN_FROM, 0, -1)]
    booked = daily(metric, [(each.start, each.end) for each in past], below(now))
    return due_curve(
        period.start,
        period.end,
        [
            PastPeriod(start, end, list(days), [float(amount) for amount in days.values()])
            for (start, end), days in booked.items()
        ],
    )  # fmt: skip


def forget_curves(team: Team | None = None) -> None:
    """Work curves out again at next sight: history was imported or corrected."""
    kept = KeptCurve.objects.all()
    (kept.filter(team__path__startswith=team.path) if team else kept).delete()
