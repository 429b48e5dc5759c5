from django.urls import path

from cms.drafts import views

app_name = "disclosure_drafts"
urlpatterns = [
    path("<int:page_id>/", views.form, name="form"),
    path("<int:page_id>/discard/", views.discard, name="discard"),
    path("new/<str:app_label>/<str:model_name>/<int:page_id>/", views.form, name="begun"),
    path("new/<str:app_label>/<str:model_name>/<int:page_id>/discard/", views.discard, name="discard_begun"),
]
