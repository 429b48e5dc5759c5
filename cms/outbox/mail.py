"""Mails as side effects: written with what causes them, sent after it, tried again when the server is away."""

from typing import Any

from django.core.mail import EmailMessage

from cms.outbox import services

TOPIC = "mail.send"


def send(to: str, subject: str, body: str) -> None:
    """Enqueue a mail to one person, in the caller's transaction."""
    services.enqueue(TOPIC, {"to": [to], "subject": " ".join(subject.split()), "body": body}, key=to)


def deliver(payload: dict[str, Any]) -> None:
    """The consumer. Raises what the mail server's connection raises."""
    EmailMessage(subject=payload["subject"], body=payload["body"], to=payload["to"]).send()
