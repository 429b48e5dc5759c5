from django.apps import AppConfig


class Config(AppConfig):
    name = __package__
    label = "media_library"
    default_auto_field = "django.db.models.AutoField"
