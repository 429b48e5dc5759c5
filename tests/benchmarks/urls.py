from django.urls import include, path
from wagtail import urls as wagtail_urls

from cms import urls
from tests.benchmarks.stock.serving import search, search_with_facets, serve

typed = [path("stock-typed/", serve), path("stock-typed/<path:path>", serve), path("stock-search/", search)]
typed.append(path("stock-found/", search_with_facets))
urlpatterns = [*typed, path("stock/", include(wagtail_urls)), *urls.urlpatterns]
