"""Addresses of queue, cases and history, below the admin's."""

from django.urls import path

from cms.workflows.admin.case import attachments, beginning, commenting, deciding, preparing, showing
from cms.workflows.admin.history import item_history, register
from cms.workflows.admin.queue import delegations, views

app_name = "disclosure_approval"

urlpatterns = [
    path("", views.Queue.as_view(), name="queue"),
    path("register/", register.Register.as_view(), name="register"),
    path("delegations/", delegations.Delegations.as_view(), name="delegations"),
    path("channels/", item_history.Channels.as_view(), name="channels"),
    path("channels/<slug:channel>/", item_history.Channels.as_view(), name="channels"),
    path("life/<int:page_id>/", item_history.Life.as_view(), name="life"),
    path("<int:pk>/", showing.ShowCase.as_view(), name="case"),
    path("<int:pk>/preview/", showing.Preview.as_view(), name="preview"),
    path("<int:pk>/submit/", preparing.Submit.as_view(), name="submit"),
    path("<int:pk>/provide/", preparing.Provide.as_view(), name="provide"),
    path("<int:pk>/end/", deciding.End.as_view(), name="end"),
    path("<int:pk>/attachment/<str:sha256>/", attachments.ReadAttachment.as_view(), name="attachment"),
    path("<int:pk>/evidence/<int:number>/", showing.Evidence.as_view(), name="evidence"),
    path("<int:pk>/comments/", commenting.Say.as_view(), name="comments"),
    path("<int:pk>/<slug:verb>/", deciding.Act.as_view(), name="act"),
    path("begin/<int:page_id>/<slug:action>/", beginning.Begin.as_view(), name="begin"),
    path("begin/<int:page_id>/<slug:action>/<slug:channel>/", beginning.Begin.as_view(), name="begin"),
    path("unblock/<int:page_id>/", beginning.Unblock.as_view(), name="unblock"),
    path("emergency/<int:page_id>/", beginning.TakeDownNow.as_view(), name="emergency"),
]
