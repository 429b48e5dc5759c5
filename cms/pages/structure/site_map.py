"""The site map."""

from typing import ClassVar

from django.utils.translation import gettext_lazy

from cms.pages.base.schema import declared
from cms.pages.structure.structure_page import NAVIGATION_FIELDS, StructurePage, navigation_panel


class SiteMapPage(StructurePage):
    """网站地图: every column of the site and of the units' sites."""

    template = "disclosure/site_map.html"
    parent_page_types = ["disclosure_pages.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1
    page_description = gettext_lazy("Lists every column of the site and of the units under it.")

    disclosure_schema = declared("title", "issuing_office", *NAVIGATION_FIELDS)
    structure_panels = [navigation_panel()]

    class Meta:
        verbose_name = gettext_lazy("site map")
        verbose_name_plural = gettext_lazy("site maps")
