"""`manage.py unshown [--apply]`: what was signed without having been shown, listed, and with `--apply` put right."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from cms.workflows.services import unshown
from cms.workflows.services.refusing import Refused
from cms.workflows.services.unshown import LIVE, ROUND, WAITING, Found

log = logging.getLogger("cms.workflows")


class Command(BaseCommand):
    help = "Lists cases and publications whose form holds what its reviewers were not shown; --apply puts them right."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--apply",
            action="store_true",
            help="return running rounds and signed forms that wait for their time; open a case for each live item",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = unshown.found()
        failed = 0
        for each in found:
            self.stdout.write(self._line(each))
            if options["apply"]:
                failed += not self._put_right(each)
        if not options["apply"] and found:
            self.stdout.write(_("Nothing was changed: --apply puts it right."))
        self.stdout.write(_("%(count)d found.") % {"count": len(found)})
        if failed:
            raise CommandError(_("%(count)d could not be put right: see the log.") % {"count": failed})

    def _line(self, each: Found) -> str:
        where = {
            ROUND: _("in approval"),
            WAITING: _("signed, waits for its time"),
            LIVE: _("on view"),
        }[each.where]
        what = "、".join(unshown.label(name) for name in each.words)
        case = _("case %(number)s") % {"number": each.case.pk} if each.case else "-"
        return f"{each.item} · {each.title} · {where} · {case} · {what}"

    def _put_right(self, each: Found) -> bool:
        """One that fails keeps no other from it."""
        try:
            done = unshown.put_right(each)
        except Refused as refused:
            log.warning("signed blind, %s of %s: %s", each.where, each.item, refused.reason)
            self.stderr.write(f"  {refused.reason}")
            return False
        except Exception:
            log.exception("signed blind: %s of %s could not be put right", each.where, each.item)
            return False
        self.stdout.write("  " + (done or _("a case of it runs already: what it ends with replaces this")))
        return True
