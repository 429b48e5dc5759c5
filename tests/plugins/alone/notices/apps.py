from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "tests.plugins.alone.notices"
    label = "notices"
