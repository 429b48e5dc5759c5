"""Tags say what a file is about, so a person is told those of files that they may see and no others.

Wagtail's own views complete and offer the tags of every file to whoever enters the admin.
"""

from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, JsonResponse
from taggit.models import Tag, TagBase, TaggedItem
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import tags as stock
from wagtail.documents import get_document_model
from wagtail.documents.views import documents
from wagtail.images import get_image_model
from wagtail.images.views import chooser, images

from cms.files import access, records

COMPLETED = POPULAR = 10
RELATED = {"document": "disclosure_documents", "image": "disclosure_images"}


def of_visible_files(user: Any) -> QuerySet[Tag]:
    """Tags of the documents and images that this person may see."""
    if access.is_unlimited(user):
        return Tag.objects.all()
    places = access.allowed(user, access.ACTIONS)
    shown = [Q(**{f"{related}__collection_id__in": places}) for related in RELATED.values()]
    return Tag.objects.filter(pk__in=Tag.objects.filter(shown[0] | shown[1]).values("pk"))


def of_the_host() -> QuerySet[Tag]:
    """Tags that stand on something of the host's, which Wagtail tells to everybody."""
    standing = Q(pk__in=[])
    for relation in Tag._meta.related_objects:
        through: Any = relation.related_model
        rows = through._default_manager.all()
        if through is TaggedItem:
            kinds = ContentType.objects.get_for_models(*_ours()).values()
            rows = rows.exclude(content_type__in=[kind.pk for kind in kinds])
        elif any(field.related_model in _ours() for field in through._meta.fields):
            continue
        standing |= Q(pk__in=rows.values(relation.field.name))
    return Tag.objects.filter(standing)


def _ours() -> list[type]:
    return [model for model in apps.get_models() if records.is_ours(model)]


def _is_a_hosts(app_name: str, model_name: str) -> bool:
    """Whether a model of tags is none of the plugins'."""
    try:
        model = apps.get_model(app_name, model_name)
    except LookupError:
        return False
    return issubclass(model, TagBase) and not app_name.startswith("disclosure_")


def _wagtails(request: HttpRequest, app_name: str, model_name: str) -> Any:
    return stock.autocomplete(request, app_name, model_name)


def _nothing() -> JsonResponse:
    return JsonResponse([], safe=False)


def popular(user: Any, model: Any) -> list[Tag]:
    """The tags that stand most often on files of this model that the person may see."""
    files = RELATED[model.kind]
    shown = {} if access.is_unlimited(user) else {f"{files}__collection_id__in": access.allowed(user, access.ACTIONS)}
    found = Tag.objects.filter(**{f"{files}__isnull": False, **shown})
    return list(found.annotate(uses=Count(files)).order_by("-uses", "name")[:POPULAR])


@require_admin_access
def complete(request: HttpRequest, app_name: str = "", model_name: str = "") -> Any:
    """At Wagtail's address: names of tags that begin so. Ours stand in one model of tags; a host's other ones are
    its own."""
    term = request.GET.get("term", "").replace("\0", "")[:100]
    if app_name and (app_name, model_name) != ("taggit", "tag"):
        return _wagtails(request, app_name, model_name) if _is_a_hosts(app_name, model_name) else _nothing()
    if not term:
        return _nothing()
    found = (of_visible_files(request.user) | of_the_host()).distinct().filter(name__istartswith=term).order_by("name")
    return JsonResponse(list(found.values_list("name", flat=True)[:COMPLETED]), safe=False)


class _OfferedTags:
    """Mixin before a filter set of Wagtail's."""

    filters: Any

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)  # type: ignore[call-arg]  # of the filter set behind it
        offered = popular(request.user, self._meta.model)  # type: ignore[attr-defined]  # Wagtail's
        if "tag" in self.filters and offered:
            self.filters["tag"].extra["choices"] = [(tag.name, tag.name) for tag in offered]
        else:
            self.filters.pop("tag", None)


class DocumentsFilterSet(_OfferedTags, documents.DocumentsFilterSet):
    class Meta(documents.DocumentsFilterSet.Meta):
        pass


class ImagesFilterSet(_OfferedTags, images.ImagesFilterSet):
    class Meta(images.ImagesFilterSet.Meta):
        pass


class ImageChooseView(chooser.ImageChooseView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "popular_tags": popular(self.request.user, self.model)}


def replace_wagtails() -> None:
    """Once, before addresses are read: Wagtail has no other way to choose these. A host's own files keep Wagtail's."""
    if records.is_ours(get_document_model()):
        documents.IndexView.filterset_class = DocumentsFilterSet
    if records.is_ours(get_image_model()):
        images.IndexView.filterset_class = ImagesFilterSet
        chooser.ImageChooserViewSet.choose_view_class = ImageChooseView
