"""What seal and digest cost: the same with them and without them, in turns, in one run."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from statistics import median
from unittest import mock

from django.core.cache import cache
from django.db import transaction
from django.test import Client

from cms.ledger import keys, texts
from cms.publication import current, trust
from tests.benchmarks.daily import through
from tests.benchmarks.measuring import line
from tests.benchmarks.stock_site import BODY
from tests.factories.bureau import Bureau, fees, office, sign_all, submit

Act = Callable[[], object]


def number_for(text: str | bytes) -> str:
    """As good as free, and another one for another text: what a digest costs above this is the digest."""
    return f"{hash(text) & (1 << 63) - 1:064x}"


@contextmanager
def without() -> Iterator[None]:
    """Seals neither made nor checked, and nothing digested."""
    with ExitStack() as stack:
        for owner, name, answer in (
            (trust, "seal_holds", lambda row: True),
            (trust, "form_holds", lambda row: True),
            (keys.KeyRing, "seal", lambda self, text: (self.current, "0" * 64)),
            (keys.KeyRing, "holds", lambda self, key_id, text, seal: True),
        ):
            stack.enter_context(mock.patch.object(owner, name, answer))
        for module in [each for name, each in sys.modules.items() if name.startswith(("cms.", "search."))]:
            if getattr(module, "sha256", None) is texts.sha256 and module is not texts:
                stack.enter_context(mock.patch.object(module, "sha256", number_for))
        yield


def milliseconds(act: Act, times: int) -> float:
    """Of one call, on average over so many; what they wrote is undone, so that neither side meets the other's rows.
    Where there are many, one goes before, for what has grown cold."""
    with transaction.atomic():
        if times > 1:
            act()
        start = time.perf_counter()
        for _turn in range(times):
            act()
        found = (time.perf_counter() - start) * 1000 / times
        transaction.set_rollback(True)
    cache.clear()
    current.forget()
    return found


def cost(name: str, act: Act, *, rounds: int, times: int) -> None:
    """The line says how much longer it takes with seals, by the median of the differences of neighbours."""
    plain, more = [], []
    for turn in range(rounds + 2):
        found = {}
        for sealed in (True, False) if turn % 2 else (False, True):
            with nullcontext() if sealed else without():
                found[sealed] = milliseconds(act, times)
        if turn >= 2:
            plain.append(found[False])
            more.append(found[True] - found[False])
    base, extra = median(plain), median(more)
    percent = f"{extra / base * 100:+.1f} %, under 5 %"
    line(f"{name}: without, with", f"{base:.3f} ms", f"{base + extra:.3f} ms", None, percent)


def main() -> None:
    bureau = Bureau()
    page = bureau.licence(body=BODY)
    fees(page)
    sign_all(submit(page))
    client, address = Client(), f"/xu-ke/{page.slug}/"

    def uncached() -> object:
        cache.clear()
        return client.get(address)

    assert client.get(address).status_code == 200
    cost("page view", lambda: client.get(address), rounds=40, times=50)
    cost("page view, rendered each time", uncached, rounds=40, times=10)
    told = {"by": "legal", "kind": "law", "issuing_office": office("legal"), "document_number": "", "body": BODY}
    draft = bureau.regulation("办理", **told)
    cost("submission to publication", lambda: through(draft), rounds=60, times=1)
