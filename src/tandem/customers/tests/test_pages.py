"""The pages of accounts and contacts, seen by each role and used like a person would."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from tandem.customers import actions
from tandem.customers.models import Account, Contact
from tests.cast import Cast


@pytest.fixture
def acorn(cast: Cast) -> Account:
    return actions.add_account(actor=cast.olga, name="Acorn Works", industry="mining")


def words(client: Client, name: str, *args: int, **params: str) -> str:
    return client.get(reverse(name, args=args), params).content.decode()


def test_lists_show_only_what_is_ones_own(cast: Cast, acorn: Account, client: Client):
    actions.add_contact(acorn, actor=cast.olga, name="Ada Berg")
    client.force_login(cast.olga)
    assert "Acorn Works" in words(client, "customers:accounts")
    assert "Ada Berg" in words(client, "customers:contacts")
    client.force_login(cast.pia)
    assert "Acorn" not in words(client, "customers:accounts")
    assert "Ada" not in words(client, "customers:contacts")
    assert client.get(reverse("customers:account", args=[acorn.pk])).status_code == 404
    assert client.get(reverse("customers:pick"), {"q": "Aco"}).json() == {"results": []}


def test_adding_an_account_leads_to_its_page(cast: Cast, client: Client):
    client.force_login(cast.olga)
    answer = client.post(reverse("customers:account_new"), {"name": "Birch", "employees": "120"})
    assert answer.status_code == 303
    assert "50 to 249" in client.get(answer["Location"]).content.decode()


def test_revenue_without_a_currency_is_asked_for_at_the_field(cast: Cast, client: Client):
    client.force_login(cast.olga)
    answer = client.post(reverse("customers:account_new"), {"name": "Birch", "revenue": "1000000"})
    assert answer.status_code == 422
    assert "in which currency" in answer.content.decode()


def test_the_second_editor_sees_both_versions_and_loses_nothing(cast: Cast, acorn: Account, client: Client):
    actions.edit_account(acorn, actor=cast.nora, city="Bonn")
    client.force_login(cast.olga)
    url = reverse("customers:account_edit", args=[acorn.pk])
    typed = {"name": "Acorn Works", "industry": "mining", "city": "Ulm", "version": "1"}
    answer = client.post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bonn" in page
    assert "Ulm" in page
    acorn.refresh_from_db()
    again = client.post(url, {**typed, "version": str(acorn.version)})
    assert again.status_code == 303
    acorn.refresh_from_db()
    assert acorn.city == "Ulm"


def test_an_edit_is_undone_from_the_toast(cast: Cast, acorn: Account, client: Client):
    client.force_login(cast.olga)
    url = reverse("customers:account_edit", args=[acorn.pk])
    answer = client.post(url, {"name": "Acorn Works", "industry": "timber", "version": "1"}, follow=True)
    tags = [message.extra_tags for message in answer.context["messages"]]
    assert tags[0].startswith("undo:")
    client.post(tags[0].removeprefix("undo:"))
    acorn.refresh_from_db()
    assert acorn.industry == "mining"


def test_an_executive_reads_and_does_not_edit(cast: Cast, acorn: Account, client: Client):
    client.force_login(cast.erin)
    assert reverse("customers:account_edit", args=[acorn.pk]) not in words(
        client, "customers:account", acorn.pk
    )
    answer = client.post(reverse("customers:account_edit", args=[acorn.pk]), {"name": "X", "version": "1"})
    assert answer.status_code == 403


def test_a_contact_is_added_at_its_account(cast: Cast, acorn: Account, client: Client):
    client.force_login(cast.olga)
    client.post(reverse("customers:contact_new"), {"name": "Ada Berg", "account": acorn.pk})
    assert Contact.objects.get().account == acorn
    assert "Ada Berg" in words(client, "customers:account", acorn.pk)


def test_pages_cost_the_same_with_one_row_and_with_twenty(
    cast: Cast, acorn: Account, client: Client, django_assert_max_num_queries
):
    for number in range(20):
        actions.add_contact(acorn, actor=cast.olga, name=f"Contact {number}")
        actions.add_account(actor=cast.olga, name=f"Account {number}")
    client.force_login(cast.olga)
    for url in (reverse("customers:accounts"), reverse("customers:account", args=[acorn.pk])):
        with django_assert_max_num_queries(12):
            client.get(url)


def test_many_accounts_are_edited_at_once_and_keep_what_stays_empty(
    cast: Cast, acorn: Account, client: Client
):
    birch = actions.add_account(actor=cast.olga, name="Birch", industry="wood", city="Ulm")
    given = {"bulk": "edit-account", "ids": [acorn.pk, birch.pk]}
    client.force_login(cast.olga)
    asked = client.post(reverse("customers:accounts"), given).content.decode()
    assert "What stays empty is left as it is" in asked
    assert asked.count(">As it is</option>") == 2

    empty = client.post(reverse("customers:accounts"), given | {"confirmed": "yes"})
    assert empty.status_code == 422
    assert "Fill in what should change." in empty.content.decode()

    answer = client.post(
        reverse("customers:accounts"), given | {"confirmed": "yes", "region": "South", "strategic": "yes"}
    )
    assert answer.status_code == 303
    birch.refresh_from_db()
    assert (birch.region, birch.strategic, birch.city, birch.industry) == ("South", True, "Ulm", "wood")
    assert acorn.__class__.objects.get(pk=acorn.pk).region == "South"


def test_many_contacts_are_edited_at_once(cast: Cast, acorn: Account, client: Client):
    ada = actions.add_contact(acorn, actor=cast.olga, name="Ada Berg", title="Buyer")
    client.force_login(cast.olga)
    given = {"bulk": "edit-contact", "ids": [ada.pk], "confirmed": "yes", "city": "Bonn"}
    assert client.post(reverse("customers:contacts"), given).status_code == 303
    ada.refresh_from_db()
    assert (ada.city, ada.title) == ("Bonn", "Buyer")


@pytest.mark.parametrize(
    ("typed", "opened"),
    [
        ("https://www.acorn.example/about", "https://www.acorn.example/about"),
        ("acorn.example", "https://acorn.example"),
        ("HTTP://Acorn.example:8080?a=b", "HTTP://Acorn.example:8080?a=b"),
        ("bücher.example", "https://bücher.example"),
        ("javascript:alert(1)", ""),
        ("none yet", ""),
        ("https://", ""),
        ("data:text/html,acorn.example", ""),
    ],
)
def test_a_website_is_opened_from_the_page_of_the_account_and_nothing_else_is(
    cast: Cast, client: Client, typed: str, opened: str
):
    account = actions.add_account(actor=cast.olga, name="Acorn Works", website=typed)
    client.force_login(cast.olga)
    page = words(client, "customers:account", account.pk)
    assert escape(typed) in page
    assert (f'href="{opened}" target="_blank" rel="noopener noreferrer"' in page) == bool(opened)
    assert page.count('target="_blank"') == bool(opened)
