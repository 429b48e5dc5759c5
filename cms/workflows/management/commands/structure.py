"""`manage.py structure establish --user NAME --reason TEXT`: the home page and columns of a new site go on view."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.workflows.services.refusing import Refused
from cms.workflows.wagtail import structure


class Command(BaseCommand):
    help = "Publishes the first structure of a new site, once. Afterwards a change runs the two-person chain."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        establish = actions.add_parser("establish", help="publish home page, columns and catalogue of a new site")
        establish.add_argument("--user", required=True, help="log-in of whoever answers for it")
        establish.add_argument("--reason", required=True)
        actions.add_parser("list", help="list structural pages that are not on view")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "list":
            for page in structure.unpublished():
                self.stdout.write(f"{page.pk} {page.title}")
            return
        people = get_user_model()
        named = {people.USERNAME_FIELD: options["user"]}
        user = people._default_manager.filter(is_active=True, **named).first()
        if user is None:
            raise CommandError(_("There is no active user “%(user)s”.") % {"user": options["user"]})
        try:
            rows = structure.establish(user, options["reason"])
        except Refused as refused:
            raise CommandError(refused.reason) from refused
        for row in rows:
            self.stdout.write(f"{row.number} {row.title}")
        self.stdout.write(_("%(count)d pages are on view.") % {"count": len(rows)})
