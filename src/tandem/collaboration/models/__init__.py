"""What two people agreed, said to each other, and were told."""

from tandem.collaboration.models.agreements import Agreement, AgreementQuerySet, AgreementVersion, Signature

__all__ = ["Agreement", "AgreementQuerySet", "AgreementVersion", "Signature"]
