"""Tags say what a file is about, so a person is told those of files that they may see and no others.

Wagtail's own views complete and offer the tags of every file to whoever enters the admin.
"""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, JsonResponse
from taggit.models import Tag
from wagtail.admin.auth import require_admin_access
from wagtail.documents.views import documents
from wagtail.images.views import chooser, images

from cms.files import access

COMPLETED = POPULAR = 10
RELATED = {"document": "disclosure_documents", "image": "disclosure_images"}


def of_visible_files(user: Any) -> QuerySet[Tag]:
    """Tags of the documents and images that this person may see."""
    if access.is_unlimited(user):
        return Tag.objects.all()
    places = access.allowed(user, access.ACTIONS)
    shown = [Q(**{f"{related}__collection_id__in": places}) for related in RELATED.values()]
    return Tag.objects.filter(pk__in=Tag.objects.filter(shown[0] | shown[1]).values("pk"))


def popular(user: Any, model: Any) -> list[Tag]:
    """The tags that stand most often on files of this model that the person may see."""
    files = RELATED[model.kind]
    shown = {} if access.is_unlimited(user) else {f"{files}__collection_id__in": access.allowed(user, access.ACTIONS)}
    found = Tag.objects.filter(**{f"{files}__isnull": False, **shown})
    return list(found.annotate(uses=Count(files)).order_by("-uses", "name")[:POPULAR])


@require_admin_access
def complete(request: HttpRequest, app_name: str = "", model_name: str = "") -> JsonResponse:
    """At Wagtail's address: names of tags that begin so. There is one model of tags."""
    term = request.GET.get("term", "").replace("\0", "")[:100]
    ours = not app_name or (app_name, model_name) == ("taggit", "tag")
    if not (term and ours):
        return JsonResponse([], safe=False)
    found = of_visible_files(request.user).filter(name__istartswith=term).order_by("name")
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
    """Once, before addresses are read: Wagtail has no other way to choose these."""
    documents.IndexView.filterset_class = DocumentsFilterSet
    images.IndexView.filterset_class = ImagesFilterSet
    chooser.ImageChooserViewSet.choose_view_class = ImageChooseView
