"""Products, price books, prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from tandem.authority.reach import may
from tandem.core.models import Record
from tandem.core.money import AmountField, format_money

if TYPE_CHECKING:
    from tandem.people.models import Person


class ProductQuerySet(models.QuerySet["Product"]):
    def visible_to(self, viewer: Person) -> Self:
        """The catalog belongs to nobody in particular: everybody who works here sees all of it."""
        return self.filter(deleted_at__isnull=True) if may(viewer, "catalog.see") else self.none()

    def sold(self) -> Self:
        """Products that can be put on a deal today."""
        return self.filter(active=True, deleted_at__isnull=True)

    def called(self, name: str) -> Self:
        """Products with this name, whatever its case."""
        return self.filter(name__iexact=name.strip())


class Product(Record):
    """Something the organization sells. One that is no longer sold stays on the deals that have it."""

    name = models.CharField(max_length=200)
    code = models.CharField(max_length=60, blank=True, default="")
    family = models.CharField(max_length=80, blank=True, default="")
    description = models.TextField(blank=True, default="")
    unit = models.CharField(max_length=40, blank=True, default="")
    active = models.BooleanField("sold", default=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = "product"
        constraints = [
            models.UniqueConstraint(Lower("name"), name="product_name", condition=Q(deleted_at__isnull=True)),
            models.UniqueConstraint(
                fields=["external_id"], name="product_external", condition=~Q(external_id="")
            ),
            models.UniqueConstraint(fields=["code"], name="product_code", condition=~Q(code="")),
            models.CheckConstraint(condition=~Q(name=""), name="product_named"),
        ]
        indexes = [models.Index(fields=["name", "id"], name="product_by_name")]

    def __str__(self) -> str:
        return self.name


class PriceBook(models.Model):
    """A list of prices in one currency. One of them is the default."""

    name = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    default = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = "price book"
        ordering = ["-default", "name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="book_name"),
            models.UniqueConstraint(fields=["default"], name="book_one_default", condition=Q(default=True)),
        ]

    def __str__(self) -> str:
        return self.name

    def save_changes(self, *fields: str) -> None:
        """Write only what changed, and count the version up."""
        self.version += 1
        self.save(update_fields=[*fields, "version"])


class Price(models.Model):
    """What one unit of a product costs in a price book."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="prices")
    book = models.ForeignKey(PriceBook, models.CASCADE, related_name="prices")
    amount = AmountField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "book"], name="price_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="price_not_negative"),
        ]

    def __str__(self) -> str:
        return format_money(self.amount, self.book.currency)
