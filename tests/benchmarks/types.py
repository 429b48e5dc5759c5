"""A site of all fifteen types: each type's page, a column of 1,000 and a catalogue of 10,000, the same rows for both.

Stock is a Wagtail that routes through its tree and renders live rows; what is internal is behind a log-in for both.
"""

from functools import partial

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms.pages.models import ColumnPage, InternalFolderPage
from cms.publication.models import Publication
from tests.benchmarks.measuring import line, pair, uncached
from tests.factories.bureau import user
from tests.load import drafts, inserting, structure

PAGES = 10_000
COLUMN = 1_000


def main() -> None:
    columns = structure.columns()
    fill(columns, COLUMN)
    small = counts(columns)
    fill(columns, PAGES, COLUMN)
    assert Publication.objects.filter(authority_kind=inserting.AUTHORITY).count() == PAGES
    told = [f"{before} → {after}" for before, after in zip(small, counts(columns), strict=True)]
    for name, numbers in zip(("page", "column", "catalogue"), told, strict=True):
        line(f"queries, {COLUMN:,} → {PAGES:,} pages: {name}", "", numbers, None, "constant")
    client = Client()
    for name in sorted({page.specific_class.__name__ for page in some()}):
        page = next(page for page in some() if page.specific_class.__name__ == name)
        each(client, f"page view, {name}", f"/stock-typed/{address(page)}", f"/{address(page)}")
    internal(columns)
    lists(client, columns)


def fill(columns: dict[str, Page], until: int, first: int = 0) -> None:
    for start in range(first, until, 500):
        inserting.insert((drafts.draft(1, place) for place in range(start, min(start + 500, until))), columns)
    cache.clear()


def some() -> list[Page]:
    """A page of each public type."""
    rows = Publication.objects.filter(authority_kind=inserting.AUTHORITY).order_by("number")[:100]
    return list(Page.objects.filter(pk__in=[row.item.removeprefix("page:") for row in rows]))


def address(page: Page) -> str:
    return page.url_path.removeprefix("/home/")


def counts(columns: dict[str, Page]) -> list[int]:
    """Queries of a page, a column and the catalogue, with nothing cached."""
    found = []
    for path in (address(some()[0]), address(columns["AnnouncementPage"]), "gong-kai-mu-lu/"):
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert Client().get(f"/{path}").status_code == 200
        found.append(len(queries))
    return found


def each(client: Client, name: str, theirs: str, mine: str) -> None:
    assert client.get(theirs).status_code == client.get(mine).status_code == 200, (theirs, mine)
    pair(name, lambda: client.get(theirs), lambda: client.get(mine), 60, "at least 5 ×")


def internal(columns: dict[str, Page]) -> None:
    """The six internal types, read by somebody of the unit."""
    client = Client()
    client.force_login(user("legal"))
    pages = [drafts.draft(1, PAGES + place, name) for place, name in enumerate(drafts.INTERNAL)]
    folder = InternalFolderPage.objects.child_of(columns["PlanPage"].get_parent()).get()
    inserting.insert(pages, dict.fromkeys(drafts.INTERNAL, folder))
    for page in pages:
        theirs, mine = f"/stock-typed/{address(page)}", f"/intranet/page:{page.pk}/"
        each(client, f"page view, {type(page).__name__}", theirs, mine)


def lists(client: Client, columns: dict[str, Page]) -> None:
    column = ColumnPage.objects.get(pk=columns["RegulationPage"].pk)
    paths = {f"column of {column.numchild:,}": address(column), f"catalogue of {PAGES:,}": "gong-kai-mu-lu/"}
    for name, path in paths.items():
        theirs, mine = partial(client.get, f"/stock-typed/{path}"), partial(client.get, f"/{path}")
        pair(name, theirs, mine, 20, "at least 5 ×")
        pair(f"{name}, rendered each time", theirs, uncached(mine), 20)
