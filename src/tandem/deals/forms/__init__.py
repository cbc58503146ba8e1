"""What a person may type about deals and pipelines."""

from tandem.deals.forms.deals import (
    DealForm,
    EditDealForm,
    EditDealsForm,
    EstimateForm,
    LineForm,
    LoseForm,
    MoveForm,
    NewDealForm,
    NextStepForm,
    PipelineChangeForm,
    ReassignForm,
    ReopenForm,
    StakeholderForm,
    WinForm,
)
from tandem.deals.forms.pipelines import (
    NewReasonForm,
    PipelineForm,
    ReasonForm,
    RemoveStageForm,
    StageForm,
    criteria_as_text,
)

__all__ = [
    "DealForm",
    "EditDealForm",
    "EditDealsForm",
    "EstimateForm",
    "LineForm",
    "LoseForm",
    "MoveForm",
    "NewDealForm",
    "NewReasonForm",
    "NextStepForm",
    "PipelineChangeForm",
    "PipelineForm",
    "ReasonForm",
    "ReassignForm",
    "RemoveStageForm",
    "ReopenForm",
    "StageForm",
    "StakeholderForm",
    "WinForm",
    "criteria_as_text",
]
