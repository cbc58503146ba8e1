"""What a deal lacks for going on."""

from __future__ import annotations

from collections.abc import Collection

from tandem.deals import rules
from tandem.deals.models import Deal, Stage


def lacking(deal: Deal, target: Stage, confirmed: Collection[str] = ()) -> list[rules.Missing]:
    """Which exit criteria of the stages that a move to `target` leaves forward the deal does not meet."""
    if target.kind == "lost":
        return []
    left = Stage.objects.used().open().filter(pipeline=deal.pipeline_id, position__gte=deal.stage.position)
    criteria = {
        criterion.get("field") or criterion.get("text"): criterion
        for stage in left.filter(position__lt=target.position)
        for criterion in stage.exit_criteria
    }
    if not criteria:
        return []
    return rules.missing(list(criteria.values()), _known(deal) | dict.fromkeys(confirmed, True))


def criteria_in_words(deal: Deal) -> list[str]:
    """The exit criteria from the deal's stage on that somebody has to confirm by hand."""
    stages = Stage.objects.used().open().filter(pipeline=deal.pipeline_id, position__gte=deal.stage.position)
    return [criterion["text"] for stage in stages for criterion in stage.exit_criteria if "text" in criterion]


def _known(deal: Deal) -> dict[str, bool]:
    stakeholders = list(deal.stakeholders.values_list("role", "engaged"))
    roles = {role for role, _ in stakeholders}
    return {
        "account": deal.account_id is not None,
        "amount": deal.amount is not None,
        "expected_close_on": deal.expected_close_on is not None,
        "next_step": bool(deal.next_step),
        "source": bool(deal.source),
        "lines": deal.lines.exists(),
        "stakeholders": bool(stakeholders),
        "engaged": any(engaged for _, engaged in stakeholders),
        "economic": "economic" in roles,
        "champion": "champion" in roles,
        **{f"extra.{name}": value not in (None, "") for name, value in deal.extra.items()},
    }
