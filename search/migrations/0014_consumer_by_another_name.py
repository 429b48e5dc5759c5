"""The consumer that tells the server is called by no module's name: what waits for it goes on waiting for it."""

from django.db import migrations

BEFORE, NOW = "search.elasticsearch", "elasticsearch"
TOPIC = "publication.changed"


def renamed(old, new):
    def run(apps, schema_editor):
        messages = apps.get_model("disclosure_outbox", "OutboxMessage")
        messages.objects.filter(topic=TOPIC, consumer=old).update(consumer=new)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure_search", "0013_planned_without_counting"),
        ("disclosure_outbox", "0001_initial"),
    ]

    operations = [migrations.RunPython(renamed(BEFORE, NOW), renamed(NOW, BEFORE))]
