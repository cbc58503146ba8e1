"""The list of deals: one declaration for the table, the board's filters, files and the API."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.safestring import SafeString

from tandem.core.lists import Ask, Bulk, List, Preset, by, col
from tandem.core.lists.columns import NOTHING
from tandem.customers.queries import accounts
from tandem.deals import actions, queries
from tandem.deals.models import DealQuerySet, Stage
from tandem.deals.models.deals import CATEGORIES, DEAL_KINDS, NEVER, STATES
from tandem.people.models import Person

TONES = {"won": "ok", "lost": "bad"}


class Closes(col.Date):
    """The day a deal closed or is expected to; nothing while nobody knows."""

    def value(self, row: Any) -> date | None:
        day = super().value(row)
        return None if day == NEVER else day


class Attention(col.Text):
    """Why a deal needs somebody."""

    def __init__(self, name: str, label: str = "", **kwargs: Any) -> None:
        needs = (
            "state",
            "next_step",
            "closes_on",
            "usual_until_on",
            "stage_since",
            "stage__name",
            "stage__usual_days",
            "stage__measured_days",
        )
        super().__init__(name, label, needs=needs, **kwargs)

    def cell(self, row: Any) -> str | None:
        return None

    def html(self, row: Any, ask: Ask) -> SafeString | str:
        words = [reason.words for reason in queries.reasons(row, ask.today)]
        return "; ".join(words) if words else NOTHING


class WinChance(col.Number):
    """The win chance in whole percent; nothing while none was told."""

    def value(self, row: Any) -> int | None:
        chance = super().value(row)
        return None if chance is None else min(max(round(chance * 100), 1), 99)


def stages(ask: Ask) -> list[Stage]:
    """The stages in use, read once for everything that one asker is shown."""
    if "stages" not in ask.known:
        ask.known["stages"] = queries.used_stages()
    return ask.known["stages"]


def stage_choices(ask: Ask) -> dict[str, str]:
    """Every stage in use, with its pipeline where there are several."""
    used = stages(ask)
    several = len({stage.pipeline_id for stage in used}) > 1
    return {str(s.pk): f"{s.pipeline.name}: {s.name}" if several else s.name for s in used}


def pipeline_choices(ask: Ask) -> dict[str, str]:
    """The pipelines in use."""
    return {str(stage.pipeline_id): stage.pipeline.name for stage in stages(ask)}


def needs_somebody(ask: Ask) -> Q:
    """No next step, close date passed, or longer in stage than usual."""
    return Q(state="open") & (Q(next_step="") | Q(closes_on__lt=ask.today) | Q(usual_until_on__lt=ask.today))


class Deals(List):
    """Deals, open and closed."""

    name = "deals:deals"
    custom_fields = "deal"
    title = "Pipeline"
    record = "deal"
    row_page = "deals:deal"
    columns = (
        col.Text("name", "Deal", link=True),
        col.Related("account", link="customers:account"),
        col.Related("stage"),
        col.Money("amount", total=True, phone=True, sort=True),
        Closes("closes", path="closes_on", sort=True, phone=True),
        WinChance("chance", "Win chance, %", path="win_chance__chance"),
        col.Person("owner"),
        col.Text("next_step"),
        col.Date("next_step_on", hidden=True),
        Attention("attention", "Needs somebody"),
        col.Tag("state", tones=TONES, hidden=True),
        col.Choice("forecast_category", "Category", hidden=True),
        col.Choice("kind", "Type", hidden=True),
        col.Text("source", hidden=True),
        col.Date("expected_close_on", "Expected to close", hidden=True),
        col.Date("closed_on", "Closed", hidden=True),
        col.Related("lost_reason", hidden=True),
        col.Moment("created_at", "Opened", hidden=True),
        col.Moment("stage_since", "In stage since", hidden=True),
    )
    filters = (
        by.Text("q", "Deal or account", paths=("name", "account__name")),
        by.Person("owner"),
        by.Choice("state", choices=STATES),
        by.Choice("stage", choices=stage_choices),
        by.Choice("pipeline", choices=pipeline_choices),
        by.DateRange("closes", path="closes_on"),
        by.AmountRange("amount"),
        by.Relation("account", rows=accounts, none="Without an account"),
        by.Choice("category", choices=CATEGORIES, path="forecast_category"),
        by.Choice("kind", "Type", choices=DEAL_KINDS),
        by.YesNo("attention", "Needs somebody", yes=needs_somebody),
        by.YesNo("step", "Without next step", yes=Q(state="open", next_step="")),
        by.YesNo(
            "stuck",
            "Longer in stage than usual",
            yes=lambda ask: Q(state="open", usual_until_on__lt=ask.today),
        ),
        by.DateRange("opened", path="created_at", moments=True),
    )
    views = (
        Preset("open", "All open", "?state=open&sort=closes"),
        Preset("closing", "Closing this quarter", "?state=open&closes=this-quarter&sort=closes"),
        Preset("no-step", "No next step", "?step=yes&sort=closes"),
        Preset("stuck", "Longer than usual", "?stuck=yes&sort=closes"),
        Preset("won", "Won this quarter", "?state=won&closes=this-quarter&sort=-closes"),
    )
    bulk = (
        Bulk(
            "deals.reassign",
            "Reassign",
            actions.reassign_deal,
            form="tandem.deals.forms.ReassignForm",
            done="reassigned",
        ),
        Bulk(
            "deals.edit",
            "Edit",
            actions.edit_deal,
            form="tandem.deals.forms.EditDealsForm",
            done="edited",
            only_filled=True,
        ),
        Bulk(
            "deals.delete",
            "Delete",
            actions.delete_deal,
            done="deleted",
            danger=True,
            note="They leave the board, every list, the search and the results of the period that runs. "
            "Those of periods that are over count them still.",
        ),
    )
    default_order = "-closes"  # what is open before what is closed, the latest first

    def rows(self, viewer: Person) -> DealQuerySet:
        """The deals the viewer may see."""
        return queries.deals(viewer)
