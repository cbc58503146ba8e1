"""What a deal consists of: products at a price, and the contacts who have a say in it."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from tandem.authority.scope import Scope, ScopedQuerySet
from tandem.core.money import AmountField
from tandem.deals.models.deals import Deal

BUYING_ROLES = {
    "economic": "Economic buyer",
    "champion": "Champion",
    "user": "User",
    "influencer": "Influencer",
    "blocker": "Blocker",
}


def times(product: str, quantity: Decimal) -> str:
    """ "MG Advanced × 12"."""
    return f"{product} × {quantity.normalize():f}"


class DealLine(models.Model):
    """So many of a product at a price, less a discount in percent."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="lines", db_index=False)
    product = models.ForeignKey("catalog.Product", models.PROTECT, related_name="deal_lines")
    quantity = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal(1))
    unit_price = AmountField()
    discount = models.DecimalField("discount in percent", max_digits=5, decimal_places=2, default=Decimal(0))
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(see="deals.see", owner="deal__owner", record="deal")

    class Meta:
        verbose_name = "product of the deal"
        ordering = ["deal", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity"),
            models.CheckConstraint(condition=Q(unit_price__gte=0), name="line_price_not_negative"),
            models.CheckConstraint(condition=Q(discount__gte=0, discount__lte=100), name="line_discount"),
        ]
        indexes = [models.Index(fields=["deal", "position", "id"], name="line_of_deal")]

    def __str__(self) -> str:
        return times(self.product.name, self.quantity)

    @property
    def amount(self) -> Decimal:
        """Quantity times price less the discount, not yet rounded to the currency."""
        return self.quantity * self.unit_price * (1 - self.discount / 100)


class Stakeholder(models.Model):
    """A contact who has a say in a deal."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="stakeholders", db_index=False)
    contact = models.ForeignKey("customers.Contact", models.PROTECT, related_name="stakes")
    role = models.CharField("buying role", max_length=12, choices=BUYING_ROLES, blank=True, default="")
    engaged = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()
    scope = Scope(see="deals.see", owner="deal__owner", record="deal")

    class Meta:
        ordering = ["deal", "pk"]
        constraints = [models.UniqueConstraint(fields=["deal", "contact"], name="stakeholder_once")]

    def __str__(self) -> str:
        return f"{self.contact} in {self.deal_id}"
