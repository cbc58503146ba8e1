"""Two people open one form: the second to save sees both versions, and loses nothing of what they typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse

from tandem.authority.fields import define_field
from tests.addresses import every_address
from tests.cast import Cast
from tests.scene import WORDS, things_of

# Page, the parameters of its address, who edits; the field, what the first types and what the second.
FORMS = [
    ("customers:account_edit", ("account_id",), "olga", "city", "Bonn", "Ulm"),
    ("customers:contact_edit", ("contact_id",), "olga", "title", "Buyer", "Head of buying"),
    ("deals:edit", ("deal_id",), "olga", "source", "Fair", "Referral"),
    ("deals:next_step", ("deal_id",), "olga", "next_step", "Call Ada", "Send the quote"),
    ("people:person_edit", ("person_id",), "adam", "title", "Hunter", "Closer"),
    ("people:absence_edit", ("absence_id",), "olga", "kind", "vacation", "sick"),
    ("people:team_edit", ("team_id",), "adam", "name", "Docks", "Port"),
    ("people:profile", (), "olga", "title", "Hunter", "Closer"),
    ("authority:organization", (), "adam", "name", "Maple Works", "Maple Group"),
    ("catalog:product_edit", ("product_id",), "adam", "family", "Pumps", "Valves"),
    ("catalog:book_edit", ("book_id",), "adam", "name", "List 2026", "List 2027"),
    ("deals:pipeline_edit", ("pipeline_id",), "adam", "name", "Direct", "Partners"),
    ("deals:stage_edit", ("stage_id",), "adam", "usual_days", "9", "12"),
    ("deals:stage_edit", ("stage_id",), "adam", "blocks", ["amount"], ["account", "expected_close_on"]),
    ("workspace:field_edit", ("field_id",), "adam", "help", "Of the contact", "In two letters"),
    ("forecasts:rhythm", (), "adam", "weekday", "3", "2"),
    ("deals:line_edit", ("deal_id", "line_id"), "olga", "quantity", "7.00", "9.00"),
    ("deals:line_edit", ("deal_id", "line_id"), "olga", "unit_price", "11.55", "12.55"),
    ("deals:stakeholder_edit", ("deal_id", "stakeholder_id"), "olga", "role", "user", "blocker"),
    ("deals:reason_edit", ("reason_id",), "adam", "name", "Price too high", "Too dear"),
    ("activities:edit", ("activity_id",), "olga", "text", "Spoke with Ada", "Spoke with Berta"),
]
# Pages that edit and carry no version, and why nothing gets lost.
WITHOUT = {
    "collaboration:edit-comment": "only its author edits a comment",
}


def test_every_page_that_edits_carries_a_version_or_says_why_not():
    editing = {
        name for name, _ in every_address() if name.replace("-", "_").endswith("edit") or "edit-" in name
    }
    assert editing - {page for page, *_ in FORMS} == set(WITHOUT)


def typed(form: BaseForm, page: Any, **changed: Any) -> dict[str, Any]:
    """What a browser sends of a form that was opened and changed."""
    held = {name: form[name].value() for name in form.fields}
    if "version" not in held:  # where the page writes it itself
        held["version"] = page.context["row"].version
    sent = {**held, **changed}
    return {name: value for name, value in sent.items() if value not in (None, "") and value is not False}


@pytest.mark.parametrize(
    ("page", "parameters", "who", "field", "first", "second"), FORMS, ids=lambda one: str(one)[:30]
)
def test_the_second_to_save_sees_both_versions_and_may_keep_theirs(
    cast: Cast, page: str, parameters: tuple[str, ...], who: str, field: str, first: Any, second: Any
):
    ids, person = things_of(cast.olga, WORDS["olga"], cast), getattr(cast, who)
    person.refresh_from_db()
    client = Client()
    client.force_login(person)
    url = reverse(page, args=[ids.get(name) for name in parameters])
    opened = client.get(url)
    form = opened.context["form"]
    sent = [typed(form, opened, **{field: value}) for value in (first, second)]
    assert client.post(url, sent[0]).status_code == 303
    late = client.post(url, sent[1])
    assert late.status_code == 409, late.content.decode()
    shown = late.content.decode()
    assert "Somebody changed this" in shown
    assert in_words(form, field, first) in shown
    assert in_words(form, field, second) in shown
    assert late.context["form"][field].value() == second
    again = {**sent[1], "version": latest(late)}
    assert client.post(url, again).status_code == 303
    kept = client.get(url).context["form"][field].value()
    assert str(kept) == str(second)


def latest(answer: Any) -> int:
    """The version that the form holds after a conflict."""
    form = answer.context["form"]
    return form["version"].value() if "version" in form.fields else answer.context["row"].version


def in_words(form: BaseForm, field: str, value: Any) -> str:
    """A value as people read it."""
    labels = {str(key): str(label) for key, label in getattr(form.fields[field], "choices", ())}
    return ", ".join(
        labels.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value])
    )


OWN = [
    ("account", "customers:account_edit", "account_id"),
    ("contact", "customers:contact_edit", "contact_id"),
    ("deal", "deals:edit", "deal_id"),
]


@pytest.mark.parametrize(("record", "page", "parameter"), OWN, ids=lambda one: str(one))
def test_what_somebody_else_saved_in_an_own_field_is_seen_before_it_is_written_over(
    cast: Cast, record: str, page: str, parameter: str
):
    """Also where one typed something else entirely: the form sends every field."""
    define_field(actor=cast.adam, record=record, label="Seats", type="number")
    ids = things_of(cast.olga, WORDS["olga"], cast)
    client = Client()
    client.force_login(cast.olga)
    url = reverse(page, args=[ids.get(parameter)])
    opened = client.get(url)
    form = opened.context["form"]
    first, second = typed(form, opened, x_seats="5417"), typed(form, opened, x_seats="")
    assert client.post(url, first).status_code == 303
    late = client.post(url, second)
    assert late.status_code == 409
    assert [(one.label, one.theirs, one.yours) for one in late.context["both"]] == [
        ("Seats", "5417", "nothing")
    ]
    assert "5417" in late.content.decode()
