"""Reads. The viewer comes first."""

from tandem.collaboration.queries.agreements import (
    AgreementPage,
    Item,
    about_record,
    agreement_page,
    as_item,
    get_agreement,
    kept,
    late_below,
    prepare,
    waiting,
    waiting_count,
)
from tandem.collaboration.queries.comments import (
    announcements,
    comments,
    get_announcement,
    get_comment,
    remarks,
)
from tandem.collaboration.queries.notifications import (
    PAGE,
    choices,
    get_notification,
    link_of,
    notifications,
    unread_count,
)
from tandem.collaboration.queries.people import colleagues, deputies, get_delegation, named
from tandem.collaboration.queries.records import get_record, people_who_see

__all__ = [
    "PAGE",
    "AgreementPage",
    "Item",
    "about_record",
    "agreement_page",
    "announcements",
    "as_item",
    "choices",
    "colleagues",
    "comments",
    "deputies",
    "get_agreement",
    "get_announcement",
    "get_comment",
    "get_delegation",
    "get_notification",
    "get_record",
    "kept",
    "late_below",
    "link_of",
    "named",
    "notifications",
    "people_who_see",
    "prepare",
    "remarks",
    "unread_count",
    "waiting",
    "waiting_count",
]
