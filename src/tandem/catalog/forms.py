"""What an administrator may type about products and prices."""

from __future__ import annotations

from django import forms

from tandem.core.amounts import AmountFormField
from tandem.core.ui.dialogs import VersionedForm


class ProductForm(VersionedForm):
    """What a product is."""

    name = forms.CharField(max_length=200)
    code = forms.CharField(max_length=60, required=False)
    family = forms.CharField(max_length=80, required=False)
    unit = forms.CharField(max_length=40, required=False, help_text="Piece, day, license …")
    description = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))


class PriceForm(forms.Form):
    """What one unit costs in a price book."""

    amount = AmountFormField(
        label="Price", required=False, min_value=0, help_text="Empty: no price in this book."
    )


class BookForm(VersionedForm):
    """A price book."""

    name = forms.CharField(max_length=120)
    currency = forms.CharField(max_length=3, help_text="A code such as EUR or USD.")

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()
