"""`manage.py publication verify|rebuild|reconcile|adopt`: is the record whole, do the lists agree with it."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from cms.publication import adopting, projections, verify


class Command(BaseCommand):
    help = "Compares publications with their seals, the ledger and the checkpoint log; derives the lists anew."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("verify", help="say what is not as it was approved").add_argument(
            "--json", action="store_true"
        )
        actions.add_parser("rebuild", help="derive the lists anew from the publications")
        actions.add_parser("reconcile", help="tell the checkpoint log of rows that it missed")
        adopt = actions.add_parser("adopt", help="accept an older database: says what that does; with --apply does it")
        adopt.add_argument("--apply", action="store_true", help="do it, and not only say what it would do")
        adopt.add_argument("--user", default="", help="log-in of whoever answers for it")
        adopt.add_argument("--reason", default="")
        adopt.add_argument(
            "--withdrawn",
            choices=adopting.WITHDRAWN_WAYS,
            default="",
            help="what was taken down after the backup: show it again, or keep it down",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action']}")(**options)

    def _verify(self, **options: Any) -> None:
        found = list(verify.findings())
        for line in verify.lines(found, as_json=options["json"]):
            self.stdout.write(line)
        if found:
            raise CommandError(_("%(count)d findings: something is not as it was approved.") % {"count": len(found)})
        if not options["json"]:
            self.stdout.write(_("Everything is as it was approved."))

    def _rebuild(self, **options: Any) -> None:
        with transaction.atomic():
            count = projections.rebuild()
        self.stdout.write(_("%(count)d entries derived anew.") % {"count": count})

    def _reconcile(self, **options: Any) -> None:
        self.stdout.write(_("%(count)d rows told to the checkpoint log.") % {"count": verify.reconcile()})
        found = adopting.survey()
        if found.is_older or found.removed:
            raise CommandError(self._behind(found))

    def _behind(self, found: adopting.Survey) -> str:
        """What is missing, and what to do."""
        facts = []
        if found.is_older:
            values = {"items": len(found.items()), "numbers": _ranges(found.gaps)}
            facts.append(_("%(items)d items are not shown; missing numbers: %(numbers)s.") % values)
            facts.append(adopting.remedy())
        if found.removed:
            numbers = ", ".join(str(each.number) for each in found.removed[:20])
            facts.append(
                _("Removed although the ledger names them: %(numbers)s. Bring these rows back from a backup.")
                % {"numbers": numbers}
            )
        return "\n".join(facts)

    def _adopt(self, **options: Any) -> None:
        found = adopting.survey()
        if not found.is_older:
            message = _("The database is not older than its checkpoint log: there is nothing to adopt.")
            if found.removed:
                raise CommandError(f"{message}\n{self._behind(found)}")
            self.stdout.write(message)
            return
        self._tell(found, keep_down=options["withdrawn"] == "keep-down")
        if not options["apply"]:
            self.stdout.write(_("Nothing was changed. With --apply --user NAME --reason TEXT it is done."))
            return
        people = get_user_model()
        named = {people.USERNAME_FIELD: options["user"]}
        user = people._default_manager.filter(is_active=True, **named).first()
        if user is None:
            raise CommandError(_("There is no active user “%(user)s”.") % {"user": options["user"]})
        try:
            row = adopting.adopt(user.get_username(), options["reason"], withdrawn=options["withdrawn"])
        except adopting.NotAdopted as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_("Adopted: entry %(number)d of the ledger.") % {"number": row.number})
        left = adopting.survey()
        if left.is_older or left.removed:
            raise CommandError(self._behind(left))

    def _tell(self, found: adopting.Survey, *, keep_down: bool) -> None:
        self.stdout.write(_("Missing numbers of the ledger: %(numbers)s") % {"numbers": _ranges(found.gaps) or "-"})
        for each in adopting.plan(found, keep_down=keep_down):
            facts = _("not on view") if each.number is None else _("publication %(number)d") % {"number": each.number}
            mark = _(" [was taken down after the backup]") if each.withdrawn else ""
            self.stdout.write(f"{each.key} {each.title}: {facts}{mark}")


def _ranges(gaps: Any) -> str:
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in gaps)
