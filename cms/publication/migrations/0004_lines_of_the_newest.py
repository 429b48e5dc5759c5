from django.db import migrations, models
from django.utils import timezone

from cms.ledger import derived

BATCH = 500


def draw_lines(apps, schema_editor):
    """What is a part, and what came up under one item on one day, of every entry that is there already."""
    entries = apps.get_model("disclosure_publication", "ListingEntry")
    publications = apps.get_model("disclosure_publication", "Publication")
    items = set(publications.objects.filter(structural=False).values_list("item", flat=True).distinct())
    changed = []
    for entry in entries.objects.iterator(chunk_size=BATCH):
        entry.is_part = entry.item.startswith("part:")
        entry.line = entry.item
        if not entry.is_part and entry.parent in items:
            entry.line = f"{entry.parent} {timezone.localtime(entry.shown_from).date().isoformat()}"
        changed.append(entry)
    with derived.writing(schema_editor.connection.alias):
        entries.objects.bulk_update(changed, ["is_part", "line"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("disclosure_publication", "0003_adoptions")]

    operations = [
        migrations.AddField(
            model_name="listingentry",
            name="is_part",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="listingentry",
            name="line",
            field=models.CharField(default="", max_length=140),
        ),
        migrations.RunPython(draw_lines, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="listingentry",
            index=models.Index(fields=["channel", "line"], name="disclosure_list_line"),
        ),
    ]
