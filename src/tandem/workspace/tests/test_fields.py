"""Settings: an administrator adds a field, changes it, archives it and brings it back."""

from django.test import Client
from django.urls import reverse

from tandem.core.models import CustomField
from tests.cast import Cast


def test_a_field_is_added_changed_archived_and_brought_back(cast: Cast, client: Client):
    client.force_login(cast.adam)
    page = reverse("workspace:fields")
    assert page in client.get(reverse("workspace:settings")).content.decode()
    new = reverse("workspace:field_new", args=["account"])
    given = {"label": "Tier", "type": "choice", "choices": "Gold\nTin\n"}
    assert client.post(new, {**given, "choices": "Gold"}).status_code == 422
    assert client.post(new, given).status_code == 303
    field = CustomField.objects.get()
    assert field.choices == ["Gold", "Tin"]
    assert client.post(new, given).status_code == 422  # the label is taken
    edit = reverse("workspace:field_edit", args=[field.pk])
    assert "Gold\nTin" in client.get(edit).content.decode()
    assert (
        client.post(edit, {"label": "Class", "choices": "Gold\nTin\nLead", "required": "on"}).status_code
        == 303
    )
    archive = reverse("workspace:field_archive", args=[field.pk])
    assert client.post(archive).status_code == 303
    assert "archived" in client.get(page).content.decode()
    assert client.post(archive).status_code == 303
    field.refresh_from_db()
    assert (field.label, field.required, field.archived_at) == ("Class", True, None)


def test_nobody_else_defines_fields(cast: Cast, client: Client):
    client.force_login(cast.nora)
    assert client.get(reverse("workspace:fields")).status_code == 403
    assert client.post(reverse("workspace:field_new", args=["deal"]), {"label": "A"}).status_code == 403
    client.force_login(cast.adam)
    assert client.get(reverse("workspace:field_new", args=["team"])).status_code == 404
