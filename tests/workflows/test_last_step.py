"""The last click: what cannot be carried out is refused with its reason, nothing is half-written, there is a way."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, get_page_models

from cms.pages.models import LicensingPage
from cms.publication import current
from cms.publication.canonical import NotCanonical
from cms.publication.models import Publication
from cms.publication.schema import SchemaMismatch
from cms.workflows import services
from cms.workflows.cases import lookup, validation
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.validation import Findings
from cms.workflows.wagtail.items import DisclosureItem
from tests.factories.bureau import fees, next_people, office, sign_all, submit, user
from tests.factories.typing_in import fields


def ready(page, by="editor_licensing"):
    """The page's case, signed by everybody: it waits for the last click."""
    if isinstance(page, LicensingPage):
        fees(page)
    case = submit(page, by)
    sign_all(case, until="publish")
    return case


def edited(page, by="editor_licensing", **values):
    draft = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision(user=user(by))


def click(case, verb="publish", **data):
    client = Client()
    client.force_login(user(next_people(case)[0]))
    answer = client.post(reverse("disclosure_approval:act", args=[case.pk, verb]), data, follow=True)
    case.refresh_from_db()
    return answer


def goes_back(case, answer, words):
    """The reason is said and offered for the return, and the provider has it again."""
    text = answer.content.decode()
    assert answer.status_code == 200 and words in text
    assert case.state == Case.State.OPEN
    assert 'data-verb="publish"' not in text, "what would be refused is not offered"
    given = fields(text, f"form[action='{reverse('disclosure_approval:act', args=[case.pk, 'return'])}']")
    assert words in given["return-reason"]
    click(case, "return", **given)
    assert case.state == Case.State.RETURNED
    assert Decision.objects.filter(case_id=case.pk, kind="return", comment__contains=words).exists()


def test_an_address_that_another_took_meanwhile(bureau):
    first, second = bureau.licence("甲许可", slug="jia"), bureau.licence("乙许可", slug="yi")
    for page in (first, second):
        edited(page, slug="xin")
    case = ready(first)
    sign_all(ready(second))
    assert Client().get("/xu-ke/xin/").status_code == 200
    before = Publication.objects.count()
    answer = click(case)
    assert Publication.objects.count() == before
    goes_back(case, answer, "xin")
    edited(first, slug="jia")
    sign_all(submit(first))
    assert Client().get("/xu-ke/jia/").status_code == 200


def test_an_address_that_is_signed_for_somebody_else_later(bureau):
    """Both signed: one for tomorrow, one for now. Two would stand at one address from tomorrow on."""
    first, second = bureau.licence("甲许可", slug="jia"), bureau.licence("乙许可", slug="yi")
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    edited(first, slug="xin", go_live_at=later)
    edited(second, slug="xin")
    case = ready(second)
    sign_all(ready(first))
    answer = click(case)
    assert "甲许可" in answer.content.decode() or "xin" in answer.content.decode()
    goes_back(case, answer, "xin" if "xin" in answer.content.decode() else "甲许可")


def ready_or_missing(page) -> str:
    fees(page)
    client = Client()
    client.force_login(user("editor_licensing"))
    case = lookup.running(page)
    return client.get(reverse("disclosure_approval:submit", args=[case.pk])).content.decode()


def test_a_field_that_became_invalid_since(bureau, monkeypatch):
    case = ready(bureau.licence())

    def stricter(self):
        raise ValidationError({"title": "标题里不能有这个词。"})

    monkeypatch.setattr(LicensingPage, "clean", stricter)
    goes_back(case, click(case), "标题里不能有这个词。")


def test_a_block_that_was_left_empty_is_said_before_anybody_signs(bureau):
    page = bureau.licence()
    edited(page, body=[("heading", {"text": "", "level": "2"})])
    text = ready_or_missing(page)
    assert "正文: 必需字段" in text
    with pytest.raises(services.Refused):
        submit(page)


def test_a_row_that_is_wrong_names_its_place(bureau):
    page = bureau.licence()
    draft = LicensingPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    rows = list(draft.steps.all())
    rows[1].title = ""
    draft.steps = rows
    draft.save_revision(user=user("editor_licensing"))
    text = ready_or_missing(page)
    assert "第 2 行" in text


def test_what_it_stands_under_is_not_on_view(bureau, monkeypatch):
    """Submitted before anything asked for it; a submission names it now."""
    from cms.pages.models import ColumnPage

    column = bureau.home.add_child(
        instance=ColumnPage(
            title="未发布", slug="wei", issuing_office=office("publicity"), allowed_types=["licensing"], live=False
        )
    )
    bureau.licences = column
    page = bureau.licence("甲许可", slug="jia")
    with monkeypatch.context() as before:
        before.setattr(LicensingPage, "examined", lambda self, action, user, at: Findings())
        before.setattr("cms.workflows.services.standing.no_place", lambda draft, go_live, now: None)
        case = ready(page)
    answer = click(case)
    assert "上级页面没有公开" in answer.content.decode() and case.state == Case.State.OPEN
    column.save_revision(user=user("publicity"))
    from tests.factories.bureau import ATTESTED

    sign_all(services.submit(lookup.running(column), user("publicity"), attestation=ATTESTED))
    click(case)
    assert case.state == Case.State.COMPLETED, "once the column is there the same click does it"
    assert Client().get("/wei/jia/").status_code == 200


@pytest.mark.parametrize(
    "error",
    [
        ValidationError({"slug": ["占用了"]}),
        IntegrityError("UNIQUE constraint failed"),
        LookupError("page:9 is gone"),
        Page.DoesNotExist("gone"),
        SchemaMismatch("x"),
        NotCanonical("x"),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("where", ["cms.publication.services._insert", "cms.workflows.mirror.following.finish"])
def test_no_failure_of_the_last_step_is_a_500_or_leaves_half(bureau, monkeypatch, where, error):
    page = bureau.licence()
    case = ready(page)
    before = (Publication.objects.count(), Decision.objects.count())

    def fails(*args, **kwargs):
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(where, fails)
        answer = click(case)
    text = answer.content.decode()
    assert answer.status_code == 200 and case.state == Case.State.OPEN
    assert ("占用了" if isinstance(error, ValidationError) else "没有办成") in text
    assert (Publication.objects.count(), Decision.objects.count()) == before
    assert current.of_item(page.disclosure_key) is None
    click(case)
    assert case.state == Case.State.COMPLETED


def test_what_came_down_meanwhile_is_not_taken_down(bureau, monkeypatch):
    page = bureau.licence(expire_at=datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=2))
    sign_all(ready(page))
    case = services.open_case(page, action="withdraw", user=user("editor_licensing"), reason="停用")
    submit(page)
    sign_all(case, until="take_down")
    import time_machine

    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=3)):
        goes_back(case, click(case), "撤下")


@pytest.mark.parametrize(
    "model", [each for each in get_page_models() if issubclass(each, DisclosureItem)], ids=lambda each: each.__name__
)
def test_the_whole_of_every_type_is_asked(db, model):
    """An empty page of each type is wrong in words and in nothing else."""
    found = validation.problems(model())
    assert found and all(isinstance(line, str) for line in found)
