"""Addresses of accounts and contacts."""

from __future__ import annotations

from django.urls import path

from tandem.customers.views import accounts, contacts

app_name = "customers"
urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.account_new, name="account_new"),
    path("accounts/pick/", accounts.pick, name="pick"),
    path("accounts/<int:account_id>/", accounts.account, name="account"),
    path("accounts/<int:account_id>/edit/", accounts.account_edit, name="account_edit"),
    path("accounts/<int:account_id>/reassign/", accounts.account_reassign, name="account_reassign"),
    path("accounts/<int:account_id>/merge/", accounts.account_merge, name="account_merge"),
    path("accounts/<int:account_id>/delete/", accounts.account_delete, name="account_delete"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/new/", contacts.contact_new, name="contact_new"),
    path("contacts/pick/", contacts.pick, name="contact_pick"),
    path("contacts/<int:contact_id>/", contacts.contact, name="contact"),
    path("contacts/<int:contact_id>/edit/", contacts.contact_edit, name="contact_edit"),
    path("contacts/<int:contact_id>/delete/", contacts.contact_delete, name="contact_delete"),
]
