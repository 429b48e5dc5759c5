"""What was signed while a table was not shown: listed by the command, returned or put up for confirmation by it."""

import datetime
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from cms.outbox.models import OutboxMessage
from cms.publication import current, verify
from cms.workflows import services
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case, Decision, UnshownUntil
from tests.factories.bureau import ATTESTED, sign_all, submit, user

TABLE = {"data": [["项目", "金额"], ["检验", "120"]], "table_caption": "收费", "table_header_choice": "row"}


def signed(bureau, title, number, body, *, until="", **values):
    """Written, provided, submitted and signed as far as `until`, as before tables were shown."""
    page = bureau.regulation(title, document_number=f"渝质监发〔2026〕{number}号", body=body, **values)
    services.provide(lookup.running(page), user("legal"), stated=("legal",))
    case = submit(page, "editor_regulations")
    sign_all(case, until=until)
    return page, Case.objects.get(pk=case.pk)


def mended() -> None:
    """The data migration that comes with the mend."""
    import_module("cms.pages.migrations.0006_unshown_until").note_the_moment(apps, connection.schema_editor())


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("unshown", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def old(bureau, time_machine):
    """A live item, a round in approval and one that waits for its time, each with a table; and a live one without."""
    now = timezone.now().replace(microsecond=0)
    body = [{"type": "table", "value": TABLE}]
    made = {
        "live": signed(bureau, "有表格的办法", 1, body),
        "round": signed(bureau, "在办的办法", 2, body, until="publish"),
        "waiting": signed(bureau, "待公开的办法", 3, body, go_live_at=now + datetime.timedelta(days=9)),
        "plain": signed(bureau, "没有表格的办法", 4, [{"type": "paragraph", "value": "<p>一</p>"}]),
    }
    time_machine.move_to(now + datetime.timedelta(hours=1), tick=False)
    mended()
    return made


def test_it_is_listed_and_nothing_is_changed(old):
    before = Decision.objects.count()
    told = run()
    assert all(title in told for title in ("有表格的办法", "在办的办法", "待公开的办法"))
    assert "没有表格的办法" not in told and "正文中的表格" in told and "共 3 项" in told
    assert Decision.objects.count() == before


def test_rounds_go_back_with_the_reason_and_live_items_are_put_up_for_confirmation(client, old):
    live, _case = old["live"]
    told = run("--apply")
    assert told.count("已退回提供处室") == 2 and "撤下或者确认" in told
    for name in ("round", "waiting"):
        case = Case.objects.get(pk=old[name][1].pk)
        assert (case.state, case.digest) == (Case.State.RETURNED, "")
        client.force_login(user("editor_regulations"))
        assert "没有向审核人显示：正文中的表格" in client.get(f"/admin/cases/{case.pk}/").content.decode()
    assert current.of_item(old["waiting"][0].disclosure_key, at=timezone.now() + datetime.timedelta(days=10)) is None
    review = lookup.running(live)
    html = client.get(f"/admin/cases/{review.pk}/").content.decode()
    assert review.is_review and "没有向审核人显示：正文中的表格" in html and review.reason == ""
    mails = " ".join(str(message.payload) for message in OutboxMessage.objects.all())
    assert "没有向审核人显示" in mails
    page = client.get(current.link(live.disclosure_key).url).content.decode()
    assert "120" in page  # what was signed stays on view, now in full
    assert not list(verify.findings())


def test_again_it_finds_only_what_is_left_and_a_confirmation_settles_it(old):
    run("--apply")
    count = Case.objects.count()
    told = run("--apply")
    assert "共 1 项" in told and "已有进行中的审批案" in told and Case.objects.count() == count
    services.confirm(lookup.running(old["live"][0]), user("editor_regulations"), attestation=ATTESTED)
    assert "共 0 项" in run("--apply")
    page, case = old["round"]
    services.provide(Case.objects.get(pk=case.pk), user("legal"), stated=("legal",))
    sign_all(submit(page, "editor_regulations"))
    assert current.of_item(page.disclosure_key) is not None and "共 0 项" in run()


def test_a_new_site_has_nothing_to_look_at(bureau):
    mended()
    assert not UnshownUntil.objects.exists() and "共 0 项" in run()


def test_what_is_signed_after_the_moment_was_shown(bureau, old):
    signed(bureau, "后来的办法", 9, [{"type": "table", "value": TABLE}])
    assert "后来的办法" not in run()


def test_a_table_in_any_body_of_any_type_is_found():
    from wagtail.models import get_page_models

    from cms.ledger.texts import canonical
    from cms.pages.base.category_page import CategoryPage
    from cms.pages.base.unreviewed import holds_a_table
    from cms.publication.canonical import CanonicalContent

    def form(model, body):
        told = {"type": model._meta.label_lower, "content": {"body": body, "gone": "x"}, "children": {"gone": [{}]}}
        return CanonicalContent(canonical({**told, "exhibits": {"rows": {}}}))

    empty = {"data": [["", None]], "table_caption": ""}
    for model in (model for model in get_page_models() if issubclass(model, CategoryPage)):
        assert holds_a_table(form(model, [{"type": "table", "value": TABLE, "id": "1"}]))
        assert not holds_a_table(form(model, [{"type": "table", "value": empty, "id": "1"}]))
        assert not holds_a_table(form(model, [{"type": "paragraph", "value": "<table>", "id": "1"}]))
