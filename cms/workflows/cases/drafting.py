"""Who may write an item, begin a case about it, and whether it has to stay: asked of the posts of that second."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from cms.organisation import permissions
from cms.organisation.seats import ORIGINATING_OFFICE, Directory, SeatRef
from cms.organisation.snapshot import OfficeFact
from cms.workflows.cases.models import Case
from cms.workflows.cases.regulation import active
from cms.workflows.chains.vocabulary import PUBLISHER


def may_draft(user: Any, item: Any, directory: Directory | None = None) -> bool:
    """Whether this person may write this item: an editor of its office for its category, the office that the class
    names as provider, whoever publishes for structure. A superuser may draft, and no more."""
    if not user.is_active or user.is_anonymous:
        return False
    if user.is_superuser:
        return True
    directory = directory or permissions.directory_of(user)
    office = directory.office(getattr(item, "issuing_office_id", None))
    if office is None:
        return False
    if item.structural:
        posts = permissions.held_posts(user, directory=directory)
        holds_publicity = permissions.holds(user, office.unit_id, active().seat_of(PUBLISHER), directory=directory)
        return holds_publicity or any(post.office_id == office.id and post.kind != "oversight" for post in posts)
    if permissions.may_draft(user, item.category, office.id, directory=directory):
        return True
    acting = directory.assign(SeatRef(office.unit_id, ORIGINATING_OFFICE, office.id))
    if acting.stand_in and any(holder.user_id == user.pk for holder in acting.holders):
        return True
    posts = permissions.held_posts(user, directory=directory)
    return any(post.office_id == office.id and post.kind in ("head", "leader") for post in posts)


@dataclass(frozen=True)
class _NewItem:
    """What a page of a type would be, before it is begun: for `may_draft`."""

    structural: bool
    category: str
    issuing_office: OfficeFact

    @property
    def issuing_office_id(self) -> int:
        return self.issuing_office.pk


def drafted(user: Any, models: Iterable[Any], unit_id: int | None) -> list[Any]:
    """Those types of items that this person may draft for some office of a unit; None stands for any unit."""
    return [model for model in models if next(_offices(user, model, unit_id), None) is not None]


def offices(user: Any, model: Any, unit_id: int | None) -> list[OfficeFact]:
    """The offices for which this person drafts items of a type, in a unit or (None) in any: what their form offers."""
    return list(_offices(user, model, unit_id))


def _offices(user: Any, model: Any, unit_id: int | None) -> Iterator[OfficeFact]:
    directory = permissions.directory_of(user)
    category = getattr(model, "category", "")
    for unit in [unit_id] if unit_id is not None else [unit.id for unit in directory.units()]:
        for office in directory.offices(unit):
            if may_draft(user, _NewItem(model.structural, category, office), directory):
                yield office


def may_begin(user: Any, item: Any, channel: str) -> bool:
    """Whether this person may open a case about the item: whoever may draft it, and who provides a part of it that goes
    to this channel by a class of its own (§5.2)."""
    if may_draft(user, item):
        return True
    if not user.is_active or user.is_anonymous or not getattr(item, "issuing_office_id", None):
        return False
    providers = [active().classes[name].provider for name in item.release_classes.get(channel, ())]
    directory = permissions.directory_of(user)
    unit = directory.unit_of_office(item.issuing_office_id)
    return unit is not None and any(
        permissions.holds(user, unit, name, directory=directory) for name in providers if name
    )


def stays(page: Any) -> bool:
    """Whether the page or one below it is public or was ever submitted: then it stays where it is. One query."""
    return any_stays(page.get_descendants(inclusive=True))


def any_stays(pages: Any) -> bool:
    """The same for any of these pages."""
    named = Concat(Value("page:"), Cast(OuterRef("pk"), CharField()))
    submitted = Case.objects.filter(item=named, submitted_at__isnull=False).order_by()
    return bool(pages.filter(Q(live=True) | Exists(submitted)).exists())
