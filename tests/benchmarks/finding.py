"""How well four engines find, in one run, on the same pages and judged questions: ours in the database and on
Elasticsearch, and Wagtail's stock backends there, which look in the fields that our page types declare for them.

FINDING_CORPUS names the corpus (JSON lines, gzip allowed), FINDING_JUDGEMENTS the judged questions, several files
between commas. Without a corpus nothing is measured: it does not belong to the project.
"""

import os
from collections.abc import Callable, Sequence
from functools import partial
from io import StringIO
from pathlib import Path
from unittest import mock

from django.core.management import call_command
from django.test import override_settings
from wagtail.search.backends import get_search_backend

from cms.organisation.models import Office
from cms.pages.categories.regulations import corpus
from cms.pages.models import RegulationPage
from search import indexing
from search.evaluation import figures, files, running
from search.evaluation.figures import DEPTH, Answer, Judgement
from tests.load import inserting, structure
from tests.servers import search_server

JUDGED = Path(__file__).parents[1] / "search" / "judged"
STOCK = {"database": "modelsearch.backends.database", "elasticsearch": "modelsearch.backends.elasticsearch9"}


def main() -> None:
    place = os.environ.get("FINDING_CORPUS", "")
    if not place:
        print("finding: not run, FINDING_CORPUS names no corpus", flush=True)
        return
    named = os.environ.get("FINDING_JUDGEMENTS", "")
    judged = [Path(each) for each in named.split(",") if each] or sorted(JUDGED.glob("*.jsonl"))
    documents = files.corpus(Path(place))
    names = insert(documents)
    asked = {each.stem: files.judgements(each, set(names.values())) for each in judged}
    indexing.rebuild()
    print(f"{'nDCG@10, MRR, recall@50':<44}{'all':>21}   by type (nDCG@10)", flush=True)
    for half, questions in asked.items():
        ours = partial(running.ask, running.live("embedded"), questions, names.get)
        told(f"{half}, ours, database", ours)
        told(f"{half}, stock, database", partial(stock, "database", {}, questions, names))
    if not search_server.available():
        print("on Elasticsearch: not run, it is not installed", flush=True)
        return
    server = search_server.Server(measured=True)
    server.start()
    try:
        elsewhere(server.url, asked, names)
    finally:
        server.stop()


def elsewhere(url: str, asked: dict[str, list[Judgement]], names: dict[str, str]) -> None:
    with override_settings(ELASTICSEARCH_URL=url, DISCLOSURE_SEARCH_INDEX="scratch-finding"):
        indexing.rebuild_elsewhere()
        for half, questions in asked.items():
            engine = running.live("elasticsearch")
            told(f"{half}, ours, Elasticsearch", partial(running.ask, engine, questions, names.get))
            more = {"URLS": [url], "INDEX_PREFIX": "finding_"}
            told(f"{half}, stock, Elasticsearch", partial(stock, "elasticsearch", more, questions, names))


def insert(documents: Sequence[files.CorpusDocument]) -> dict[str, str]:
    """A page and a publication of each; returns key → identifier."""
    columns, office = structure.columns(), Office.objects.order_by("pk").first()
    pages = []
    for number, document in enumerate(documents):
        page = corpus.page(document)
        page.id = page.pk = None
        page.slug, page.draft_title, page.issuing_office = f"corpus-{number}", page.title, office
        page.children, page.show_in_menus = {}, False
        pages.append(page)
    for start in range(0, len(pages), 200):
        inserting.insert(pages[start : start + 200], columns)
    return {page.disclosure_key: document.id for page, document in zip(pages, documents, strict=True)}


def stock(name: str, more: dict, questions: Sequence[Judgement], names: dict[str, str]) -> list[Answer]:
    """By Wagtail's own API, over the same page type."""
    with override_settings(WAGTAILSEARCH_BACKENDS={"default": {"BACKEND": STOCK[name], **more}}):
        with mock.patch("sys.stdout", StringIO()):
            call_command("update_index", stdout=StringIO())
        backend = get_search_backend()
        answers = []
        for question in questions:
            found = backend.search(question.query, RegulationPage.objects.live())[:DEPTH]
            keys = [f"page:{page.pk}" for page in found]
            answers.append(Answer(question, tuple(names[key] for key in keys if key in names)))
        return answers


def told(name: str, ask: Callable[[], list[Answer]]) -> None:
    found = figures.as_json(name, ask())
    overall = f"{found['ndcg@10']:>7.3f}{found['mrr']:>7.3f}{found['recall@50']:>7.3f}"
    kinds = "  ".join(f"{kind} {each['ndcg@10']:.2f}" for kind, each in found["by_type"].items())
    print(f"{name:<44}{overall}   {kinds}", flush=True)
