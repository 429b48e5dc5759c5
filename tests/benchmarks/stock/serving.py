"""The pages of our types as Wagtail alone would serve them: routed through the tree, rendered from live rows."""

import re

from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import mark_safe
from wagtail.models import Page, Site

from cms.organisation.models import Office
from cms.pages.base.category_page import CategoryPage
from cms.pages.models import CataloguePage, ColumnPage, HomePage
from tests.benchmarks.stock.apps import FACETS


def serve(request: HttpRequest, path: str = "") -> HttpResponse:
    page = Site.find_for_request(request).root_page.specific
    for slug in filter(None, path.split("/")):
        try:
            page = page.get_children().get(slug=slug).specific
        except Page.DoesNotExist as error:
            raise Http404 from error
    if not page.live or not all(each.accept_request(request) for each in page.get_view_restrictions()):
        raise Http404
    if isinstance(page, HomePage):
        return _home(request, page)
    if isinstance(page, ColumnPage):
        return _list(request, page, page.get_children().live())
    if isinstance(page, CataloguePage):
        types = [model for model in CategoryPage.__subclasses__() if not model._meta.abstract]
        found = Page.objects.descendant_of(page.get_parent()).live().type(*types)
        return _list(request, page, found)
    return render(request, "stock/typed.html", {"page": page, "shown": list(_shown(page))})


def search(request: HttpRequest) -> HttpResponse:
    """As Wagtail's own project template has it."""
    words = request.GET.get("q", "")
    found = Page.objects.live().search(words) if words else Page.objects.none()
    return render(
        request, "stock/list.html", {"page": None, "list": Paginator(found, 20).get_page(request.GET.get("page"))}
    )


def search_with_facets(request: HttpRequest) -> HttpResponse:
    """A page of results with what ours has of it, as far as Wagtail's own API goes: twenty pages of their types with
    their summaries, in which the words are marked, how many there are, and what they are counted by.

    Its API counts one field of one type a request. A type of which nothing was found is not asked; the year and the
    kinds of attachments, which ours counts too, are left out, and so are article, "did you mean" and promoted results.
    """
    words = request.GET.get("q", "")
    found = Page.objects.live().search(words)
    counted = {"content_type": {int(kind): count for kind, count in found.facet("content_type_id").items()}}
    kinds = ContentType.objects.in_bulk(counted["content_type"])
    for kind in kinds.values():
        model = kind.model_class()
        if not issubclass(model, CategoryPage):
            continue
        of_kind = model.objects.live().search(words)
        for name in FACETS:
            for value, count in of_kind.facet(_column(model, name)).items():
                counts = counted.setdefault(name, {})
                key = int(value) if name == "issuing_office" and value else value  # the server tells it as text
                counts[key] = counts.get(key, 0) + count
    offices = Office.objects.in_bulk([each for each in counted.get("issuing_office", {}) if each])
    listed = Paginator(Page.objects.live().specific().search(words), 20).get_page(request.GET.get("page"))
    marked = re.compile("|".join(map(re.escape, words.split())) or "$^")
    lines = [(page, _marked(marked, page.title), _marked(marked, getattr(page, "summary", ""))) for page in listed]
    told = {"words": words, "list": listed, "lines": lines, "counted": counted, "kinds": kinds, "offices": offices}
    return render(request, "stock/found.html", told)


def _column(model: type[Page], name: str) -> str:
    """By which Wagtail counts a field: that of a key has another name."""
    return model._meta.get_field(name).attname


def _marked(words: re.Pattern[str], text: str) -> str:
    return mark_safe(words.sub(lambda each: f"<mark>{each.group()}</mark>", escape(text)))


def _home(request: HttpRequest, page: HomePage) -> HttpResponse:
    """The newest of each column that the page shows."""
    sections = []
    for section in page.sections.select_related("column"):
        newest = section.column.get_children().live().order_by("-first_published_at", "-pk")
        sections.append((section.column, newest[: section.count]))
    links = page.quick_links.select_related("target")
    return render(request, "stock/home.html", {"page": page, "sections": sections, "links": links})


def _list(request: HttpRequest, page: Page, found) -> HttpResponse:
    pages = found.specific().order_by("-first_published_at", "-pk")
    return render(
        request, "stock/list.html", {"page": page, "list": Paginator(pages, 20).get_page(request.GET.get("page"))}
    )


def _shown(page: CategoryPage):
    """Labels and values of what the type shows, child rows included: what its own template would write out."""
    schema = page.disclosure_schema
    for name in schema.fields:
        if name not in ("title", "body"):
            yield page._meta.get_field(name).verbose_name, getattr(page, name)
    for relation, fields in schema.children.items():
        label = page._meta.get_field(relation).related_model._meta.verbose_name
        for row in getattr(page, relation).all():
            yield label, [getattr(row, each) for each in fields]
