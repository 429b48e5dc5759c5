from django.db import migrations
from django.utils import timezone

NAMES = ("tables", "pictures")


def note_the_moment(apps, schema_editor):
    """From now on tables and what stands for a picture are shown; a site without submissions has nothing to look at."""
    cases = apps.get_model("disclosure_workflows", "Case")
    if cases.objects.filter(submitted_at__isnull=False).exists():
        until = apps.get_model("disclosure_workflows", "UnshownUntil")
        for name in NAMES:
            until.objects.get_or_create(name=name, defaults={"until": timezone.now()})


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure_pages", "0005_pictures_without_words"),
        ("disclosure_workflows", "0005_unshown"),
    ]

    operations = [migrations.RunPython(note_the_moment, migrations.RunPython.noop)]
