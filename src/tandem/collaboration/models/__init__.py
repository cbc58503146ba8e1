"""What two people agreed, said to each other, and were told."""

from tandem.collaboration.models.agreements import (
    Agreement,
    AgreementQuerySet,
    AgreementVersion,
    Signature,
    givers,
)
from tandem.collaboration.models.comments import Announcement, Comment, WithRecord, is_record
from tandem.collaboration.models.notifications import Notification, NotificationChoice

__all__ = [
    "Agreement",
    "AgreementQuerySet",
    "AgreementVersion",
    "Announcement",
    "Comment",
    "Notification",
    "NotificationChoice",
    "Signature",
    "WithRecord",
    "givers",
    "is_record",
]
