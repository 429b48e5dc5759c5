"""The models of this room; each module is about one thing."""

from cms.pages.base.child_rows import Attachment, RelatedItem
from cms.pages.base.index_numbers import IndexCounter
from cms.pages.catalogue.catalogue_page import CataloguePage
from cms.pages.catalogue.subjects import SubjectClass
from cms.pages.categories.announcements.models import AnnouncementPage, Finding
from cms.pages.categories.awards.models import AwardPage, AwardRecipient
from cms.pages.categories.complaint_results.models import ComplaintFigures, ComplaintResultPage
from cms.pages.categories.emergency_plans.models import EmergencyMeasure, EmergencyPlanPage
from cms.pages.categories.licensing.grants import LicenceGrant, LicenceGrantsPage
from cms.pages.categories.licensing.models import (
    LicensingFee,
    LicensingForm,
    LicensingMaterial,
    LicensingPage,
    LicensingStep,
    LicensingWindow,
)
from cms.pages.categories.logistics.models import LogisticsCost, LogisticsPage
from cms.pages.categories.openness_contacts.models import OpennessContact, OpennessContactPage
from cms.pages.categories.organisation.chart_changes import ChartNotice
from cms.pages.categories.organisation.models import (
    OrganisationLeader,
    OrganisationOffice,
    OrganisationPage,
    OrganisationSubordinate,
)
from cms.pages.categories.other_internal.models import OtherInternalPage
from cms.pages.categories.personnel_matters.models import PersonConcerned, PersonnelMatterPage
from cms.pages.categories.plans.models import PlanPage, PlanTask
from cms.pages.categories.projects_spending.models import ProjectSpendingPage, SpendingLine
from cms.pages.categories.public_services.models import PublicServicePage, ServiceFee
from cms.pages.categories.recruitment.models import Position, RecruitmentPage
from cms.pages.categories.regulations.models import RegulationPage
from cms.pages.structure.columns import ColumnPage
from cms.pages.structure.home import (
    HomeFootLink,
    HomePage,
    HomePromoted,
    HomeQuickLink,
    HomeRedirect,
    HomeSection,
)
from cms.pages.structure.internal_folder import InternalFolderPage
from cms.pages.structure.site_map import SiteMapPage
from cms.pages.structure.unit_home import UnitHomePage, UnitHomeQuickLink, UnitHomeSection

__all__ = [
    "AnnouncementPage",
    "Attachment",
    "AwardPage",
    "AwardRecipient",
    "CataloguePage",
    "ChartNotice",
    "ColumnPage",
    "ComplaintFigures",
    "ComplaintResultPage",
    "EmergencyMeasure",
    "EmergencyPlanPage",
    "Finding",
    "HomeFootLink",
    "HomePage",
    "HomePromoted",
    "HomeQuickLink",
    "HomeRedirect",
    "HomeSection",
    "IndexCounter",
    "InternalFolderPage",
    "LicenceGrant",
    "LicenceGrantsPage",
    "LicensingFee",
    "LicensingForm",
    "LicensingMaterial",
    "LicensingPage",
    "LicensingStep",
    "LicensingWindow",
    "LogisticsCost",
    "LogisticsPage",
    "OpennessContact",
    "OpennessContactPage",
    "OrganisationLeader",
    "OrganisationOffice",
    "OrganisationPage",
    "OrganisationSubordinate",
    "OtherInternalPage",
    "PersonConcerned",
    "PersonnelMatterPage",
    "PlanPage",
    "PlanTask",
    "Position",
    "ProjectSpendingPage",
    "PublicServicePage",
    "RecruitmentPage",
    "RegulationPage",
    "RelatedItem",
    "ServiceFee",
    "SiteMapPage",
    "SpendingLine",
    "SubjectClass",
    "UnitHomePage",
    "UnitHomeQuickLink",
    "UnitHomeSection",
]
