"""Text that looks like markup, typed into everything that has a name, and looked for on every page that shows it."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.organisation.models import Office, Post, Unit
from cms.pages.catalogue.subjects import SubjectClass
from cms.publication import current
from cms.workflows import services
from cms.workflows.cases import collections, lookup
from search.models import SynonymGroup
from tests.attacks import inventory, judged
from tests.attacks.test_by_admin import Numbers, as_sent
from tests.factories.bureau import Bureau, next_people, sign_all, submit, unit, user
from tests.files.samples import picture

MARK = "<b>zq7</b>"
AS_TEXT = "&lt;b&gt;zq7&lt;/b&gt;"


class Marked:
    """A bureau in which every name is markup, with an item on view, one returned and one waiting."""

    def __init__(self) -> None:
        self.bureau = Bureau()
        for model in (Unit, Office, Post):
            for row in model.objects.all():
                model.objects.filter(pk=row.pk).update(name=f"{row.name}{MARK}")
        for person in type(user("legal")).objects.all():
            type(person).objects.filter(pk=person.pk).update(last_name=f"{person.last_name}{MARK}"[:150])
        SubjectClass.objects.create(code="Y1", name=MARK)
        SynonymGroup.objects.create(terms=f"{MARK} x")
        own = collections.of_unit(unit())
        self.document = get_document_model().objects.create(
            title=MARK, file=ContentFile(b"%PDF-1.4\n%%EOF\n", name="a.pdf"), collection=own
        )
        self.image = get_image_model().objects.create(
            title=MARK, description=MARK, file=ContentFile(picture(), name="a.jpg"), collection=own
        )
        self.page = self.regulation("甲", "jia")
        sign_all(submit(self.page, "editor_regulations"))
        self.draft = self.regulation("乙", "yi")
        case = submit(self.draft, "editor_regulations")
        services.return_to_provider(case, user(next_people(case)[0]), reason=MARK)
        self.waiting = submit(self.regulation("丙", "bing"), "editor_regulations")
        self.pages = {"waiting": self.draft.pk}

    def regulation(self, name: str, slug: str):
        heading = {"type": "heading", "value": {"text": MARK, "level": "2"}}
        page = self.bureau.regulation(f"{name}{MARK}", slug=slug, summary=MARK, issuing_organ=MARK, body=[heading])
        services.provide(lookup.running(page), user("legal"), stated=("legal",))
        return page


class Addresses(Numbers):
    def __init__(self, marked: Marked, page: int, case: int) -> None:
        self.known = dict.fromkeys(("page_id", "parent_page_id", "page_to_move_id", "pk", "object_id", "id"), page)
        self.known |= {"case": case, "document_id": marked.document.pk, "image_id": marked.image.pk, "number": 1}
        self.known |= {"revision_id": marked.draft.latest_revision_id, "revision_id_a": "earliest"}
        self.known |= {"revision_id_b": "latest", "user_id": user("legal").pk, "action": "modify", "channel": "web"}
        self.known |= {"content_type_app_name": "disclosure_pages", "content_type_model_name": "regulationpage"}
        self.known |= {"destination_id": marked.bureau.rules.pk, "instance_pk": 1}


def test_what_was_typed_is_text_wherever_it_is_read(db):
    marked = Marked()
    client = Client(raise_request_exception=False)
    client.force_login(user("admin"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    addresses = ["/", "/fa-gui/", "/mu-lu/", "/feed/", "/search/?q=zq7", "/sitemap-1.xml", "/intranet/"]
    addresses.append(current.link(marked.page.disclosure_key).url)
    of_cases = [lookup.latest(page).pk for page in (marked.page, marked.draft)] + [marked.waiting.pk]
    for page, case in zip((marked.page.pk, marked.draft.pk, 1), of_cases, strict=True):
        numbers = Addresses(marked, page, case)
        for view, route, entry in inventory.patterns():
            if view not in judged.LEFT_ALONE and view not in judged.FAILS_IN_WAGTAIL and "logout" not in view:
                addresses.append(numbers.address(view, entry, route))
    raw, seen = set(), 0
    for address in sorted(set(filter(None, addresses))):
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        answer = client.get(address)
        kind = answer.get("Content-Type", "")
        if not kind.startswith(("text/html", "application/xml", "application/atom")):
            continue
        text = as_sent(answer)
        seen += AS_TEXT in text
        if MARK in text:
            raw.add(address)
    assert not raw
    assert seen > 60, "the marks are shown at all"
