"""The public search page."""

from django.urls import path

from search import learning_views, views

app_name = "disclosure_search"
urlpatterns = [path("", views.search, name="search"), path("count/", learning_views.count, name="count")]
