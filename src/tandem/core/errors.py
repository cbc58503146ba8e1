"""Errors that a person reads. Rendered once, for pages, fragments and the API, by core.middleware.

    TandemError             a sentence, a code, what to do next
    ├── NotAllowed   403    you may see this, but not do that
    │   └── BeyondLimit     you may do that up to a limit; somebody above you decides
    ├── Refused      422    a rule of selling says no (fields tell which input)
    ├── Conflict     409    the row changed since you read it
    └── Busy         409    somebody held at that moment what this would have changed

A row that a person may not see is django.http.Http404, never one of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class TandemError(Exception):
    """What happened (`sentence`) and what to do about it (`remedy`)."""

    status = 400
    code = "error"

    def __init__(
        self,
        sentence: str,
        *,
        code: str | None = None,
        remedy: str = "",
        fields: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.remedy = remedy
        self.fields = dict(fields or {})
        if code:
            self.code = code

    def as_problem(self) -> dict[str, Any]:
        """The error as RFC 9457 problem+json members."""
        problem: dict[str, Any] = {
            "type": f"about:blank#{self.code}",
            "title": self.sentence,
            "status": self.status,
            "code": self.code,
        }
        return {**problem, "remedy": self.remedy, "fields": self.fields}


class NotAllowed(TandemError):
    status = 403
    code = "not-allowed"


class BeyondLimit(NotAllowed):
    """The actor's limit does not suffice. `approver_id` is the next person up whose limit does."""

    code = "beyond-limit"

    def __init__(self, sentence: str, *, verb: str, approver_id: int | None, remedy: str = "") -> None:
        super().__init__(sentence, remedy=remedy)
        self.verb = verb
        self.approver_id = approver_id


class Refused(TandemError):
    status = 422
    code = "refused"


class Busy(TandemError):
    """Nothing was changed, and trying again is all there is to do."""

    status = 409
    code = "busy"

    def __init__(self) -> None:
        super().__init__(
            "Somebody else was changing the same just then. Nothing was saved.", remedy="Try again."
        )


class Conflict(TandemError):
    """Somebody else changed the row first. `current` holds their version, `yours` what was sent."""

    status = 409
    code = "conflict"

    def __init__(self, sentence: str, *, current: object = None, remedy: str = "") -> None:
        super().__init__(sentence, remedy=remedy)
        self.current = current
