"""A page's whole life: where it is on view, what is to come, what happened; and what each channel shows now."""

import datetime
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.organisation import permissions
from cms.publication import adopting, current, reading, tombstones
from cms.publication.models import ListingEntry
from cms.workflows.admin import editor, standing
from cms.workflows.admin.case import chain
from cms.workflows.admin.case.beginning import ItemView
from cms.workflows.admin.history import upcoming
from cms.workflows.admin.history.upcoming import Ahead
from cms.workflows.admin.queue import scheduled
from cms.workflows.admin.queue.views import PER_PAGE, ApprovalView
from cms.workflows.cases import access, comments, drafting, posted, progress, readable, records
from cms.workflows.cases.models import Case, Decision
from cms.workflows.chains import words
from cms.workflows.chains.vocabulary import CHANNELS, INTRANET, WEB
from cms.workflows.services import blocking, emergency


@dataclass(frozen=True)
class Showing:
    """An item in a channel: on view, over, or still to come."""

    item: str
    title: str
    unit: str
    channel: str
    label: str
    state: str
    state_label: str
    since: datetime.datetime
    until: datetime.datetime | None
    case: Case | None
    signers: tuple[str, ...]
    class_label: str
    differs: bool = False
    is_replaced: bool = False
    """Whether a new version that is signed already takes its place at the end, and not its own expiry."""
    ends_first: bool = False
    """Whether it ends before the web page does, whose later end does not reach it."""
    life_url: str = ""
    edit_url: str = ""
    """For who may read no case of it, but change it."""
    is_readable: bool = True
    """Whether the case behind it is one that the reader may open: what is on view is for everybody, its case is not."""


def for_reader(showings: list[Showing], user: Any) -> list[Showing]:
    """The same with links to those cases and lives alone that this person may read, and to the editor where they may
    change what they read no case of. A few queries for all.
    """
    mine = dict(readable.by(user).filter(item__in={each.item for each in showings}).values_list("pk", "item"))
    items = set(mine.values())
    units = {each.case.unit_id for each in showings if each.case is not None}
    in_emergency = {unit for unit in units if emergency.may(user, unit)}
    edited = _edited({each.item for each in showings} - items, user)
    facts = []
    for each in showings:
        opens = each.item in items or (each.case is not None and each.case.unit_id in in_emergency)
        is_readable = each.case is not None and each.case.pk in mine
        life, edit = each.life_url if opens else "", "" if opens else edited.get(each.item, "")
        facts.append(replace(each, is_readable=is_readable, life_url=life, edit_url=edit))
    return facts


def _edited(items: set[str], user: Any) -> dict[str, str]:
    """Of these the pages that this person may change, with the address of the editor."""
    numbers = {int(key) for key in (each.removeprefix("page:") for each in items) if key.isdigit()}
    pages = Page.objects.filter(pk__in=numbers).specific() if numbers else ()
    mine = [page.pk for page in pages if drafting.may_draft(user, page)]
    return {f"page:{pk}": reverse("wagtailadmin_pages:edit", args=[pk]) for pk in mine}


def signers_of(found: list[Case]) -> dict[int, tuple[str, ...]]:
    """Case → "seat: name" of each approval that stands, carried ones included. A query for all, two per release."""
    given: dict[int, list[Decision]] = {case.pk: [] for case in found}
    for each in Decision.objects.filter(case_id__in=[case.pk for case in found], kind__in=records.approvals()).order_by(
        "number"
    ):
        given[each.case_id].append(each)
    facts = {}
    for case in found:
        standing = records.counting(given[case.pk], case)
        if case.is_release:
            standing = [*records.carried(case), *standing]
        facts[case.pk] = tuple(map(_signer, standing))
    return facts


def _signer(decision: Decision) -> str:
    """A seat, who signed in it and, where that was somebody else's, for whom."""
    name = decision.holder_name
    if decision.acting_for:
        name = f"{name} {_('for %(name)s') % {'name': decision.acting_for}}"
    return _("%(seat)s: %(name)s") % {"seat": records.seat_in_full(decision), "name": name}


def _by_publication(numbers: list[int]) -> dict[int, Case]:
    """The case behind each publication; one of a part is that of the whole."""
    refs = {row.number: row.authority_ref for row in reading.many(numbers).values()}
    found = Case.objects.in_bulk({int(ref) for ref in refs.values() if ref.isdigit()})
    return {number: found[int(ref)] for number, ref in refs.items() if ref.isdigit() and int(ref) in found}


def _showings(entries: list[ListingEntry], now: datetime.datetime) -> list[Showing]:
    behind = _by_publication([entry.number for entry in entries])
    signed = signers_of(list({case.pk: case for case in behind.values()}.values()))
    rows = reading.many([entry.number for entry in entries])
    missing = {
        name: adopting.not_shown((e.item for e in entries if e.channel == name), name, now) for name in CHANNELS.names()
    }
    web = _on_web([entry.item for entry in entries if entry.channel != current.WEB], now)
    following = _following(entries)
    found = []
    for entry in entries:
        row, case = rows.get(entry.number), behind.get(entry.number)
        if row is None:
            continue
        state, label = _state(entry, now)
        if state == "shown" and entry.item in missing[entry.channel]:
            state, label = "missing", _("not on view: its record is not whole")
        key, page = entry.item.removeprefix("page:"), web.get(entry.item)
        found.append(
            Showing(
                item=entry.item,
                title=row.title,
                unit=entry.unit_name,
                channel=entry.channel,
                label=str(CHANNELS.label(entry.channel)),
                state=state,
                state_label=label,
                since=entry.shown_from,
                until=entry.until,
                case=case,
                signers=signed.get(case.pk, ()) if case else (),
                class_label=words.procedure_class(case.procedure_class) if case else "",
                differs=state == "shown" and page is not None and page.digest != row.digest,
                ends_first=state == "shown" and page is not None and entry.shown_to < page.shown_to,
                is_replaced=not entry.is_over(now) and (entry.item, entry.channel, entry.shown_to) in following,
                life_url=reverse("disclosure_approval:life", args=[key]) if key.isdigit() else "",
            )
        )
    return found


def _following(entries: list[ListingEntry]) -> set[tuple[str, str, datetime.datetime]]:
    """Item, channel and moment at which something takes the place of one of these: it does not simply come down."""
    rows = ListingEntry.objects.filter(
        item__in={each.item for each in entries}, shown_from__in={each.shown_to for each in entries}
    )
    return set(rows.values_list("item", "channel", "shown_from"))


@dataclass(frozen=True)
class OnWeb:
    """What the web site shows of an item now, and until when (`viewing.FOREVER` for no end)."""

    digest: str
    shown_to: datetime.datetime


def _on_web(items: list[str], now: datetime.datetime) -> dict[str, OnWeb]:
    entries = ListingEntry.objects.on_view(now).filter(item__in=items, channel=current.WEB)
    listed = list(entries.only("item", "number", "shown_to"))
    rows = reading.many([entry.number for entry in listed])
    return {each.item: OnWeb(rows[each.number].digest, each.shown_to) for each in listed if each.number in rows}


def _state(entry: ListingEntry, now: datetime.datetime) -> tuple[str, str]:
    if entry.is_ahead(now):
        return "scheduled", _("scheduled")
    if entry.is_over(now):
        return "over", _("no more on view")
    return "shown", _("on view")


class Life(ItemView):
    """Everything about one item: its chain, its history, what expires when."""

    template_name = "disclosure_workflows/life.html"
    header_icon = "history"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.found = list(
            Case.objects.filter(item=self.item.disclosure_key).select_related("unit", "office").order_by("-pk")
        )
        if not (self._may_act(request.user) or any(access.may_read(request.user, case) for case in self.found[:5])):
            raise Http404

    def _may_act(self, user: Any) -> bool:
        if any(drafting.may_begin(user, self.item, channel) for channel in CHANNELS.names()):
            return True
        return emergency.may(user, self.item.issuing_office.unit_id)

    def get_page_title(self) -> str:
        return _("Life of “%(title)s”") % {"title": self.item.disclosure_title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        running = next((case for case in self.found if case.is_running), None)
        item, user = self.item, self.request.user
        may_edit = drafting.may_draft(user, item)
        return super().get_context_data(
            item=item,
            channels=for_reader(self._channels(now), user),
            ahead=self._ahead(now),
            running=running,
            stages=chain.stages(progress.look(running, now)) if running else [],
            chapters=self._chapters(),
            ways=list(editor.ways(item, user)),
            standing=standing.of(running, now) if running else None,
            blocks=blocking.of(item),
            may_unblock=blocking.refusal(item, user) is None,
            edit_url=reverse("wagtailadmin_pages:edit", args=[item.pk]) if may_edit else "",
            public=current.link(item.disclosure_key, item.disclosure_channel or current.WEB, now),
            ended_above=tombstones.ended_above(item.disclosure_key, now, item.disclosure_channel or current.WEB),
            not_shown=adopting.why_not_shown(item.disclosure_key, item.disclosure_channel or current.WEB, now),
            **kwargs,
        )

    def _channels(self, now: datetime.datetime) -> list[Showing]:
        entries = ListingEntry.objects.filter(item=self.item.disclosure_key).order_by("channel", "-number")
        newest: dict[tuple[str, str], ListingEntry] = {}
        for entry in entries:
            newest.setdefault((entry.channel, _state(entry, now)[0]), entry)
        shown = {channel for channel, state in newest if state != "over"}
        kept = [entry for (channel, state), entry in newest.items() if state != "over" or channel not in shown]
        order = {name: place for place, name in enumerate(CHANNELS.names())}
        return sorted(_showings(kept, now), key=lambda each: (order.get(each.channel, 9), each.since))

    def _ahead(self, now: datetime.datetime) -> list[Ahead]:
        found = []
        for each in self._channels(now):
            where = {"channel": each.label}
            if each.state == "scheduled":
                found.append(Ahead(each.since, _("%(channel)s: comes on view") % where))
            if each.state != "over" and each.until:
                ends = _("%(channel)s: will be replaced by the new version") if each.is_replaced else ""
                found.append(Ahead(each.until, (ends or _("%(channel)s: comes down by its expiry")) % where))
        found += list(upcoming.of(self.item, now))
        return sorted(found, key=lambda event: event.at)

    def _chapters(self) -> list[dict[str, Any]]:
        given: dict[int, list[tuple[Decision, str]]] = {case.pk: [] for case in self.found}
        mine = readable.by(self.request.user).filter(pk__in=list(given))
        opened = set(mine.values_list("pk", flat=True))
        for each in Decision.objects.filter(case_id__in=list(given)).order_by("number"):
            if each.case_id in opened or each.kind not in comments.KINDS:
                given[each.case_id].append((each, records.label(each)))
        known = standing.of_cases(self.found)
        return [
            {
                "case": case,
                "standing": known[case.pk],
                "decisions": given[case.pk],
                "is_readable": case.pk in opened,
            }
            for case in self.found
        ]


class Channels(ApprovalView):
    """What each channel shows now, since when, by which approvals."""

    header_icon = "globe"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.channel = str(kwargs.get("channel") or WEB)
        if self.channel not in CHANNELS:
            raise Http404

    def get_template_names(self) -> list[str]:
        return [CHANNELS[self.channel].template]

    def get_page_title(self) -> str:
        return _("On view: %(channel)s") % {"channel": CHANNELS.label(self.channel)}

    def _entries(self, now: datetime.datetime) -> Any:
        """Of the units that this person may ask about; what the web site shows is for everybody."""
        rows = ListingEntry.objects.on_view(now).filter(channel=self.channel, structural=False)
        user = self.request.user
        if user.is_superuser or self.channel != INTRANET:
            return rows.order_by("-shown_from", "-number")
        directory = permissions.directory_of(user)
        units = permissions.units_of(user, directory=directory) | permissions.oversight_units(user, directory=directory)
        names = [fact.identifier for fact in directory.units() if fact.id in units]
        return rows.filter(unit__in=names).order_by("-shown_from", "-number")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        page = Paginator(self._entries(now), PER_PAGE).get_page(self.request.GET.get("p"))
        tabs = [
            (name, CHANNELS.label(name), reverse("disclosure_approval:channels", args=[name]))
            for name in CHANNELS.names()
        ]
        rows = for_reader(_showings(list(page.object_list), now), self.request.user)
        shown: dict[str, Any] = {"rows": rows, "page": page, "tabs": tabs, "channel": self.channel}
        waiting = posted.waiting(self.channel)
        mine = readable.by(self.request.user).filter(pk__in={row.case_id for row in waiting})
        shown["unposted"], shown["readable"] = waiting, set(mine.values_list("pk", flat=True))
        shown["coming"] = scheduled.for_user(self.request.user, now, self.channel)
        return super().get_context_data(**{**kwargs, **shown})
