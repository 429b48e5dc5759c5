"""Publishing something, delivering it, and asking for it."""

from django.utils import timezone

from cms.outbox import services as outbox
from cms.outbox.models import OutboxMessage
from cms.pages.models import LicensingPage
from cms.publication import clock
from cms.publication.models import ListingEntry
from cms.workflows import services
from cms.workflows.cases import lookup
from search import indexing
from search.query import from_request
from tests.factories.bureau import fees, sign_all, submit, user


def publish(bureau, title, **values):
    page = bureau.licence(title, **values)
    fees(page)
    sign_all(submit(page))
    return LicensingPage.objects.get(pk=page.pk)


def rule(bureau, title, number):
    page = bureau.regulation(title, document_number=number)
    services.provide(lookup.running(page), user("legal"), stated=("legal",))
    sign_all(submit(page, "editor_regulations"))
    return page


def structure():
    """How many columns and unit homes are on view: they are found as well."""
    return ListingEntry.objects.filter(channel="web", structural=True).exclude(parent="").count()


def settled():
    """Deliver everything, also what waits for another attempt."""
    for _turn in range(12):
        OutboxMessage.objects.filter(state="pending").update(available_at=timezone.now())
        if not outbox.deliver_due().remaining:
            return


def ask(engine, text, at=None, **filters):
    return indexing.engine(engine).search(from_request({"q": text, **filters}), at or clock.now())


def titles(engine, text, at=None, **filters):
    return [hit.title for hit in ask(engine, text, at, **filters).hits]


def results(client, text):
    return client.get("/search/", {"q": text}).content.decode()
