"""One of everything for a person, all of it carrying that person's secret word.

The access matrix asks every address for Olga's things; the leak test asks for everybody's, and looks for words.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tandem.activities.actions import add_task, log_activity
from tandem.activities.models import Activity
from tandem.authority import organization
from tandem.authority.fields import define_field
from tandem.authority.models import Entry
from tandem.catalog.actions import add_book, add_product
from tandem.catalog.models import PriceBook, Product
from tandem.collaboration.actions import ask, comment
from tandem.collaboration.models import Agreement
from tandem.collaboration.packing import pack
from tandem.core import clock
from tandem.core.imports import preparing
from tandem.core.models import CustomField, Job
from tandem.customers.actions import add_account, add_contact
from tandem.deals.actions import add_line, add_stakeholder, add_standard_pipeline, open_deal
from tandem.deals.models import Deal, LostReason, Pipeline
from tandem.forecasts.actions import hand_up, take_snapshot
from tandem.forecasts.models import Snapshot
from tandem.goals.actions import open_plan, publish, set_limit
from tandem.goals.models import Plan, Target
from tandem.people.absences import record_absence
from tandem.people.models import Person
from tandem.people.tokens import make_token
from tests.cast import Cast

WORDS = {
    "olga": "Quillfeather", "omar": "Brambleton", "otto": "Snowpetrel", "pia": "Marigoldine", "paul": "Thistlewick",
    "nora": "Larkspurly", "nils": "Driftwooden", "sam": "Copperbeech", "erin": "Heliotropic",
}  # fmt: skip


def common(cast: Cast) -> dict[str, Any]:
    """What belongs to nobody: a pipeline, a product, a team."""
    pipeline = Pipeline.objects.filter(default=True).first() or add_standard_pipeline(actor=cast.adam)
    product = Product.objects.first() or add_product(actor=cast.adam, name="Pump")
    book = PriceBook.objects.first() or add_book(actor=cast.adam, name="List", currency="EUR")
    own = CustomField.objects.first() or define_field(actor=cast.adam, record="contact", label="Language")
    return {
        "pipeline_id": pipeline.pk,
        "stage_id": pipeline.stages.first().pk,
        "reason_id": LostReason.objects.first().pk,
        "product_id": product.pk,
        "book_id": book.pk,
        "team_id": cast.north.pk,
        "verb": "goals.revise",
        "role": "manager",
        "list_name": "customers:accounts",
        "filter_name": "owner",
        "view_id": 1,
        "record": own.record,
        "field_id": own.pk,
        "line_number": 1,
    }


def things_of(person: Person, word: str, cast: Cast) -> dict[str, Any]:
    """Records of this person, every text of which holds `word`. Returns ids by the name of the parameter."""
    ids = common(cast)
    now = clock.now()
    account = add_account(actor=person, name=f"{word} Works", city=f"{word}ville", industry=f"{word} trade")
    contact = add_contact(account, actor=person, name=f"Ada {word}", email=f"ada@{word.lower()}.example")
    deal = open_deal(
        actor=person, name=f"{word} upgrade", account=account, amount=Decimal(1234), currency="EUR",
        next_step=f"Call {word}", next_step_on=now.date() + timedelta(days=3),
        expected_close_on=now.date() + timedelta(days=20), at=now - timedelta(days=9),
    )  # fmt: skip
    product = Product.objects.get(pk=ids["product_id"])
    add_line(deal, actor=person, product=product, unit_price=Decimal(1234))
    add_stakeholder(deal, actor=person, contact=contact, role="champion")
    log_activity(actor=person, about=deal, text=f"Spoke about {word}")
    task = add_task(actor=person, about=deal, title=f"Send {word}", due_on=now.date())
    said = comment(actor=person, about=deal, text=f"Mind {word}")
    asked = _ask(person, deal, word, cast)
    absence = record_absence(
        person, actor=person, first_on=_free_day(person), last_on=_free_day(person), kind="other"
    )
    make_token(actor=person, name=f"{word} script", scopes="read", expires_on=now.date() + timedelta(days=9))
    target = _target(person, cast)
    quarter = organization.calendar().quarter_of(organization.today())
    own, home = (
        (person, person.team) if person.role == "officer" else (None, person.teams_led.first() or cast.maple)
    )
    call = hand_up(own, home, quarter, actor=person, likely=Decimal(1234), reason=f"{word} decides")
    if not Snapshot.objects.exists():
        take_snapshot(actor=cast.erin, at=now - timedelta(days=1))
    job = Job.objects.create(kind="lists.export", asked_by=person, words=f"{word} export", asked_at=now)
    boss = next(iter(person.line()), cast.adam)
    file = f"Company name,Industry,City\n{word} Mills,{word} trade,{word}ville\n"
    batch = preparing.begin("accounts", f"{word}.csv", [file.encode()], actor=boss, at=now)
    deal = Deal.objects.get(pk=deal.pk)
    return {
        **ids,
        "account_id": account.pk,
        "contact_id": contact.pk,
        "deal_id": deal.pk,
        "line_id": deal.lines.get().pk,
        "stakeholder_id": deal.stakeholders.get().pk,
        "task_id": task.pk,
        "activity_id": Activity.objects.filter(owner=person).first().pk,
        "comment_id": said.pk,
        "agreement_id": asked.pk,
        "token_id": person.tokens.latest("pk").pk,
        "person_id": person.pk,
        "absence_id": absence.pk,
        "job_id": job.pk,
        "batch_id": batch.pk,
        "plan_id": target.plan_id,
        "target_id": target.pk,
        "limit_id": target.plan.limits.get().pk,
        "forecast_id": call.forecast_id,
        "snapshot_id": Snapshot.objects.latest("pk").pk,
        "answer_id": getattr(Agreement.objects.about(target).first(), "pk", 1),
        "entry_id": Entry.objects.filter(actor=person).latest("pk").pk,
    }


def _free_day(person: Person) -> date:
    """A day on which nothing is written down yet."""
    latest = person.absences.order_by("-last_on").first()
    return (latest.last_on if latest else organization.today()) + timedelta(days=1)


def _ask(person: Person, deal: Deal, word: str, cast: Cast) -> Agreement:
    """Somebody above the person waits for their approval; the executive asks the administrator."""
    boss = next(iter(person.line()), cast.adam)
    return ask(
        actor=person, kind="approval", about=deal, answerer=boss, figure=Decimal(12), reason=f"{word} wants it",
        facts={"verb": "deals.win", "kwargs": pack({}), "figure_of": "", "reason": word, "sentence": word},
    )  # fmt: skip


def _target(person: Person, cast: Cast) -> Target:
    """The person's target, or their team's, in the published plan of the whole organization for this quarter."""
    plan = Plan.objects.first()
    if plan is None:
        quarter = organization.calendar().quarter_of(organization.today())
        plan = open_plan(
            actor=cast.erin, team=cast.maple, metric="bookings", period=quarter, top=Decimal(1_000_000)
        )
        north = plan.targets.filter(person__team=cast.north).values_list("pk", flat=True)
        set_limit(plan, actor=cast.erin, name="North together", members=list(north), most=Decimal(900_000))
        publish(plan, actor=cast.erin)
    own = plan.targets.filter(person=person).first()
    return own or plan.targets.filter(team__manager=person).first() or plan.targets.get(parent=None)
