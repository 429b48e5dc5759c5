from django.urls import include, path
from wagtail import urls as wagtail_urls

from cms import urls

urlpatterns = [path("stock/", include(wagtail_urls)), *urls.urlpatterns]
