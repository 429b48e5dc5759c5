"""What people do with files beyond Wagtail's own: a new version of one that may not be replaced."""

from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from cms.files import access
from cms.files.records import CHECKS


class Refused(ValidationError):
    """The verb would do something that is not allowed; the message says why."""


def refusal(former: Any, user: Any) -> str | None:
    """Why this person may not add a new version, or None."""
    policy = policy_registry.get_by_type(type(former))
    if not policy.may_in_collection(user, access.ADD, former.collection_id):
        return _("You may not add files to the collection “%(name)s”.") % {"name": former.collection.name}
    return None


@transaction.atomic
def new_version(former: Any, upload: File, *, user: Any, title: str = "", description: str | None = None) -> Any:
    """A record of its own beside the former, linked to it by `version_of`. Items choose it when they are edited.

    Raises Refused, or ValidationError for a file that may not be taken in.
    """
    reason = refusal(former, user)
    if reason:
        raise Refused(reason)
    CHECKS[former.kind](
        cast(BinaryIO, upload), upload.name or "", upload.size
    )  # before Wagtail measures a picture that is none
    newer = type(former)(
        title=title or former.title,
        file=upload,
        collection=former.collection,
        uploaded_by_user=user,
        version_of=former,
    )
    if former.kind == "image":
        newer.description = former.description if description is None else description
    newer.full_clean(exclude=["collection", "version_of", "uploaded_by_user"])
    newer.save()
    newer.tags.set(former.tags.all())
    log(instance=newer, action="wagtail.create", user=user, data={"version_of": former.pk})
    return newer
