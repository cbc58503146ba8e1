"""Reads. The viewer comes first."""

from tandem.collaboration.queries.agreements import (
    AgreementPage,
    about_record,
    agreement_page,
    get_agreement,
    kept,
    waiting,
    waiting_count,
)

__all__ = [
    "AgreementPage",
    "about_record",
    "agreement_page",
    "get_agreement",
    "kept",
    "waiting",
    "waiting_count",
]
