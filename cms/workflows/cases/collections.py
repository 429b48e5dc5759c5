"""Files of a unit and files of a case: who of the house may use and read which."""

from typing import Any

from django.db import transaction
from wagtail.models import Collection

from cms.files.visibility import PublicFile
from cms.organisation import permissions
from cms.organisation.models import Unit
from cms.organisation.seats import Directory
from cms.publication.canonical import CanonicalContent
from cms.publication.projections import public_files
from cms.workflows.cases import access
from cms.workflows.cases.models import Case, CaseFile, SignedForm, UnitCollection

DRAFTING = ("view", "choose", "add", "change", "delete")
READING = ("view", "choose")
_KEPT = "_unit_collections"


@transaction.atomic
def of_unit(unit: Unit) -> Collection:
    """The unit's collection, made when it is first asked for."""
    found = UnitCollection.objects.select_related("collection").filter(unit=unit).first()
    if found is not None:
        return found.collection
    root = Collection.get_first_root_node()
    collection = root.add_child(instance=Collection(name=unit.name[:255]))
    UnitCollection.objects.create(unit=unit, collection=collection)
    return collection


def of_units() -> list[int]:
    """What `cms.files` asks: the collections of units."""
    return list(UnitCollection.objects.values_list("collection_id", flat=True))


def of_user(user: Any) -> dict[str, set[int]]:
    """What `cms.files` asks: whoever drafts in a unit uses its files, whoever holds a post there reads them."""
    directory = permissions.directory_of(user)
    kept: tuple[Any, dict[str, set[int]]] | None = getattr(user, _KEPT, None)
    if kept is None or kept[0] is not directory:  # asked by every menu item and panel of a request
        kept = (directory, _collections_of(user, directory))
        setattr(user, _KEPT, kept)
    return kept[1]


def _collections_of(user: Any, directory: Directory) -> dict[str, set[int]]:
    posts = permissions.held_posts(user, directory=directory)
    drafting = {post.unit_id for post in posts if post.categories or post.kind == "head"}
    reading = {post.unit_id for post in posts} | permissions.oversight_units(user, directory=directory)
    ids = dict(UnitCollection.objects.filter(unit__in=reading | drafting).values_list("unit_id", "collection_id"))
    if drafting - set(ids):
        ids |= {unit.pk: of_unit(unit).pk for unit in Unit.objects.filter(pk__in=drafting - set(ids))}
    found: dict[str, set[int]] = {action: set() for action in DRAFTING}
    for unit_id, collection in ids.items():
        for action in DRAFTING if unit_id in drafting else READING:
            found[action].add(collection)
    return found


def note_files(case: Case, form: CanonicalContent) -> None:
    """Remember whose bytes the submitted form shows; in the transaction of the submission."""
    case.files.all().delete()
    digests = {entry["sha256"] for entry in public_files(form.text)}
    digests |= {
        copy["files"]["original"]["sha256"]
        for rows in form.data["exhibits"]["rows"].values()
        for copy in rows.values()
        if "original" in copy.get("files", {})
    }
    CaseFile.objects.bulk_create([CaseFile(case=case, sha256=digest) for digest in sorted(digests)])


def readable_file(user: Any, sha256: str, name: str) -> PublicFile | None:
    """Whoever may read a case reads the files that it is about, before and after the public may."""
    entries = CaseFile.objects.filter(sha256=sha256).select_related("case").order_by("-case_id")
    for entry in entries.iterator(chunk_size=50):
        if access.may_read(user, entry.case):
            found = _entry(entry.case, sha256, name)
            if found is not None:
                return PublicFile(found["name"], found["type"])
    return None


def _entry(case: Case, sha256: str, name: str) -> dict[str, Any] | None:
    sealed = SignedForm.objects.filter(digest=case.digest).first()
    if sealed is None or sha256 not in sealed.text:
        return None
    wanted = (sha256, name)
    return next((entry for entry in public_files(sealed.text) if (entry["sha256"], entry["name"]) == wanted), None)


def shown_by(record: Any) -> list[str]:
    """Titles of what is in approval with these bytes: the file may not be replaced or deleted meanwhile."""
    entries = CaseFile.objects.filter(sha256=record.sha256, case__state=Case.State.OPEN).select_related("case")
    return [entry.case.title for entry in entries]
