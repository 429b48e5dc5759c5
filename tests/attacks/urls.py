"""The site with both of Wagtail's public APIs, which it does not mount itself: here they are attacked."""

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.api.v3.urls import api
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from cms.urls import urlpatterns as site

second = WagtailAPIRouter("wagtailapi")
second.register_endpoint("pages", PagesAPIViewSet)
second.register_endpoint("images", ImagesAPIViewSet)
second.register_endpoint("documents", DocumentsAPIViewSet)

urlpatterns = [
    path("api/v2/", second.urls),
    path("api/v3/", api.urls),
    *site,
]
