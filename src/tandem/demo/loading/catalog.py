"""What there is before the first deal: products with their prices, the pipeline, the reasons for losing."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal

from tandem.catalog.actions import add_book, add_product, set_price
from tandem.deals.actions import add_pipeline
from tandem.deals.actions.pipelines import NewStage
from tandem.deals.models import LostReason, Stage
from tandem.demo.company import CURRENCY
from tandem.demo.company.products import PRODUCTS
from tandem.demo.company.wording import LOSS_REASONS
from tandem.demo.loading.story import Story

# Usual days leave room: four in ten passages take longer than the median, these are worth a look.
STAGES = (
    NewStage("Qualify", 30, 11),
    NewStage("Discover", 45, 14, [{"field": "amount", "block": False}]),
    NewStage("Propose", 60, 20, [{"field": "expected_close_on", "block": True}]),
    NewStage("Negotiate", 77, 18, [{"field": "stakeholders", "block": False}]),
    NewStage("Commit", 90, 11, [{"field": "amount", "block": True}]),
)


def set_up_selling(story: Story) -> None:
    """Products, prices, pipeline: they are few, so the actions write them."""
    admin = story.administrator
    at = datetime.combine(story.company.first, time(5), UTC)
    book = add_book(actor=admin, at=at, name="List prices", currency=CURRENCY)
    for product in PRODUCTS:
        row = add_product(
            actor=admin, at=at, name=product.name, code=product.key, family=product.family, unit=product.unit,
            external_id=product.key,
        )  # fmt: skip
        set_price(row, actor=admin, at=at, book=book, amount=Decimal(product.price) / 100)
        story.product_ids.append(row.pk)
    pipeline = add_pipeline(actor=admin, at=at, name="Sales", stages=STAGES, default=True)
    stages = Stage.objects.filter(pipeline=pipeline).order_by("position")
    story.pipeline_id = pipeline.pk
    story.stage_ids = [stage.pk for stage in stages]  # five open ones, won, lost
    story.usual_days = [stage.usual for stage in stages]
    reasons = dict(LostReason.objects.values_list("name", "pk"))
    story.reason_ids = [reasons[name] for name in LOSS_REASONS]
