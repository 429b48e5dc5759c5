"""Mails are written with what causes them, and sent after it."""

import datetime

from django.core import mail as sent
from django.db import transaction
from django.utils import timezone

from cms.outbox import mail, services
from cms.outbox.models import OutboxMessage


def send(*args, **values):
    with transaction.atomic():
        mail.send(*args, **values)


def test_a_mail_is_sent_by_the_outbox(db):
    send("wang@example.org", "待审核:\n通知", "正文", html="<p>正文</p>")
    assert sent.outbox == []
    services.deliver_due()
    (message,) = sent.outbox
    assert message.to == ["wang@example.org"] and message.subject == "待审核: 通知" and message.body == "正文"
    assert message.alternatives[0][1] == "text/html"


def test_mails_to_one_person_do_not_wait_for_each_other(db, monkeypatch):
    send("wang@example.org", "一", "正文")
    send("wang@example.org", "二", "正文")
    OutboxMessage.objects.filter(payload__subject="一").update(
        attempts=1, available_at=timezone.now() + datetime.timedelta(hours=1)
    )
    assert services.deliver_due().delivered == 1


def test_the_same_mail_sent_twice_has_one_message_id(db):
    send("wang@example.org", "一", "正文")
    for _time in range(2):
        OutboxMessage.objects.update(state="pending")
        services.deliver_due()
    first, second = (message.extra_headers["Message-ID"] for message in sent.outbox)
    assert first == second


def test_a_mail_server_that_is_away_is_tried_again(db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    send("wang@example.org", "一", "正文")
    assert services.deliver_due().failed == 1
    assert "refused" in OutboxMessage.objects.get().last_error.lower()
