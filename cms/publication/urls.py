"""Addresses at which publications stand or stood; what nothing of ours stands at is left to the addresses after
these."""

from django.urls import path

from cms.publication import feeds, serving
from cms.publication.falling import ours_only

urlpatterns = [
    ours_only("", serving.serve, "disclosure_home"),
    path("feed/", feeds.newest, name="disclosure_feed"),
    path("feed/<path:path>", feeds.newest, name="disclosure_column_feed"),
    path("sitemap.xml", feeds.sitemap, name="disclosure_sitemap"),
    path("sitemap-<int:part>.xml", feeds.sitemap_part, name="disclosure_sitemap_part"),
    path("robots.txt", feeds.robots, name="disclosure_robots"),
    ours_only("<path:path>", serving.serve, "disclosure_publication"),
]
