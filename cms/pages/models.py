"""The models of this room; each module is about one thing."""

from cms.pages.categories.announcements import AnnouncementPage, Finding
from cms.pages.categories.complaint_results import ComplaintFigures, ComplaintResultPage
from cms.pages.categories.internal.awards import AwardPage, AwardRecipient
from cms.pages.categories.internal.emergency_plans import EmergencyMeasure, EmergencyPlanPage
from cms.pages.categories.internal.logistics import LogisticsCost, LogisticsPage
from cms.pages.categories.internal.other_internal import OtherInternalPage
from cms.pages.categories.internal.personnel_matters import PersonConcerned, PersonnelMatterPage
from cms.pages.categories.internal.projects_spending import ProjectSpendingPage, SpendingLine
from cms.pages.categories.licence_grants import LicenceGrant, LicenceGrantsPage
from cms.pages.categories.licensing import (
    LicensingFee,
    LicensingForm,
    LicensingMaterial,
    LicensingPage,
    LicensingStep,
    LicensingWindow,
)
from cms.pages.categories.openness_contacts import OpennessContact, OpennessContactPage
from cms.pages.categories.organisation import (
    OrganisationLeader,
    OrganisationOffice,
    OrganisationPage,
    OrganisationSubordinate,
)
from cms.pages.categories.plans import PlanPage, PlanTask
from cms.pages.categories.public_services import PublicServicePage, ServiceFee
from cms.pages.categories.recruitment import Position, RecruitmentPage
from cms.pages.categories.regulation import RegulationPage
from cms.pages.chart_changes import ChartNotice
from cms.pages.children import Attachment, RelatedItem
from cms.pages.columns import CataloguePage, ColumnPage, InternalFolderPage, SiteMapPage
from cms.pages.index_numbers import IndexCounter
from cms.pages.old_addresses import HomeRedirect
from cms.pages.portals import (
    HomeFootLink,
    HomePage,
    HomePromoted,
    HomeQuickLink,
    HomeSection,
    UnitHomePage,
    UnitHomeQuickLink,
    UnitHomeSection,
)
from cms.pages.subjects import SubjectClass

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
