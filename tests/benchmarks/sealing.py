"""What seal and digest cost: the same with the checks and without them, in one run."""

from collections.abc import Callable
from contextlib import ExitStack
from unittest import mock

from django.test import Client

from cms.ledger import keys
from cms.publication import trust
from tests.benchmarks.daily import through
from tests.benchmarks.measuring import line, median
from tests.benchmarks.stock_site import BODY
from tests.factories.bureau import Bureau, fees, office, sign_all, submit


def without(act: Callable[[], object]) -> Callable[[], object]:
    """The same, with seals neither made nor checked and digests taken for right."""

    def run() -> object:
        with ExitStack() as stack:
            stack.enter_context(mock.patch.object(trust, "seal_holds", return_value=True))
            stack.enter_context(mock.patch.object(trust, "form_holds", return_value=True))
            stack.enter_context(mock.patch.object(keys.KeyRing, "seal", return_value=("none", "0" * 64)))
            stack.enter_context(mock.patch.object(keys.KeyRing, "holds", return_value=True))
            return act()

    return run


def cost(name: str, plain: Callable[[], object], sealed: Callable[[], object], times: int) -> None:
    """In turns; the line says how much of the time the checks are."""
    rounds = [(median(plain, times), median(sealed, times)) for _round in range(4)]
    least, most = min(before for before, _mine in rounds), min(mine for _before, mine in rounds)
    more = (most / least - 1) * 100
    line(f"{name}: without, with", f"{least:.3f} ms", f"{most:.3f} ms", None, f"{more:+.1f} %, under 5 %")


def main() -> None:
    bureau = Bureau()
    page = bureau.licence(body=BODY)
    fees(page)
    sign_all(submit(page))
    client, address = Client(), f"/xu-ke/{page.slug}/"
    cost("page view", without(lambda: client.get(address)), lambda: client.get(address), 150)
    told = {"by": "legal", "kind": "law", "issuing_office": office("legal"), "document_number": "", "body": BODY}
    drafts = iter([bureau.regulation(f"办理{n}", **told) for n in range(120)])
    cost("submission to publication", without(lambda: through(next(drafts))), lambda: through(next(drafts)), 12)
