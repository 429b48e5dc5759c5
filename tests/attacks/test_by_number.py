"""Numbers of what is not theirs, in every parameter that an address takes and in the forms that they send."""

import json
import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.pages.models import AnnouncementPage, ColumnPage
from cms.publication import canonical
from cms.publication import services as publication
from cms.workflows import services
from cms.workflows.cases import collections, lookup
from cms.workflows.cases.models import Case
from tests.attacks import inventory, judged, people
from tests.attacks.test_by_admin import Numbers, body
from tests.factories.bureau import ATTESTED, office, sign_all, unit, user
from tests.factories.leaks import SECRET, Leaks
from tests.files.samples import picture

PARAMETERS = (
    "id",
    "pk",
    "ids",
    "page",
    "page_id",
    "parent",
    "parent_page_id",
    "childOf",
    "child_of",
    "descendant_of",
    "target_pages[]",
    "collection_id",
    "document",
    "image",
    "object_id",
    "instance",
    "case",
    "user",
    "user_id",
    "owner",
    "revision_id",
)
"""What Wagtail's views, ours and those of the registers read; `test_no_parameter_is_forgotten` keeps it whole."""
OUTSIDERS = ["yuzhong_editor"] if not people.EVERYBODY else ["yuzhong_editor", "yuzhong_director", "institute_general"]


class Secrets(Leaks):
    """What a district's staff may not know of: drafts, a document and a picture of the municipal bureau."""

    def __init__(self) -> None:
        super().__init__()
        file = ContentFile(picture(), name="mi-yu.jpg")
        own = collections.of_unit(unit())
        self.image = get_image_model().objects.create(title=SECRET, description=SECRET, file=file, collection=own)
        get_document_model().objects.update(collection=own)
        self.document = get_document_model().objects.filter(title__startswith=SECRET).first()
        self.draft, self.internal = self.items["draft"], self.items["internal"]
        self.page = self.items["in approval"]
        self.waiting = lookup.running(self.page)
        self.pages = {"waiting": self.page.pk}


class Reading(Numbers):
    """Every name of an address filled with a number of the secrets."""

    def __init__(self, secrets: Secrets, page: int) -> None:
        self.known = dict.fromkeys(
            ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "pk", "id", "object_id", "instance_pk"),
            page,
        )
        revision = secrets.page.latest_revision_id
        self.known |= {
            "revision_id": revision,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "content_type_app_name": "disclosure_pages",
            "content_type_model_name": "announcementpage",
            "app_label": "wagtailcore",
            "model_name": "page",
            "action": "delete",
            "action_name": "approve",
            "case": secrets.waiting.pk,
            "verb": "publish",
            "channel": "web",
            "number": 1,
            "image_id": secrets.image.pk,
            "document_id": secrets.document.pk,
            "user_id": user("legal").pk,
            "viewname": "wagtailadmin_explore",
        }


def bulk_addresses():
    for label in ("wagtailcore/page", "disclosure_files/document", "disclosure_files/image"):
        for action in ("delete", "move", "publish", "unpublish", "add_tags", "add_to_collection"):
            yield f"/admin/bulk/{label}/{action}/"


@pytest.fixture
def secrets(db):
    return Secrets()


@pytest.mark.parametrize("name", OUTSIDERS)
def test_no_number_tells_a_title(secrets, name):
    """Every address × each kind of number, in the path and in every parameter at once and alone."""
    stranger = Client(raise_request_exception=False)
    stranger.force_login(user(name))
    numbers = [secrets.draft.pk, secrets.internal.pk, secrets.document.pk, secrets.image.pk]
    addresses = list(bulk_addresses())
    for view, route, entry in inventory.patterns():
        if view not in judged.LEFT_ALONE and view not in judged.FAILS_IN_WAGTAIL:
            addresses.append(Reading(secrets, secrets.draft.pk).address(view, entry, route))
    leaking, failing = set(), set()
    for address in filter(None, addresses):
        for number in numbers:
            answer = stranger.get(address, dict.fromkeys(PARAMETERS, number))
            for_one = stranger.get(address, {"id": number, "multiple": "1"})
            for each in (answer, for_one):
                if SECRET in body(each):
                    leaking.add(address)
                if each.status_code >= 500:
                    failing.add((address, number))
    assert not leaking
    assert not failing


def test_a_number_that_is_none_is_not_found(secrets):
    staff = Client(raise_request_exception=False)
    staff.force_login(user("editor_announcements"))
    for value in ("x", "²", "-1", "9" * 30, "1;2", "\x00"):
        for address in ("/admin/choose-page/chosen-multiple/", "/admin/documents/chooser/chosen-multiple/"):
            assert staff.get(address, {"id": value}).status_code in (200, 302, 403, 404), (address, value)
        assert staff.get("/admin/choose-page/", {"target_pages[]": value}).status_code in (200, 404), value
        for address in bulk_addresses():
            assert staff.get(address, {"id": value}).status_code in (302, 403, 404), (address, value)


def test_what_is_theirs_is_chosen_as_before(secrets):
    """The same addresses for the people of the unit."""
    staff = Client()
    staff.force_login(user("editor_announcements"))
    answer = staff.get("/admin/choose-page/chosen-multiple/", {"id": secrets.draft.pk})
    assert SECRET in body(answer)
    assert SECRET in body(staff.get("/admin/documents/chooser/chosen-multiple/", {"id": secrets.document.pk}))
    assert SECRET in body(staff.get(f"/admin/choose-page/{secrets.folder.pk}/"))


def named_in_a_form(secrets):
    """Ways of a form to name a document, a picture or a page: as rows, in a block, in rich text."""
    document, image, page = secrets.document.pk, secrets.image.pk, secrets.internal.pk
    rows = {
        "disclosure_attachments-TOTAL_FORMS": "1",
        "disclosure_attachments-0-document": document,
        "disclosure_attachments-0-title": "x",
        "disclosure_attachments-0-ORDER": "1",
    }
    relation = {
        "disclosure_relations-TOTAL_FORMS": "1",
        "disclosure_relations-0-kind": "basis",
        "disclosure_relations-0-target": page,
        "disclosure_relations-0-ORDER": "1",
    }
    yield "attachment", rows
    yield "relation", relation

    def stream(kind, values):
        found = {"body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": kind, "body-0-id": ""}
        return found | {f"body-0-value{name}": value for name, value in values.items()}

    block = {"-heading": "", "-documents-count": "1", "-documents-0-deleted": "", "-documents-0-order": "0"}
    block |= {"-documents-0-type": "item", "-documents-0-id": "", "-documents-0-value-document": document}
    yield "block", stream("attachments", {**block, "-documents-0-value-title": ""})
    yield "picture", stream("picture", {"-image": image, "-alt": "x", "-caption": ""})
    for kind, key, link in (("DOCUMENT", document, "link"), ("LINK", page, "link")):
        entity = {"type": kind, "mutability": "MUTABLE", "data": {"id": key, "linkType": "page"}}
        line = {"text": "看这里", "type": "unstyled", "depth": 0, "key": "a", "inlineStyleRanges": []}
        line["entityRanges"] = [{"offset": 0, "length": 2, "key": 0}]
        draft = json.dumps({"blocks": [line], "entityMap": {"0": entity}})
        yield f"rich text {kind} {link}", stream("paragraph", {"": draft})


def test_a_form_names_nothing_that_is_hidden(secrets):
    """Saved, the editor would show its title, and the preview its content."""
    stranger = Client(raise_request_exception=False)
    stranger.force_login(user("yuzhong_editor"))
    column = column_of(secrets)
    address = f"/admin/pages/add/disclosure_pages/announcementpage/{column.pk}/"
    for what, fields in named_in_a_form(secrets):
        data = {
            **empty_form(stranger.get(address)),
            "title": f"试 {what}",
            "issuing_office": office_of(stranger, address),
        }
        answer = stranger.post(address, {**data, **fields})
        assert answer.status_code == 302 and answer["Location"] == "/admin/", (what, answer.status_code)
        assert SECRET not in body(answer), what
        wrong = stranger.post(address, {**data, **fields, "title": "", "created_on": "x"})
        assert SECRET not in body(wrong), what
        assert not type(secrets.draft).objects.filter(title=f"试 {what}").exists(), what
    assert Case.objects.filter(title__startswith="试").count() == 0


class OwnOnView(Secrets):
    """The district has an announcement of its own on view, and another that is a draft."""

    def item(self, state):
        if not hasattr(self, "column"):
            self.column = column_of(self)
            founding = publication.Authority("founding", "tests")
            publication.publish(canonical.make(self.column), authority=founding, structural=True)
        return super().item(state)

    def own(self, title):
        values = {**self.values("quality"), "issuing_office": office("quality", "yuzhong")}
        page = AnnouncementPage(title=title, area="玩具", owner=user("yuzhong_editor"), **values)
        self.column.add_child(instance=page)
        page.save_revision(user=page.owner)
        return AnnouncementPage.objects.get(pk=page.pk)

    def carried(self):
        page = self.own("渝中公告")
        sign_all(services.submit(lookup.running(page), page.owner, attestation=ATTESTED))
        return page


def named_by_a_verb(secrets, number):
    """(address, what is sent) of each form of the admin, not a page's own, that takes the number of a page."""
    shown, draft = secrets.shown.pk, secrets.written.pk
    for action in ("withdraw", "repeal", "modify"):
        for name in ("successor", "basis_item"):
            for more in ({}, {"reason_kind": "outdated", "reason": "过时", "basis": "依据"}):
                yield f"/admin/cases/begin/{shown}/{action}/", {name: number, **more}
    for own in (draft, secrets.column.pk):
        told = {"new_title": "x", "new_slug": "", "new_parent_page": number}
        yield f"/admin/pages/{own}/copy/", told
        yield f"/admin/pages/{own}/move/", told
        yield f"/admin/bulk/wagtailcore/page/move/?id={own}&next=/admin/", {"chooser": number}


def test_no_form_that_is_refused_tells_a_title(db):
    """Beginning, copying, moving: what was sent is shown again by its title."""
    secrets = OwnOnView()
    secrets.shown, secrets.written = secrets.carried(), secrets.own("渝中草稿")
    hidden = [secrets.items[state].pk for state in ("draft", "internal", "in approval")]
    told = []
    for name in ("yuzhong_editor", "yuzhong_publicity"):
        stranger = Client(raise_request_exception=False)
        stranger.force_login(user(name))
        for number in (*hidden, *(("x", "²", "9" * 30, "", "0") if name == "yuzhong_editor" else ())):
            for address, data in named_by_a_verb(secrets, number):
                answer = stranger.post(address, data)
                assert answer.status_code < 500, (address, data)
                if SECRET in body(answer):
                    told.append((name, address, data))
    assert not told
    own = Client()
    own.force_login(user("yuzhong_editor"))
    begin = f"/admin/cases/begin/{secrets.shown.pk}/withdraw/"
    assert own.post(begin, {"successor": secrets.public.pk}).status_code == 422, "what is on view may be named"
    assert own.post(begin, {"successor": secrets.written.pk}).status_code == 422, "and what is one's own"


def column_of(secrets):
    return secrets.unit_home.add_child(
        instance=ColumnPage(
            title="公告",
            slug="gong-gao-yz",
            issuing_office=office("publicity", "yuzhong"),
            allowed_types=["announcements"],
        )
    )


def empty_form(answer) -> dict[str, str]:
    """The fields of the page's form as the browser would send them, without rows."""
    page = answer.content.decode()
    found = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        found[name] = value
    for name in re.findall(r'name="([\w-]+-TOTAL_FORMS)"', page):
        found |= {name: "0", name.replace("TOTAL", "INITIAL"): "0"}
    found |= {"body-count": "0", "genre": "other", "validity": "in_force", "slug": ""}
    found.pop("csrfmiddlewaretoken", None)
    return found


def office_of(client, address) -> str:
    page = client.get(address).content.decode()
    options = re.search(r'<select name="issuing_office".*?</select>', page, re.S).group(0)
    return next(value for value in re.findall(r'<option value="(\d+)"', options))


NO_NUMBERS = ("0", "-1", "1" + "0" * 30, "9" * 19, "x", "\x00", "٣", "２", "")


def test_no_number_of_nothing_is_a_failure_for_anybody(secrets):
    """Copies, moves and choosers of the superuser and of an editor, by numbers that no row has."""
    page, failing = secrets.draft.pk, []
    for name in ("admin", "editor_announcements"):
        person = Client(raise_request_exception=False)
        person.force_login(user(name))
        for number in NO_NUMBERS:
            told = {"new_title": "x", "new_slug": "x", "new_parent_page": number}
            asked = [
                ("post", f"/admin/pages/{page}/copy/", told),
                ("post", f"/admin/pages/{page}/move/", told),
                ("post", f"/admin/bulk/wagtailcore/page/move/?id={page}&next=/admin/", {"chooser": number}),
                ("get", "/admin/snippets/choose/testapp/notice/chosen-multiple/", {"id": number}),
                ("get", "/admin/documents/chooser/chosen-multiple/", {"id": number}),
                ("get", "/admin/choose-page/chosen-multiple/", {"id": number}),
            ]
            for method, address, data in asked:
                answer = getattr(person, method)(address, data)
                if answer.status_code >= 500:
                    failing.append((name, method, address, number[:25], answer.status_code))
    assert not failing
