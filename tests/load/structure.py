"""The demonstration's structure, founded, without its items."""

from django.core.management import call_command
from wagtail.models import Page

from cms.demo import building, structure
from cms.pages.models import ColumnPage, HomePage
from cms.workflows.wagtail.structure import establish
from tests.factories.bureau import load_organisation, user
from tests.load.drafts import COLUMNS


def columns() -> dict[str, Page]:
    """The column of each type; made and founded where it is not there yet."""
    if not structure.is_built():
        load_organisation()
        call_command("load_subject_classes", verbosity=0)
        structure.build(building.content("site.toml"))
        establish(user("publicity"), reason="压力测试用的临时站点")
    home = HomePage.objects.get()
    by_slug = {page.slug: page for page in ColumnPage.objects.child_of(home)}
    return {name: by_slug[slug] for name, slug in COLUMNS.items()}
