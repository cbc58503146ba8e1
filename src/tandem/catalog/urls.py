"""Addresses of products and prices."""

from __future__ import annotations

from django.urls import path

from tandem.catalog import views

app_name = "catalog"
urlpatterns = [
    path("products/", views.products, name="products"),
    path("products/new/", views.product_new, name="product_new"),
    path("products/<int:product_id>/", views.product, name="product"),
    path("products/<int:product_id>/edit/", views.product_edit, name="product_edit"),
    path("products/<int:product_id>/sold/", views.product_sold, name="product_sold"),
    path("products/<int:product_id>/prices/<int:book_id>/", views.price, name="price"),
    path("books/new/", views.book_new, name="book_new"),
    path("books/<int:book_id>/", views.book_edit, name="book_edit"),
    path("books/<int:book_id>/default/", views.book_default, name="book_default"),
]
