"""`manage.py load_subject_classes`: the standard subject classes; what is there already stays as it is."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from cms.pages.catalogue import subjects


class Command(BaseCommand):
    help = "Adds the standard subject classes that are missing."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(_("%(number)d subject classes added.") % {"number": subjects.load_standard()})
