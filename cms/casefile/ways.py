"""The way from a case to its file."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.workflows.admin.editor import Way
from cms.workflows.cases.models import Case


def to_the_file(case: Case) -> Way:
    return Way(_("Case file"), reverse("disclosure_casefile:file", args=[case.pk]), "doc-full-inverse")
