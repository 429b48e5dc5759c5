from django.urls import path

from cms.manual.views import ManualView

app_name = "disclosure_manual"
urlpatterns = [path("", ManualView.as_view(), name="manual")]
