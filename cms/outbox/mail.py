"""Mails as side effects: written with what causes them, sent after it, tried again when the server is away.

Payload of `mail.send`: `{"to": [..], "subject": str, "body": str, "html"?: str, "message_id"?: str}`.
"""

import hashlib
from collections.abc import Iterable
from email.utils import make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from cms.outbox import services

TOPIC = "mail.send"


def send(to: str, subject: str, body: str, html: str = "") -> None:
    """Enqueue a mail to one person, in the caller's transaction.

    Its key begins with the address, so that the register finds it, and ends with a digest of the mail: mails to one
    person do not wait for each other. It has one Message-ID, so that a mail that was sent twice is seen to be one.
    Raises RuntimeError outside a transaction.
    """
    send_all([to], subject, body, html)


def send_all(to: Iterable[str], subject: str, body: str, html: str = "") -> None:
    """The same to several people, a mail to each; one query for all of them."""
    subject = " ".join(subject.split())
    digest = hashlib.sha256(f"{subject}\n{body}".encode()).hexdigest()[:12]
    beside = {"html": html} if html else {}
    services.enqueue_many(
        TOPIC,
        (
            (
                f"{each[:140]} {digest}",
                {"to": [each], "subject": subject, "body": body, "message_id": make_msgid(domain=_domain()), **beside},
            )
            for each in to
        ),
    )


def _domain() -> str:
    """The sender's; asking the name service would hold the caller's transaction up."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def deliver(payload: dict[str, Any]) -> None:
    """The consumer. Raises what the mail server's connection raises."""
    headers = {"Message-ID": payload["message_id"]} if "message_id" in payload else {}
    mail = EmailMultiAlternatives(payload["subject"], payload["body"], to=payload["to"], headers=headers)
    if payload.get("html"):
        mail.attach_alternative(payload["html"], "text/html")
    mail.send()
