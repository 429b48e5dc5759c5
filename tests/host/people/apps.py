from django.apps import AppConfig


class Config(AppConfig):
    name = __package__
    label = "people"
    default_auto_field = "django.db.models.AutoField"
