"""Which signals this room listens to."""

from django.db.models.signals import pre_delete

from cms.files import protection


def connect() -> None:
    from cms.files.models import Document, Image

    for model in (Document, Image):
        pre_delete.connect(protection.refuse_deletion, sender=model, dispatch_uid=f"disclosure_files_{model.kind}")
