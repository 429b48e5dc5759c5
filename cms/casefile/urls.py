"""Addresses of case files, below the admin's."""

from django.urls import path

from cms.casefile import views

app_name = "disclosure_casefile"

urlpatterns = [
    path("<int:pk>/", views.FileView.as_view(), name="file"),
    path("<int:pk>/pdf/", views.PdfView.as_view(), name="pdf"),
]
