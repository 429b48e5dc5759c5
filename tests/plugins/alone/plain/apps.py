from django.apps import AppConfig


class PlainConfig(AppConfig):
    name = "tests.plugins.alone.plain"
    label = "plain"
