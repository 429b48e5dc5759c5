"""Addresses of the intranet; include them before those of the publications."""

from django.urls import path

from cms.intranet import views

app_name = "disclosure_intranet"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<str:item>/", views.item, name="item"),
]
