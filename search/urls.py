"""The public search page, what it suggests, and what it counts."""

from django.urls import path

from . import learning_views, views

app_name = "disclosure_search"
urlpatterns = [
    path("", views.search, name="search"),
    path("suggest/", views.suggest, name="suggest"),
    path("count/", learning_views.count, name="count"),
]
