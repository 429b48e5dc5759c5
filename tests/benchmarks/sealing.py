"""What seal and digest cost: the same with the checks and without them, in one run."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

from django.core.cache import cache
from django.test import Client

from cms.ledger import keys
from cms.publication import trust
from tests.benchmarks.daily import through
from tests.benchmarks.measuring import line, median
from tests.benchmarks.stock_site import BODY
from tests.factories.bureau import Bureau, fees, office, sign_all, submit


@contextmanager
def without() -> Iterator[None]:
    """Seals neither made nor checked, digests taken for right."""
    cache.clear()
    with ExitStack() as stack:
        for owner, name, answer in (
            (trust, "seal_holds", lambda row: True),
            (trust, "form_holds", lambda row: True),
            (keys.KeyRing, "seal", lambda self, text: (self.current, "0" * 64)),
            (keys.KeyRing, "holds", lambda self, key_id, text, seal: True),
        ):
            stack.enter_context(mock.patch.object(owner, name, answer))
        yield
    cache.clear()


def cost(name: str, act: Callable[[], object], times: int) -> None:
    """In turns; the line says how much longer it takes with the checks."""
    plain, sealed = [], []
    for _round in range(5):
        with without():
            plain.append(median(act, times))
        sealed.append(median(act, times))
    more = (min(sealed) / min(plain) - 1) * 100
    line(f"{name}: without, with", f"{min(plain):.3f} ms", f"{min(sealed):.3f} ms", None, f"{more:+.1f} %, under 5 %")


def main() -> None:
    bureau = Bureau()
    page = bureau.licence(body=BODY)
    fees(page)
    sign_all(submit(page))
    client, address = Client(), f"/xu-ke/{page.slug}/"
    cost("page view", lambda: client.get(address), 200)
    told = {"by": "legal", "kind": "law", "issuing_office": office("legal"), "document_number": "", "body": BODY}
    drafts = iter([bureau.regulation(f"办理{n}", **told) for n in range(120)])
    cost("submission to publication", lambda: through(next(drafts)), 11)
