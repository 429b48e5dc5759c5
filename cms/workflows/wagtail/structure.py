"""The first structure of a new site: published once, with its trace in the ledger."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.publication import canonical, current, disclosable
from cms.publication import services as publication
from cms.publication.models import Publication
from cms.workflows.mirror import live
from cms.workflows.services.refusing import Refused


def unpublished() -> list[Any]:
    """Structural pages that are not on view, from the top of the tree down."""
    pages = (page.specific for page in Page.objects.filter(depth__gt=1).order_by("depth", "path"))
    items = [page for page in pages if disclosable.is_disclosed(page)]
    structural = [page for page in items if page.structural and page.disclosure_channel]

    return [page for page in structural if current.of_item(page.disclosure_key) is None]


@transaction.atomic
def establish(user: Any, reason: str) -> list[Publication]:
    """Publish every structural page of a new site. Raises Refused once the site has published anything by a case."""
    if not reason.strip():
        raise Refused(_("Give the reason."))
    rows = []
    authority = publication.Authority(publication.FOUNDING, f"{user.get_username()}: {reason}"[:120])
    for page in unpublished():
        try:
            row = publication.publish(canonical.make(page), authority=authority, structural=True)
        except (publication.Unauthorised, publication.AddressTaken) as error:
            raise Refused(str(error)) from error
        rows.append(row)
        _tell_wagtail(page, user)
    return rows


def _tell_wagtail(page: Any, user: Any) -> None:
    """Wagtail's admin shows the page as live, from a revision that is what was published."""
    revision = page.save_revision(user=user, log_action=True, clean=False)
    live.publish(revision, user)
