"""Form fields: label above, help below, errors that are announced, the right daisyUI class for each widget."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.widgets import Input

from tandem.core.ui.pick import Pick

LOOKS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkbox checkbox-sm checkbox-primary"),
    (forms.RadioSelect, "radio radio-sm radio-primary"),
    (forms.CheckboxInput, "checkbox checkbox-sm checkbox-primary"),
    (forms.Textarea, "textarea w-full"),
    (forms.FileInput, "file-input w-full"),
    (Pick, "input w-full"),
    (forms.SelectMultiple, "select w-full h-auto"),
    (forms.Select, "select w-full"),
    (Input, "input w-full"),
)


def look(widget: forms.Widget) -> str:
    return next((classes for kind, classes in LOOKS if isinstance(widget, kind)), "")


def field(
    bound: BoundField,
    label: str | None = None,
    help: str | None = None,  # noqa: A002
    prefix: str = "",
    suffix: str = "",
    icon: str = "",
    cls: str = "",
    quiet: bool = False,
    toggle: bool = False,
    **attributes: Any,
) -> dict[str, Any]:
    """Context of ui/_field.html. Other named arguments become attributes of the input: hx_get=… → hx-get."""
    widget = bound.field.widget
    said = help if help is not None else bound.help_text
    input_id = bound.id_for_label or bound.auto_id
    errors = list(bound.errors)
    described = " ".join(
        part for part in (f"{input_id}_help" if said else "", f"{input_id}_err" if errors else "") if part
    )
    attrs: dict[str, Any] = {
        key.replace("_", "-"): value for key, value in attributes.items() if value is not None
    }
    classes = "toggle toggle-sm toggle-primary" if toggle else look(widget)
    attrs["class"] = " ".join(part for part in (widget.attrs.get("class", ""), classes, cls) if part)
    if described:
        attrs["aria-describedby"] = described
    if errors:
        attrs["aria-invalid"] = "true"
    group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    if group:  # each choice is drawn by itself, so the widget of this form's field carries the class
        widget.attrs["class"] = attrs["class"]
        input_id = bound.auto_id
    return {
        "bound": bound,
        "input": "" if group else bound.as_widget(attrs=attrs),
        "described": described,
        "input_id": input_id,
        "label": label if label is not None else bound.label,
        "help": said,
        "errors": errors,
        "prefix": prefix,
        "suffix": suffix,
        "icon": icon,
        "quiet": quiet,
        "hidden": bound.is_hidden,
        "check": isinstance(widget, forms.CheckboxInput) and not group,
        "group": group,
        "optional": not bound.field.required,
    }


def form_errors(form: forms.BaseForm) -> dict[str, Any]:
    """Context of ui/_form_errors.html: what concerns the whole form, and links when several fields are wrong."""
    wrong = [bound for bound in form if bound.errors and not bound.is_hidden]
    hidden = [f"{bound.label}: {error}" for bound in form.hidden_fields() for error in bound.errors]
    return {
        "whole": [*form.non_field_errors(), *hidden],
        "fields": [(bound.id_for_label or bound.auto_id, bound.label) for bound in wrong]
        if len(wrong) > 1
        else [],
    }
