import io

import pytest
from django.core.management import CommandError, call_command

from cms.pages.categories.regulations import drafts
from cms.pages.models import IndexCounter, RegulationPage
from tests.pages.conftest import SOURCE


def run(*args, **options):
    out = io.StringIO()
    defaults = {"parent": "/fa-gui-wen-jian/", "office": "general", "user": "author"}
    call_command("import_official_text", *(args or (str(SOURCE),)), **{**defaults, **options}, stdout=out)
    return out.getvalue()


def test_the_source_becomes_a_draft_in_full(site):
    report = run()
    page = RegulationPage.objects.get()
    assert not page.live
    assert page.kind == "normative"
    assert page.procedure_class == "regulations.normative"
    assert page.get_parent().pk == site.rules.pk
    assert page.latest_revision.user == site.user
    outline = page.outline
    assert [outline.count(level) for level in ("part", "section", "item")] == [7, 19, 30]
    assert (str(page.effective_on), page.ended_on) == ("2007-04-11", None)
    assert page.index_number in report
    assert "立即咨询" in report
    assert page.missing("publish") == []


def test_the_revision_says_the_same_as_the_page(site):
    run()
    page = RegulationPage.objects.get()
    draft = page.get_latest_revision_as_object()
    assert draft.outline == page.outline or [p.entries for p in draft.outline.pieces] == [
        p.entries for p in page.outline.pieces
    ]
    assert draft.document_key == page.document_key != ""


def test_again_it_changes_nothing(site, tmp_path):
    run()
    before = RegulationPage.objects.values().get()
    other = tmp_path / "again.txt"
    other.write_text(
        SOURCE.read_text(encoding="utf-8").replace("渝文备[2007]23号", "渝文备〔２００７〕23号"), encoding="utf-8"
    )
    assert before["index_number"] in run(str(other))
    assert RegulationPage.objects.values().get() == before


def test_a_number_that_only_a_draft_has_counts(site):
    run()
    page = RegulationPage.objects.get()
    page.document_number = "渝质监发[2008]1号"
    page.save_revision()
    assert drafts.known("渝质监发〔2008〕1号", site.bureau.pk) == page


@pytest.mark.parametrize(
    "options",
    [
        {"parent": "/nowhere/"},
        {"parent": "/xing-zheng-xu-ke/"},
        {"office": "nobody"},
        {"office": "yuzhong/general"},
        {"user": "nobody"},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(site, options):
    with pytest.raises(CommandError):
        run(**options)
    assert not RegulationPage.objects.exists()
    assert not IndexCounter.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "没有题头的文件".encode(), b""])
def test_a_file_that_is_no_document_is_refused(site, tmp_path, content):
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(CommandError):
        run(str(path))
    assert not RegulationPage.objects.exists()
    with pytest.raises(CommandError):
        run(str(tmp_path / "missing.txt"))


def test_the_district_imports_into_its_own_tree(site):
    run(parent=str(site.district_rules.pk), office="yuzhong/general")
    assert RegulationPage.objects.get().unit_id == site.district.pk
    run()  # the same number in another unit is another page
    assert RegulationPage.objects.count() == 2
