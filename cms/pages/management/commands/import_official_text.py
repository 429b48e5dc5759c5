"""`manage.py import_official_text FILE --parent … --office … --user …`: a document from a text file, as a draft."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.organisation.models import Office
from cms.pages.categories.regulations import drafts
from cms.pages.importers import official_text
from cms.pages.structure.home import HomePage


class Command(BaseCommand):
    help = "Reads an official document from a text file into a draft page. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--parent", required=True, help="column: page number, or its address such as /zheng-ce/")
        parser.add_argument("--office", required=True, help="issuing office: identifier, or unit/identifier")
        parser.add_argument("--user", required=True, help="log-in of the author")
        parser.add_argument(
            "--full-width", action="store_true", help="put back the Chinese punctuation that the web page lost"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            text = options["file"].read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(_("The file cannot be read: %(error)s") % {"error": error}) from error
        if options["full_width"]:
            text = official_text.chinese_punctuation(text)
        parent, office, user = _column(options["parent"]), _office(options["office"]), _user(options["user"])
        try:
            document = official_text.read(text)
            page, created = drafts.create(document, parent=parent, office=office, user=user)
        except official_text.OfficialTextError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._report(page, created, document)

    def _report(self, page: Any, created: bool, document: official_text.OfficialText) -> None:
        if not created:
            self.stdout.write(
                _("%(number)s is there already as page %(page)d (%(index)s); nothing was changed.")
                % {"number": document.document_number, "page": page.pk, "index": page.index_number}
            )
            return
        outline = page.outline
        self.stdout.write(
            _(
                "Draft %(page)d (%(index)s): “%(title)s”, %(parts)d parts, %(sections)d sections, "
                "%(articles)d articles, %(items)d items."
            )
            % {
                "page": page.pk,
                "index": page.index_number,
                "title": page.title,
                "parts": outline.count("part"),
                "sections": outline.count("section"),
                "articles": outline.count("article"),
                "items": outline.count("item"),
            }
        )
        for line in document.left_out:
            self.stdout.write(_("Left out as belonging to the web site: %(line)s") % {"line": line})


def _column(wanted: str) -> Page:
    home = HomePage.objects.first()
    if wanted.isdigit():
        found = Page.objects.filter(pk=int(wanted)).first()
    else:
        path = f"{home.url_path}{wanted.strip('/')}/" if home else ""
        found = Page.objects.filter(url_path=path).first()
    if found is None:
        raise CommandError(_("There is no page “%(page)s”.") % {"page": wanted})
    return found.specific


def _office(wanted: str) -> Office:
    unit, _slash, identifier = wanted.rpartition("/")
    offices = Office.objects.filter(identifier=identifier).select_related("unit")
    offices = offices.filter(unit__identifier=unit) if unit else offices.filter(unit__kind="municipal")
    found = offices.first()
    if found is None:
        raise CommandError(_("There is no office “%(office)s”.") % {"office": wanted})
    return found


def _user(wanted: str) -> Any:
    people = get_user_model()
    user = people._default_manager.filter(is_active=True, **{people.USERNAME_FIELD: wanted}).first()
    if user is None:
        raise CommandError(_("There is no active user “%(user)s”.") % {"user": wanted})
    return user
