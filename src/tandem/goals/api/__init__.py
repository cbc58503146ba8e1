"""Plans, targets and their chances over the API: what is read and edited, and the acts."""

from tandem.goals.api import acts, drafts, goals, limits
from tandem.goals.api.plans import router

__all__ = ["acts", "drafts", "goals", "limits", "router"]
