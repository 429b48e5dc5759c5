"""The models of this room; each module is about one thing."""

from cms.pages.categories.licensing import (
    LicensingFee,
    LicensingForm,
    LicensingMaterial,
    LicensingPage,
    LicensingStep,
    LicensingWindow,
)
from cms.pages.categories.regulation import RegulationPage
from cms.pages.children import Attachment, RelatedItem
from cms.pages.columns import CataloguePage, ColumnPage
from cms.pages.index_numbers import IndexCounter
from cms.pages.portals import (
    HomePage,
    HomeQuickLink,
    HomeSection,
    UnitHomePage,
    UnitHomeQuickLink,
    UnitHomeSection,
)
from cms.pages.subjects import SubjectClass

__all__ = [
    "Attachment",
    "CataloguePage",
    "ColumnPage",
    "HomePage",
    "HomeQuickLink",
    "HomeSection",
    "IndexCounter",
    "LicensingFee",
    "LicensingForm",
    "LicensingMaterial",
    "LicensingPage",
    "LicensingStep",
    "LicensingWindow",
    "RegulationPage",
    "RelatedItem",
    "SubjectClass",
    "UnitHomePage",
    "UnitHomeQuickLink",
    "UnitHomeSection",
]
