"""The public search page."""

from django.urls import path

from search import views

app_name = "disclosure_search"
urlpatterns = [path("", views.search, name="search")]
