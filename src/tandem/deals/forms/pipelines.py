"""What an administrator may type about pipelines, stages and reasons for losing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from tandem.core.ui.dialogs import VersionedForm
from tandem.deals.models import Stage
from tandem.deals.rules import CRITERIA


class PipelineForm(VersionedForm):
    """A pipeline's name."""

    name = forms.CharField(max_length=120)


class StageForm(VersionedForm):
    """What a stage is called, how it weighs, how long it usually takes, what it asks for."""

    name = forms.CharField(max_length=80)
    chance = forms.IntegerField(label="Stage chance in percent", min_value=0, max_value=100)
    usual_days = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=999,
        help_text="Empty: the median of past deals, as soon as there are enough.",
    )
    blocks = forms.MultipleChoiceField(
        label="A deal does not leave without",
        required=False,
        choices=CRITERIA.items(),
        widget=forms.CheckboxSelectMultiple,
    )
    warns = forms.MultipleChoiceField(
        label="A deal that leaves without is warned about",
        required=False,
        choices=CRITERIA.items(),
        widget=forms.CheckboxSelectMultiple,
    )
    texts = forms.CharField(
        label="To be confirmed by hand",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence a line, such as: Budget is known. It blocks until somebody ticks it.",
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != "open":
            for name in ("chance", "usual_days", "blocks", "warns", "texts"):
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        """As `actions.add_stage` and `edit_stage` take them."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if "blocks" not in self.fields:
            return values
        blocks, warns = values.pop("blocks"), values.pop("warns")
        sentences = [line.strip() for line in values.pop("texts").splitlines() if line.strip()]
        values["exit_criteria"] = [
            *({"field": name, "block": True} for name in blocks),
            *({"field": name, "block": False} for name in warns if name not in blocks),
            *({"text": sentence[:200], "block": True} for sentence in sentences),
        ]
        return values


def criteria_as_text(criteria: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A stage's exit criteria as StageForm shows them."""
    fields = [criterion for criterion in criteria if criterion.get("field") in CRITERIA]
    return {
        "blocks": [criterion["field"] for criterion in fields if criterion.get("block")],
        "warns": [criterion["field"] for criterion in fields if not criterion.get("block")],
        "texts": "\n".join(criterion["text"] for criterion in criteria if criterion.get("text")),
    }


class RemoveStageForm(forms.Form):
    """Where the deals of a removed stage go."""

    heir = forms.ChoiceField(label="Its deals go to", required=False)

    def __init__(self, *args: Any, stages: Sequence[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heir"].choices = [("", "It has none"), *((stage.pk, stage.name) for stage in stages)]  # type: ignore[attr-defined]


class NewReasonForm(forms.Form):
    """A reason for losing."""

    name = forms.CharField(max_length=80)


class ReasonForm(VersionedForm):
    """A reason, and whether it is offered."""

    name = forms.CharField(max_length=80)
    active = forms.BooleanField(label="Offered", required=False)
