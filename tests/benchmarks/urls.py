from django.urls import include, path
from wagtail import urls as wagtail_urls

from cms import urls
from tests.benchmarks.stock.serving import serve

urlpatterns = [path("stock-typed/<path:path>", serve), path("stock/", include(wagtail_urls)), *urls.urlpatterns]
