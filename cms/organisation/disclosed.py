"""What the registers say of a unit to the public: its offices, its leaders, the units below. Rows of plain words."""

from collections.abc import Iterable

from django.utils import timezone

from cms.organisation.models import Office, Unit
from cms.organisation.snapshot import PostFact, Snapshot, load

Rows = list[dict[str, str]]


def offices(unit_id: int) -> Rows:
    """Name, duties, duty phone and leader in charge of each office, in the order of the register."""
    chart = load(timezone.now())
    return [
        {
            "name": row.name,
            "duties": row.duties,
            "duty_phone": row.duty_phone,
            "leader": _names(chart, chart.deputies.get(row.pk, ())),
        }
        for row in Office.objects.filter(unit_id=unit_id).order_by("sort_order", "id")
    ]


def leaders(unit_id: int) -> Rows:
    """Name, post and what each leader is in charge of; the chief first."""
    chart = load(timezone.now())
    posts = [post for post in chart.posts.values() if post.unit_id == unit_id and post.kind == "leader"]
    posts.sort(key=lambda post: (not post.is_chief, post.id))
    return [
        {
            "name": person.name,
            "post": post.name,
            "in_charge_of": "、".join(chart.offices[office].name for office in chart.portfolio.get(post.id, ())),
        }
        for post in posts
        for person in chart.tenures.get(post.id, ())
    ]


def subordinates(unit_id: int) -> Rows:
    """Name, kind and duty phone of the units directly below."""
    found = Unit.objects.filter(parent_id=unit_id).order_by("code", "id").prefetch_related("offices")
    return [
        {
            "name": unit.name,
            "unit_kind": str(unit.get_kind_display()),
            "phone": next((office.duty_phone for office in unit.offices.all() if office.duty_phone), ""),
        }
        for unit in found
    ]


def _names(chart: Snapshot, posts: Iterable[PostFact]) -> str:
    return "、".join(person.name for post in posts for person in chart.tenures.get(post.id, ()))
