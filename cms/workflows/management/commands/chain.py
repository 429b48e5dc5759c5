"""`manage.py chain explain|list`: the chains as the regulation has them, with who holds each seat now; `check`: what
the installed files say; `activate`, `history`: which text was put in force, when and by whom.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from cms.organisation.seats import Directory
from cms.workflows.cases import people, regulation
from cms.workflows.chains import reading, routing, sources, words
from cms.workflows.chains.regulation import Regulation
from cms.workflows.chains.tables import ChainError
from cms.workflows.chains.values import Chain, Marks, PlanStep, Step, applies
from cms.workflows.chains.vocabulary import CHANNELS, Action
from cms.workflows.services import activating
from cms.workflows.services.refusing import Refused
from cms.workflows.wagtail import declared

Answer = TypeVar("Answer")


class Command(BaseCommand):
    help = "Prints the steps that apply to a class, an action and a channel, or every chain."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="verb", required=True)
        explain = actions.add_parser("explain", help="the steps that would apply")
        explain.add_argument("--category", required=True, help="procedure class or category")
        explain.add_argument("--action", required=True, dest="act", help=", ".join(Action.values))
        explain.add_argument("--channel", default="web", help=", ".join(CHANNELS.names()))
        explain.add_argument("--major", action="store_true")
        explain.add_argument("--particularly-major", action="store_true")
        explain.add_argument("--sensitive", action="store_true")
        explain.add_argument("--rule-changed", action="store_true", help="the rule of a normative document changes")
        explain.add_argument("--unit", help="identifier of the unit; the municipal bureau if not given")
        explain.add_argument("--office", help="identifier of the issuing office")
        explain.add_argument("--json", action="store_true")
        actions.add_parser("list", help="every chain")
        check = actions.add_parser(
            "check", help="whether the installed files, or this one, can be used and are in force"
        )
        history = actions.add_parser("history", help="which texts were put in force when, by whom, why")
        history.add_argument("--of", default="", help="only versions that changed the text of this source")
        activate = actions.add_parser("activate", help="put a text of the chains in force for new cases")
        activate.add_argument(
            "--as", required=True, dest="who", help="the account that answers for it; it has to have the right"
        )
        activate.add_argument("--reason", required=True)
        for parser in (check, activate):
            parser.add_argument("file", type=Path, nargs="?", help="the text; without one that of the installed files")
            parser.add_argument("--of", default="", help="whose text it is: regulation, or the label of an app")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(**options)

    def _activate(self, **options: Any) -> None:
        user = _account(options["who"])
        try:
            before = _asked(regulation.newest)
            text, source = _text(options["file"], options["of"])
            version = activating.activate(user, options["reason"], text, source)
        except (Refused, ChainError) as error:
            raise CommandError(_("Nothing was changed. %(error)s") % {"error": error}) from error
        if before is not None and before.number == version.number:
            self.stdout.write(
                _("Version %(number)d says this already and stays in force.") % {"number": version.number}
            )
            return
        self.stdout.write(
            _("Version %(number)d is in force for new cases, by %(user)s: %(sources)s.")
            % {
                "number": version.number,
                "user": version.activated_by,
                "sources": ", ".join(regulation.changed_by(version, before)),
            }
        )

    def _check(self, **options: Any) -> None:
        """Of each source where its file is and whether it is in force. Raises CommandError for what cannot be used."""
        try:
            text, source = _text(options["file"], options["of"])
            rules = reading.parse(regulation.with_text_of(source, text)) if text is not None else reading.regulation()
        except ChainError as error:
            raise CommandError(str(error)) from error
        last = _asked(regulation.newest)
        in_force = sources.apart(last.text) if last is not None else sources.apart(reading.regulation().text)
        paths = {each.name: str(each.path) for each in sources.installed()}
        for name, each in sources.apart(rules.text).items():
            classes = [key for (table, key), whose in rules.sources.items() if table == "classes" and whose == name]
            state = (
                _("in force")
                if in_force.get(name) == each
                else _("not in force: %(line)s") % {"line": _to_activate(name)}
            )
            self.stdout.write(f"{name}\t{paths.get(name, '-')}\t{', '.join(classes) or '-'}\t{state}")
        wrong = list(declared.without_chain(rules))
        if wrong:
            raise CommandError("\n".join(wrong))

    def _history(self, **options: Any) -> None:
        for version, changed in _asked(lambda: list(regulation.history())):
            if options["of"] in ("", *changed):
                who = version.activated_by or _("as it was installed, at the first case")
                when = f"{version.activated_at:%Y-%m-%d %H:%M:%S}"
                self.stdout.write(f"{version.number}\t{when}\t{who}\t{', '.join(changed)}\t{version.reason}")

    def _list(self, **options: Any) -> None:
        rules = _rules()
        for name, action, channel in rules.every():
            self._line(rules, rules.chain(name, action, channel))
        self.stdout.write("")
        for name, (label, classes) in rules.categories.items():
            self.stdout.write(f"{name}\t{label}\t{', '.join(classes)}" + _from(rules, "categories", name))

    def _line(self, rules: Regulation, chain: Chain) -> None:
        steps = " → ".join(_described(step) for step in chain.steps)
        self.stdout.write(f"{chain.key}\t{chain.clause}\t{steps}" + _from(rules, "classes", chain.procedure_class))

    def _explain(self, **options: Any) -> None:
        try:
            chain, pairs, directory, unit_id = self._plan(options)
        except routing.RoutingError as error:
            raise CommandError(str(error)) from error
        marks = Marks(options["major"], options["particularly_major"], options["sensitive"], options["rule_changed"])
        rows = [
            (_row(number, step, planned, directory), words.step(step.kind, planned.seats))
            for number, (step, planned) in enumerate(
                (pair for pair in pairs if applies(pair[0].condition, marks)), start=1
            )
        ]
        if options["json"]:
            self.stdout.write(json.dumps([row for row, _act in rows], ensure_ascii=False, indent=2))
            return
        unit = directory.unit(unit_id)
        source = _from(_rules(), "classes", chain.procedure_class).replace("\t", " · ")
        self.stdout.write(
            f"{chain.label} · {chain.key} · {chain.clause}" + (f" · {unit.name}" if unit else "") + source
        )
        labels = _rules().labels
        for row, act in rows:
            self.stdout.write(_table_line(row, act, labels))

    def _plan(self, options: dict[str, Any]) -> tuple[Chain, list[tuple[Step, PlanStep]], Directory, int]:
        rules = _rules()
        name = routing.resolve_class(rules, options["category"])
        for value, known in ((options["act"], Action.values), (options["channel"], CHANNELS.names())):
            if value not in known:
                raise routing.RoutingError(
                    _("There is no “%(value)s”. There are: %(known)s.") % {"value": value, "known": ", ".join(known)}
                )
        directory = _directory()
        unit_id, kind = _unit(directory, options["unit"])
        chain = routing.chain_for(
            rules, name, options["act"], options["channel"], subordinate=kind not in ("", "municipal")
        )
        office_id = _office(directory, unit_id, options["office"], rules, name)
        plan = routing.plan_for(chain, directory=directory, unit_id=unit_id, office_id=office_id)
        return chain, list(zip(chain.steps, plan.steps, strict=True)), directory, unit_id


def _account(name: str) -> Any:
    model = get_user_model()
    user = _asked(lambda: model._default_manager.filter(**{model.USERNAME_FIELD: name}).first())
    if user is None:
        raise CommandError(_("Nothing was changed. There is no account “%(name)s”.") % {"name": name})
    return user


def _text(file: Path | None, of: str) -> tuple[str | None, str]:
    """(text, whose it is). Without a name it is of the app that declares it; with neither, all that is installed."""
    known = {each.name: each for each in sources.installed()}
    if of and of not in known:
        raise ChainError(
            _("No installed app has chains called “%(name)s”. There are: %(known)s.")
            % {"name": of, "known": ", ".join(known)}
        )
    if file is None:
        return (known[of].read(), of) if of else (None, sources.REGULATION)
    named = next((name for name, each in known.items() if each.path.resolve() == file.resolve()), sources.REGULATION)
    source = of or named
    return sources.Source(source, file).read(), source


def _to_activate(source: str) -> str:
    return f'manage.py chain activate --of {source} --as USERNAME --reason "…"'


def _from(rules: Regulation, table: str, name: str) -> str:
    """Whose text says it, where that is not the regulation."""
    source = rules.sources.get((table, name), sources.REGULATION)
    return f"\t{source}" if source != sources.REGULATION else ""


def _rules() -> Regulation:
    return _asked(reading.active)


def _directory() -> Directory:
    return _asked(Directory.at)


def _asked(question: Callable[[], Answer]) -> Answer:
    """The answer from the database; not the file's instead, which would not be what is in force."""
    try:
        return question()
    except DatabaseError as error:
        raise CommandError(
            _("The database cannot be read: run `migrate` first. %(error)s") % {"error": error}
        ) from error


def _unit(directory: Directory, identifier: str | None) -> tuple[int, str]:
    if identifier is None:
        unit = directory.municipal_unit()
        return (unit.id, unit.kind) if unit else (0, "")
    for unit in directory.units():
        if unit.identifier == identifier:
            return unit.id, unit.kind
    known = ", ".join(unit.identifier for unit in directory.units())
    raise routing.RoutingError(
        _("There is no unit “%(unit)s”. There are: %(known)s.") % {"unit": identifier, "known": known}
    )


def _office(directory: Directory, unit_id: int, identifier: str | None, rules: Regulation, name: str) -> int | None:
    if identifier is None:
        office = routing.default_office(rules, name, directory, unit_id)
        return office.id if office else None
    found = directory.office_by_identifier(unit_id, identifier)
    if found is None:
        known = ", ".join(office.identifier for office in directory.offices(unit_id))
        raise routing.RoutingError(
            _("There is no office “%(office)s” in this unit. There are: %(known)s.")
            % {"office": identifier, "known": known}
        )
    return found.id


def _row(number: int, step: Step, planned: PlanStep, directory: Directory) -> dict[str, Any]:
    holders = [holder.name for seat in planned.seats for holder in directory.assign(people.seat_ref(seat)).holders]
    return {
        "step": number,
        "kind": step.kind,
        "seats": list(step.seats),
        "all_of": step.all_of,
        "condition": step.condition or None,
        "clause": step.clause,
        "holders": list(dict.fromkeys(holders)),
    }


def _described(step: Step) -> str:
    seats = ", ".join(step.seats)
    text = f"{step.kind} {{{seats}}}" if len(step.seats) > 1 and step.all_of else f"{step.kind} {seats}"
    return f"[{text}]" if step.condition else text


def _table_line(row: dict[str, Any], act: str, labels: dict[str, str]) -> str:
    joint = "+" if row["all_of"] else "/"
    seats = joint.join(words.seat(seat, labels) for seat in row["seats"])
    holders = "、".join(row["holders"]) or _("nobody")
    return f"{row['step']:>2}  {act}\t{seats}\t{row['clause']}\t{holders}"
