"""How long it takes to prove a hundred thousand entries of the record."""

import datetime

from django.utils import timezone

from cms.casefile import verification
from cms.ledger import services as ledger
from tests.benchmarks.measuring import line, once
from tests.factories.bureau import Bureau, fees, sign_all, submit
from tests.factories.many import copies

ENTRIES = 100_000


def main() -> None:
    bureau = Bureau()
    page = bureau.licence("很多", expire_at=timezone.now().replace(microsecond=0) + datetime.timedelta(days=400))
    fees(page)
    sign_all(submit(page))
    live = type(page).objects.get(pk=page.pk)
    left = ENTRIES - ledger.next_number() + 1
    for first in range(0, left, 5_000):
        copies(live, min(5_000, left - first), expire_at=live.expire_at, first=5_000_000 + first)
    found: list[object] = []
    seconds = once(lambda: found.extend(verification.findings()))
    assert not found, found[:3]
    line(f"casefile verify, {ENTRIES:,} entries", "", f"{seconds:.1f} s", None, "under a minute")
