"""Everything that no other view answers is an address of a publication. Include it last."""

from django.urls import path

from cms.publication import serving

urlpatterns = [
    path("", serving.serve, name="disclosure_home"),
    path("<path:path>", serving.serve, name="disclosure_publication"),
]
