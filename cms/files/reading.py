"""Previews name files by the addresses that the public will have. A person of the house may read them beforehand."""

from typing import Any

from cms.files import access, names, visibility
from cms.files.visibility import PublicFile


def for_person(user: Any, sha256: str, name: str) -> PublicFile | None:
    """The file under this name, if the person's collections or a registered answer give it to them."""
    if not (user.is_authenticated and user.is_active):
        return None
    for answer in visibility.staff:
        facts = answer(user, sha256, name)
        if facts is not None and facts.goes_by(name):
            return facts
    return _document(user, sha256, name) or _rendition(user, sha256, name)


def _document(user: Any, sha256: str, name: str) -> PublicFile | None:
    from cms.files.models import Document

    for document in Document.objects.filter(sha256=sha256, original_name=name):
        if access.may_view(user, document.collection_id):
            return PublicFile(name, document.media_type)
    return None


def _rendition(user: Any, sha256: str, name: str) -> PublicFile | None:
    from cms.files.models import Derivative, Image

    for made in Derivative.objects.filter(sha256=sha256):
        for image in Image.objects.filter(sha256=made.original_sha256):
            called = names.rendition_name(image.original_name, made.spec, made.suffix)
            if called == name and access.may_view(user, image.collection_id):
                return PublicFile(name, made.media_type)
    return None
