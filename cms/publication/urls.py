"""Everything that no other view answers is an address of a publication. Include it last."""

from django.urls import path

from cms.publication import feeds, serving

urlpatterns = [
    path("", serving.serve, name="disclosure_home"),
    path("feed/", feeds.newest, name="disclosure_feed"),
    path("feed/<path:path>", feeds.newest, name="disclosure_column_feed"),
    path("sitemap.xml", feeds.sitemap, name="disclosure_sitemap"),
    path("sitemap-<int:part>.xml", feeds.sitemap_part, name="disclosure_sitemap_part"),
    path("robots.txt", feeds.robots, name="disclosure_robots"),
    path("<path:path>", serving.serve, name="disclosure_publication"),
]
