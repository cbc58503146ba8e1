"""What a person may type about deals and pipelines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from tandem.authority import organization
from tandem.authority.grants import Reach
from tandem.authority.reach import people_within, reach_of
from tandem.catalog.queries import products
from tandem.core.amounts import AmountFormField
from tandem.core.fields.forms import OwnFields
from tandem.core.fields.many import EditMany
from tandem.core.money import CURRENCIES
from tandem.core.ui.dialogs import VersionedForm
from tandem.core.ui.pick import Pick
from tandem.customers.queries import accounts, contacts
from tandem.deals import queries
from tandem.deals.models import Deal, Stage
from tandem.deals.models.deals import CATEGORIES, DEAL_KINDS
from tandem.deals.models.parts import BUYING_ROLES
from tandem.people.models import Person

OPEN_CATEGORIES = {key: words for key, words in CATEGORIES.items() if key != "closed"}


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **options)


def _picked(rows: Any, url_name: str, **options: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(rows, widget=Pick(url_name), **options)


class EstimateForm(forms.Form):
    """What one thinks of a deal's chance oneself."""

    percent = forms.IntegerField(
        label="Chance in percent", min_value=0, max_value=100, help_text="0 to 100, as you see it today."
    )


class DealForm(OwnFields):
    """What is known of a deal."""

    own_fields = "deal"

    name = forms.CharField(label="What it is about", max_length=200)
    account: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, required=False)
    amount = AmountFormField(required=False, min_value=0)
    currency = forms.CharField(max_length=3)
    expected_close_on = _day(label="Expected to close", required=False)
    next_step = forms.CharField(max_length=200, required=False)
    next_step_on = _day(label="On", required=False)
    forecast_category = forms.ChoiceField(choices=OPEN_CATEGORIES.items())
    kind = forms.ChoiceField(label="Type", choices=DEAL_KINDS.items())
    source = forms.CharField(max_length=80, required=False, help_text="Trade fair, web form, referral …")

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        account = _picked(accounts(viewer), "customers:pick", required=False, label="Account")
        self.fields["account"] = account

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).upper()
        if code not in CURRENCIES:
            raise forms.ValidationError(f"“{code}” is not a currency Tandem knows. Use a code such as EUR.")
        return code


class NewDealForm(DealForm):
    """A deal to be opened, in a stage, for somebody."""

    stage = forms.ChoiceField(required=False)
    owner: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, required=False)
    field_order = ("name", "account", "amount", "currency", "expected_close_on", "stage", "owner")

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["currency"].initial = organization.current().currency
        self.fields["forecast_category"].initial = "pipeline"
        self.stages = {stage.pk: stage for stage in queries.used_stages() if stage.is_open}
        several = len({stage.pipeline_id for stage in self.stages.values()}) > 1
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (pk, f"{stage.pipeline.name}: {stage.name}" if several else stage.name)
            for pk, stage in self.stages.items()
        ]
        if not self.stages:
            del self.fields["stage"]
        if reach_of(viewer, "deals.open") in (Reach.TEAM, Reach.ALL):
            people = people_within(viewer, "deals.open").filter(is_active=True)
            self.fields["owner"] = _picked(people, "deals:pick_person", required=False, label="Owner")
        else:
            del self.fields["owner"]

    def clean_stage(self) -> Stage | None:
        value = self.cleaned_data.get("stage")
        return self.stages.get(int(value)) if value else None


class EditDealForm(DealForm):
    """The facts of a deal, with the version that the person read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Person, deal: Deal, has_lines: bool, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        if has_lines:
            self.fields["amount"].disabled = True
            self.fields["amount"].help_text = "The sum of the products."
        if not deal.is_open:
            for name in ("amount", "currency", "expected_close_on", "next_step", "next_step_on"):
                self.fields[name].disabled = True
            del self.fields["forecast_category"]


class EditDealsForm(EditMany):
    """What many deals may share."""

    own_fields = "deal"

    expected_close_on = _day(label="Expected to close")
    forecast_category = forms.ChoiceField(choices=OPEN_CATEGORIES.items())
    next_step = forms.CharField(max_length=200)
    next_step_on = _day(label="On")
    kind = forms.ChoiceField(label="Type", choices=DEAL_KINDS.items())
    source = forms.CharField(max_length=80)


class NextStepForm(VersionedForm):
    """What happens next, and when."""

    next_step = forms.CharField(max_length=200, required=False, help_text="Empty: nobody knows yet.")
    next_step_on = _day(label="On", required=False)


class MoveForm(forms.Form):
    """Where a deal goes, and which criteria in words are met."""

    stage = forms.ChoiceField(widget=forms.RadioSelect)
    confirmed = forms.MultipleChoiceField(
        label="Before it goes on", required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, stages: Sequence[Stage], texts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(stage.pk, stage.name) for stage in stages]  # type: ignore[attr-defined]
        if texts:
            self.fields["confirmed"].choices = [(text, text) for text in texts]  # type: ignore[attr-defined]
        else:
            del self.fields["confirmed"]


class PipelineChangeForm(forms.Form):
    """Where a deal goes on in another pipeline."""

    stage = forms.ChoiceField(
        label="It goes on in", widget=forms.RadioSelect, help_text="Its time in the stage begins anew."
    )

    def __init__(self, *args: Any, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(one.pk, f"{one.pipeline.name}: {one.name}") for one in stages]  # type: ignore[attr-defined]


class WinForm(forms.Form):
    """What was signed, and when."""

    amount = AmountFormField(min_value=0)
    closed_on = _day(label="Signed on")
    confirmed = forms.MultipleChoiceField(
        label="Before it is won", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label="Reason", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, has_lines: bool, texts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_lines:
            self.fields["amount"].disabled = True
            self.fields["amount"].help_text = "The sum of the products."
        if texts:
            self.fields["confirmed"].choices = [(text, text) for text in texts]  # type: ignore[attr-defined]
        else:
            del self.fields["confirmed"]


class LoseForm(forms.Form):
    """Why it was lost, and when."""

    reason: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, empty_label="Choose the one that decided it"
    )
    note = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="What the next one can learn."
    )
    closed_on = _day(label="Lost on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = queries.lost_reasons()  # type: ignore[attr-defined]


class ReopenForm(forms.Form):
    """Why a closed deal is open again."""

    reason = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ReassignForm(forms.Form):
    """Who gets it."""

    to: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None, label="New owner")

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_within(viewer, "deals.reassign").filter(is_active=True)
        self.fields["to"] = _picked(people, "deals:pick_person", label="New owner")


class LineForm(VersionedForm):
    """A product on a deal."""

    product: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None)
    quantity = forms.DecimalField(min_value=Decimal("0.01"), max_digits=12, decimal_places=2, initial=1)
    unit_price = AmountFormField(required=False, min_value=0, help_text="Empty: the price book's price.")
    discount = forms.DecimalField(
        label="Discount in percent", min_value=0, max_value=100, max_digits=5, decimal_places=2, initial=0
    )

    def __init__(self, *args: Any, viewer: Person, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            self.fields["product"] = _picked(products(viewer).sold(), "deals:pick_product")
            del self.fields["version"]
        else:
            del self.fields["product"]
            self.fields["unit_price"].required = True
            self.fields["unit_price"].help_text = ""


class StakeholderForm(VersionedForm):
    """A contact with a say in a deal."""

    contact: forms.ModelChoiceField[Any] = forms.ModelChoiceField(None)
    role = forms.ChoiceField(
        label="Buying role", choices=[("", "Not known yet"), *BUYING_ROLES.items()], required=False
    )
    engaged = forms.BooleanField(required=False, help_text="They talk with us.")

    def __init__(self, *args: Any, viewer: Person, deal: Deal, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            rows = contacts(viewer)
            del self.fields["version"]
            self.fields["contact"] = _picked(rows, "customers:contact_pick")
            self.fields["contact"].widget.placeholder = (
                f"Somebody at {deal.account.name}" if deal.account else "Type to search"
            )
        else:
            del self.fields["contact"]
