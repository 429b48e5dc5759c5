"""What editors' search has to do, whatever holds the index: asked of a backend with its own documents and pages."""

from datetime import date

from modelsearch.query import Not, Phrase, PlainText
from wagtail.documents import get_document_model
from wagtail.models import Collection

from cms.pages.models import RegulationPage
from tests.factories.bureau import document

TITLES = (
    "特种设备使用登记表",
    "電梯制造許可申請書",
    "电梯年检办法",
    "关于推行政务公开的通知",
    "３Ｃ认证目录 12365",
    "车用汽油监督抽查方案",
)


def prepare(backend, bureau):
    """Documents and a page, and the index of them from nothing."""
    for title in TITLES:
        document(title)
    bureau.regulation("电梯安全监察规定", document_number="渝质监发〔2026〕17号", summary="乘客电梯和载货电梯。")
    for model in (get_document_model(), RegulationPage):
        rebuilder = backend.rebuilder_class(backend.get_index_for_model(model))
        index = rebuilder.start()
        index.add_model(model)
        index.add_items(model, list(model.get_indexed_objects()))
        rebuilder.finish()


def titles(results):
    return {row.title for row in results}


def documents():
    return get_document_model().objects.all()


def finds_chinese(backend):
    assert titles(backend.search("电梯", documents())) == {"電梯制造許可申請書", "电梯年检办法"}
    assert titles(backend.search("使用登记", documents())) == {"特种设备使用登记表"}
    assert titles(backend.search("電梯", documents())) == titles(backend.search("电梯", documents()))
    assert titles(backend.search("3c认证", documents())) == {"３Ｃ认证目录 12365"}
    assert titles(backend.search("12365", documents())) == {"３Ｃ认证目录 12365"}
    assert titles(backend.search("电梯 办法", documents())) == {"电梯年检办法"}
    assert titles(backend.search("汽", documents())) == {"车用汽油监督抽查方案"}, "one character"
    assert not titles(backend.search("梯电", documents())), "characters that do not stand together"
    assert not titles(backend.search("，。", documents()))
    assert titles(backend.search("dianti", documents())) == titles(backend.search("电梯", documents()))


def finds_documents_by_number(backend):
    for spelling in ("渝质监发〔2026〕17号", "渝质监发[2026]17号", "渝质监发 2026 17"):
        assert titles(backend.search(spelling, RegulationPage.objects.all())) == {"电梯安全监察规定"}, spelling


def keeps_the_contract(backend):
    found = backend.search(PlainText("电梯 汽油", operator="or"), documents())
    assert titles(found) == {"電梯制造許可申請書", "电梯年检办法", "车用汽油监督抽查方案"}
    assert titles(backend.search(Phrase("政务公开"), documents())) == {"关于推行政务公开的通知"}
    both = PlainText("电梯") & ~PlainText("年检")
    assert titles(backend.search(both, documents())) == {"電梯制造許可申請書"}
    assert len(backend.search(Not(PlainText("电梯")), documents())) == len(TITLES) - 2
    either = PlainText("汽油") | Phrase("政务公开")
    assert titles(backend.search(either, documents())) == {"车用汽油监督抽查方案", "关于推行政务公开的通知"}
    assert titles(backend.search("年检", documents(), fields=["title"])) == {"电梯年检办法"}
    page = RegulationPage.objects.get()
    assert list(backend.search("电梯", RegulationPage.objects.filter(live=page.live))) == [page]
    assert not list(backend.search("电梯", RegulationPage.objects.filter(live=not page.live)))
    ordered = backend.search("电梯", documents().order_by("-title"), order_by_relevance=False)
    assert [row.title for row in ordered] == sorted(titles(ordered), reverse=True)
    assert len(ordered[:1]) == 1 and backend.search("电梯", documents()).count() == 2
    collection = Collection.get_first_root_node()
    assert dict(backend.search("电梯", documents()).facet("collection_id")) == {collection.pk: 2}
    first = backend.search(page.title, RegulationPage.objects.all()).annotate_score("score")[0]
    assert first.score is not None and page.created_on <= date.today()


def completes_what_is_typed(backend):
    for typed in ("电", "电梯", "电梯年", "电梯年检"):
        assert "电梯年检办法" in titles(backend.autocomplete(typed, documents())), typed
    assert titles(backend.autocomplete("123", documents())) == {"３Ｃ认证目录 12365"}
    assert not titles(backend.autocomplete("水表", documents()))


def follows_changes(backend):
    row = document("水表检定规程")
    backend.add(row)
    _refresh(backend, row)
    assert titles(backend.search("水表", documents())) == {"水表检定规程"}
    backend.delete(row)
    _refresh(backend, row)
    assert not titles(backend.search("水表", documents()))


def _refresh(backend, row):
    index = backend.get_index_for_model(type(row))
    if hasattr(index, "refresh"):
        index.refresh()


EVERYTHING = (
    finds_chinese,
    finds_documents_by_number,
    keeps_the_contract,
    completes_what_is_typed,
    follows_changes,
)
