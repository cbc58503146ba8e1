"""Notifications by e-mail: one letter for all that waits for a person, sent by a job."""

from __future__ import annotations

import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django_tasks import task

from tandem.collaboration.models import Notification
from tandem.collaboration.queries.notifications import Line, told
from tandem.core import clock
from tandem.people.models import Person

logger = logging.getLogger(__name__)
LOCAL = ("localhost", "127.0.0.1", "[::1]")
AT_MOST = 50  # lines in one letter; the page has all of them


def is_set() -> bool:
    """Whether this installation can send e-mail."""
    return bool(settings.EMAIL_HOST)


def enqueue() -> None:
    """Ask a worker to send what waits."""
    if is_set():
        send_waiting.enqueue()


@task()
def send_waiting() -> int:
    """Send one letter to each person with something new. Safe to run twice. Returns how many were sent; raises the
    first failure when everybody had their turn."""
    waiting = Notification.objects.filter(to_mail=True, mailed_at__isnull=True)
    people = Person.objects.active().filter(pk__in=waiting.values("person"), email__isnull=False)
    sent, failures = 0, []
    for person in people:
        try:
            sent += _send(person)
        except Exception as error:  # an address that the server refuses keeps nobody else's letter back
            logger.warning("No letter to person %s: %s", person.pk, error)
            failures.append(error)
    if failures:
        raise failures[0]
    return sent


def _send(person: Person) -> bool:
    """One letter. Its lines are claimed first and given back when sending fails: nobody gets them twice."""
    moment = clock.now()
    waiting = Notification.objects.filter(person=person, to_mail=True, mailed_at__isnull=True)
    if not waiting.update(mailed_at=moment):
        return False
    claimed = Notification.objects.filter(person=person, mailed_at=moment)
    try:
        lines = told(person, list(claimed.select_related("entry__actor").order_by("-pk")[:AT_MOST]))
        if lines:
            letter(person, lines).send()
    except Exception:
        claimed.update(mailed_at=None)
        raise
    return bool(lines)


def letter(person: Person, lines: list[Line]) -> EmailMessage:
    """What is sent, the newest first but what the person is asked before it; the first line is the subject."""
    lines = sorted(lines, key=lambda line: not line.asks_reader)
    more = f", and {len(lines) - 1} more" if len(lines) > 1 else ""
    subject = " ".join(f"{lines[0].words_alone}{more}".split())[:150]
    body = render_to_string(
        "collaboration/mail.txt", {"person": person, "lines": lines, "address": address()}
    )
    return EmailMessage(subject, body, to=[person.email or ""])


def address() -> str:
    """Where the links of a letter lead: the first whole address of the settings, by https the first whole host.

    "" where neither is set: the port of plain http is not known, and this machine is none of the reader's.
    """
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        if "*" not in origin:
            return str(origin).rstrip("/")
    hosts = [host for host in settings.ALLOWED_HOSTS if host not in LOCAL and not host.startswith((".", "*"))]
    return f"https://{hosts[0]}" if settings.TANDEM_HTTPS and hosts else ""
