"""Telling people: into the outbox with the act, out of it by `manage.py send_notices`."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from journal import clock
from municipality.models import User
from notices.channels import text_channel
from notices.models import Notice

MOST_TRIES = 5


def tell(*, recipient: User, kind: str, context: Mapping[str, Any], link: str = "") -> Notice:
    """Put a notice into the outbox and return it.

    `kind` names the templates `notices/<kind>.subject.txt` and `.txt`, written in the recipient's own language;
    `link` is the path of the page it speaks of. To be called inside the act it tells of.
    """
    with translation.override(recipient.language):
        subject = render_to_string(f"notices/{kind}.subject.txt", dict(context)).strip()
        body = render_to_string(f"notices/{kind}.txt", {**context, "link": settings.SITE_URL + link}).strip()
    return Notice.objects.create(
        recipient=recipient,
        kind=kind,
        language=recipient.language,
        subject=" ".join(subject.split())[:200],
        body=body,
        link=link,
    )


def send_waiting(*, most: int = 100) -> tuple[int, int]:
    """Send up to `most` waiting notices and return how many were sent and how many failed this time.

    Each is sent under its row's lock, so that two runs never send one twice. Who has no e-mail gets a short text on
    their confirmed telephone; where there is neither, or nothing carries text messages, the notice counts as sent: it
    stands in the person's account. Side effects: e-mails, text messages; states of the notices.
    """
    sent = failed = 0
    for key in list(Notice.objects.waiting().values_list("pk", flat=True)[:most]):
        with transaction.atomic():
            # SQLite has no row locks and ignores the clause: there one writer at a time is the rule.
            notice = (
                Notice.objects.select_for_update(of=("self",), skip_locked=True)
                .select_related("recipient")
                .filter(pk=key, state=Notice.State.WAITING)
                .first()
            )
            if notice is None:
                continue
            notice.tries += 1
            if _deliver(notice):
                notice.state, notice.sent_at = Notice.State.SENT, clock.now()
                sent += 1
            else:
                failed += 1
                if notice.tries >= MOST_TRIES:
                    notice.state = Notice.State.FAILED
            notice.save(update_fields=["state", "sent_at", "tries"])
    return sent, failed


def _deliver(notice: Notice) -> bool:
    person = notice.recipient
    try:
        if person.email:
            EmailMessage(notice.subject, notice.body, to=[person.email]).send()
        elif person.phone and person.phone_is_confirmed and settings.SMS_CHANNEL:
            text_channel().send(to=person.phone, text=_short(notice))
    except (OSError, ValueError):
        # ValueError: an address that cannot be written into a letter must not hold up everyone else's.
        return False
    return True


def _short(notice: Notice) -> str:
    """Return the notice as a text message: what it is, and where to read the rest."""
    return f"{notice.subject}\n{settings.SITE_URL}{notice.link}" if notice.link else notice.subject
