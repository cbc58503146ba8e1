"""Products, price books and prices over the API."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from tandem.catalog import actions, queries, tables
from tandem.core.api import Body, Listing, list_query, listing, version_of, with_etag
from tandem.core.requests import Request

router = Router(tags=["catalog"])
ProductsQuery: Any = list_query(tables.Products)


class ProductChange(Body):
    """Only what is sent is changed."""

    name: str = Field("", max_length=200, examples=["Pump P2"])
    code: str = Field("", max_length=60, examples=["P2"])
    family: str = Field("", max_length=80, examples=["Pumps"])
    unit: str = Field("", max_length=40, examples=["piece"])
    description: str = Field("", max_length=10_000)


class ProductIn(ProductChange):
    """What can be said about a product."""

    name: str = Field(min_length=1, max_length=200, examples=["Pump P2"])


class ProductOut(ProductChange, extra="ignore"):
    id: int
    version: int
    active: bool = Field(description="Whether it is sold")
    created_at: datetime
    external_id: str


class BookChange(Body):
    """Only what is sent is changed."""

    name: str = Field("", max_length=120, examples=["List 2026"])
    currency: str = Field("", max_length=3, examples=["EUR"])


class BookIn(BookChange):
    name: str = Field(min_length=1, max_length=120, examples=["List 2026"])
    currency: str = Field(min_length=3, max_length=3, examples=["EUR"])


class BookOut(BookIn, extra="ignore"):
    id: int
    version: int
    default: bool


class PriceIn(Body):
    amount: Decimal | None = Field(
        ge=0,
        max_digits=18,
        decimal_places=4,
        description="null: no price in this book",
        examples=["21400.00"],
    )


class PriceOut(Schema):
    book: BookOut
    amount: Decimal | None = Field(examples=["21400.00"])


@router.get("/products", response=Listing[ProductOut], operation_id="list_products")
def list_products(request: Request, query: Query[ProductsQuery]) -> Any:
    """Products, filtered and ordered as on the page, a page at a time."""
    return listing(request, tables.Products(), limit=query.limit)


@router.post("/products", response={201: ProductOut}, operation_id="add_product")
def add_product(request: Request, response: HttpResponse, body: ProductIn) -> Any:
    """Add a product that is sold from now on."""
    added = actions.add_product(actor=request.user, **body.dict(exclude_unset=True))
    with_etag(response, added)
    return Status(201, added)


@router.get("/products/{int:product_id}", response=ProductOut, operation_id="get_product")
def get_product(request: Request, response: HttpResponse, product_id: int) -> Any:
    """One product."""
    found = queries.get_product(request.user, product_id)
    with_etag(response, found)
    return found


@router.patch("/products/{int:product_id}", response=ProductOut, operation_id="edit_product")
def edit_product(request: Request, response: HttpResponse, product_id: int, body: ProductChange) -> Any:
    """Change a product. With If-Match, only if nobody else did since you read it."""
    found, values = queries.get_product(request.user, product_id), body.dict(exclude_unset=True)
    saved = actions.edit_product(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.post("/products/{int:product_id}/retire", response=ProductOut, operation_id="retire_product")
def retire_product(request: Request, response: HttpResponse, product_id: int) -> Any:
    """Stop selling a product; deals that have it keep it."""
    found = queries.get_product(request.user, product_id)
    saved = actions.retire_product(found, actor=request.user, version=version_of(request))
    with_etag(response, saved)
    return saved


@router.post("/products/{int:product_id}/sell", response=ProductOut, operation_id="sell_product_again")
def sell_product_again(request: Request, response: HttpResponse, product_id: int) -> Any:
    """Offer a retired product again."""
    found = queries.get_product(request.user, product_id)
    saved = actions.sell_product_again(found, actor=request.user, version=version_of(request))
    with_etag(response, saved)
    return saved


@router.get("/products/{int:product_id}/prices", response=list[PriceOut], operation_id="list_prices")
def list_prices(request: Request, product_id: int) -> Any:
    """What a product costs in each price book."""
    return _prices(request, queries.get_product(request.user, product_id))


@router.put(
    "/products/{int:product_id}/prices/{int:book_id}", response=list[PriceOut], operation_id="set_price"
)
def set_price(request: Request, product_id: int, book_id: int, body: PriceIn) -> Any:
    """Say what one unit costs in a price book."""
    found, book = queries.get_product(request.user, product_id), queries.get_book(request.user, book_id)
    actions.set_price(found, actor=request.user, book=book, amount=body.amount)
    return _prices(request, found)


@router.get("/price-books", response=list[BookOut], operation_id="list_price_books")
def list_price_books(request: Request) -> Any:
    """The price books, the default one first."""
    return queries.books(request.user)


@router.post("/price-books", response={201: BookOut}, operation_id="add_price_book")
def add_price_book(request: Request, response: HttpResponse, body: BookIn) -> Any:
    """Add a price book."""
    added = actions.add_book(actor=request.user, **body.dict())
    with_etag(response, added)
    return Status(201, added)


@router.patch("/price-books/{int:book_id}", response=BookOut, operation_id="edit_price_book")
def edit_price_book(request: Request, response: HttpResponse, book_id: int, body: BookChange) -> Any:
    """Rename a price book, or correct its currency; the prices keep their figures."""
    found, values = queries.get_book(request.user, book_id), body.dict(exclude_unset=True)
    saved = actions.edit_book(found, actor=request.user, version=version_of(request), **values)
    with_etag(response, saved)
    return saved


@router.post("/price-books/{int:book_id}/default", response=BookOut, operation_id="make_default_book")
def make_default_book(request: Request, response: HttpResponse, book_id: int) -> Any:
    """Let new deals take their prices from this book."""
    found = queries.get_book(request.user, book_id)
    saved = actions.make_default_book(found, actor=request.user, version=version_of(request))
    with_etag(response, saved)
    return saved


def _prices(request: Request, product: Any) -> list[dict[str, Any]]:
    return [
        {"book": priced.book, "amount": priced.price and priced.price.amount}
        for priced in queries.prices_of(request.user, product)
    ]
