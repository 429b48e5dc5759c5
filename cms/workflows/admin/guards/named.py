"""What address and form in the admin name by number: pages, documents, pictures. Nobody is told of what is not theirs.

Choosers, bulk actions and previews of Wagtail take numbers in path and parameters and answer with titles; they ask
whether one may act, not whether one may know. So the numbers are judged here, before any of those views runs, the same
for all of them: what a view is about follows from its name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.files import access as files
from cms.files import records
from cms.publication import current
from cms.workflows.cases import access
from cms.workflows.cases.models import Case
from cms.workflows.wagtail import policies

LARGEST = 2**63 - 1
DIGITS = 19
MOST = 1000
"""So many rows one address may name; a list of Wagtail's own names a page of them."""
ALL = "all"
PAGE_PARAMETERS = ("id", "childOf", "child_of", "descendant_of", "parent_page_id", "target_pages[]")
FILE_PARAMETERS = ("id",)
CHOSEN = "id"
BULK = "wagtail_bulk_action"


class Unreadable(ValueError):
    """A number that is none, or more of them than any list has."""


@dataclass(frozen=True)
class Naming:
    """Views whose names begin so are about one kind of row. `path`, `query` and what is `posted` hold its numbers."""

    views: tuple[str, ...]
    path: tuple[str, ...]
    query: tuple[str, ...]
    known: Callable[[Any, set[int]], bool]
    posted: tuple[str, ...] = ()


def _knows_pages(user: Any, wanted: set[int]) -> bool:
    """Pages of one's own units and what stands above them, the items of one's cases, and every page of the host's, of
    which Wagtail's own views decide.

    What others have on view is not among them: the admin names a page by the title of its newest draft.
    """
    own = policies.known_to(user, Page.objects.filter(pk__in=wanted))
    left = wanted - set(own.values_list("pk", flat=True))
    left -= _above(user, left)
    cases = Case.objects.filter(item__in=[f"page:{pk}" for pk in left]).order_by("item", "-pk")
    readable = {case.item for case in cases if access.may_read(user, case)}
    return all(f"page:{pk}" in readable for pk in left)


def _may_refer_to(user: Any, wanted: set[int]) -> bool:
    """What one knows of, and what anybody can read."""
    left = {pk for pk in wanted if current.link(f"page:{pk}") is None}
    return not left or _knows_pages(user, left)


def _above(user: Any, wanted: set[int]) -> set[int]:
    """Those of these pages by which one walks down to one's own: the home page above a unit's."""
    if not wanted:
        return set()
    paths = [granted.page.path for granted in policies.PostPagePolicy(Page).get_all_permissions_for_user(user)]
    tops = Page.objects.filter(pk__in=wanted).values_list("pk", "path")
    return {pk for pk, path in tops if any(own.startswith(path) for own in paths)}


def _knows_files(model: Callable[[], Any]) -> Callable[[Any, set[int]], bool]:
    def known(user: Any, wanted: set[int]) -> bool:
        if not records.is_ours(model()):
            return True  # the host's own pictures or documents: its own rules
        places = model()._default_manager.filter(pk__in=wanted).values_list("collection_id", flat=True)
        return all(files.may_view(user, place) for place in set(places))

    return known


PAGES = _knows_pages
DOCUMENTS = _knows_files(get_document_model)
IMAGES = _knows_files(get_image_model)

NAMINGS = (
    Naming(
        ("wagtailadmin_pages:", "wagtailadmin_choose_page", "wagtailadmin_explore"),
        ("page_id", "page_to_move_id", "parent_page_id", "destination_id", "root_page_id"),
        PAGE_PARAMETERS,
        PAGES,
        ("new_parent_page",),
    ),
    Naming(("disclosure_approval:begin",), (), (), _may_refer_to, ("successor", "basis_item")),
    Naming(("wagtailadmin_api:pages",), ("pk",), PAGE_PARAMETERS, PAGES),
    Naming(("wagtaildocs:", "wagtaildocs_chooser:"), ("document_id", "pk"), FILE_PARAMETERS, DOCUMENTS),
    Naming(("wagtailimages:", "wagtailimages_chooser:"), ("image_id", "pk"), FILE_PARAMETERS, IMAGES),
)


def naming(view_name: str, kwargs: Mapping[str, Any]) -> Naming | None:
    """What a view is about; None for one that names no such rows."""
    if view_name == BULK:
        kinds = {Page: PAGES, get_document_model(): DOCUMENTS, get_image_model(): IMAGES}
        label = f"{kwargs.get('app_label')}.{kwargs.get('model_name')}".lower()
        known = next((known for model, known in kinds.items() if model._meta.label_lower == label), None)
        query = PAGE_PARAMETERS if known is PAGES else FILE_PARAMETERS
        return Naming((BULK,), (), query, known, ("chooser",) if known is PAGES else ()) if known else None
    return next((each for each in NAMINGS if view_name.startswith(each.views)), None)


def allows(request: HttpRequest, view_name: str, kwargs: Mapping[str, Any]) -> bool:
    """Whether everything that address and form name is what this person may know of. Raises Unreadable.

    A form that is refused is shown again, with the titles of what it was sent.
    """
    about = naming(view_name, kwargs)
    if about is None:
        return True
    wanted = set(_numbers(kwargs[name] for name in about.path if name in kwargs))
    for name in about.query:
        wanted |= set(_numbers(request.GET.getlist(name)))
    if about.posted and request.method == "POST":
        sent = [value for name in about.posted for value in request.POST.getlist(name)]
        if about.known is PAGES and view_name != BULK and "" in sent:
            raise Unreadable("no number, over which Wagtail's views fail")
        posted = set(_numbers(sent) if about.known is PAGES and view_name != BULK else _legible(sent))
        if about.known is PAGES and posted and Page.objects.filter(pk__in=posted).count() < len(posted):
            raise Unreadable("a page that there is none of, over which Wagtail's views fail")
        wanted |= posted
    if len(wanted) > MOST:
        raise Unreadable(f"{len(wanted)} rows")
    if about.known is PAGES and CHOSEN in request.GET and _holds_the_root(request.GET.getlist(CHOSEN)):
        raise Unreadable("the root, which nobody chooses: Wagtail's views fail over it")
    return not wanted or bool(getattr(request.user, "is_superuser", False)) or about.known(request.user, wanted)


def _holds_the_root(chosen: list[str]) -> bool:
    return str(Page.objects.filter(depth=1).values_list("pk", flat=True).first()) in chosen


def _legible(values: Iterable[str]) -> Iterable[int]:
    """The numbers among what was entered; of the rest the form itself says that it is none."""
    for value in values:
        if value.isascii() and value.isdigit() and len(value) <= DIGITS and int(value) <= LARGEST:
            yield int(value)


def _numbers(values: Iterable[Any]) -> Iterable[int]:
    for value in values:
        text = str(value)
        if text in ("", ALL, "root"):
            continue
        if not (text.isascii() and text.isdigit()) or len(text) > DIGITS or int(text) > LARGEST:
            raise Unreadable(text[:40])
        yield int(text)
