import json

from django.db import migrations, models

from cms.ledger import derived
from cms.publication import file_kinds

BATCH = 500


def fill(apps, schema_editor):
    """The office and the kinds of files of every entry that is there already, as its publication has them."""
    entries = apps.get_model("disclosure_publication", "ListingEntry")
    publications = apps.get_model("disclosure_publication", "Publication")
    files = apps.get_model("disclosure_publication", "ExhibitedFile")
    numbers = list(entries.objects.order_by("number").values_list("number", flat=True))
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        told = dict(publications.objects.filter(number__in=batch).values_list("number", "facts"))
        names = {number: [] for number in batch}
        for number, name in files.objects.filter(publication__in=batch).values_list("publication", "name"):
            names[number].append(name)
        changed = list(entries.objects.filter(number__in=batch))
        for entry in changed:
            entry.office = str(json.loads(told.get(entry.number, "{}")).get("office_name", ""))[:120]
            entry.attachment = file_kinds.written(names[entry.number])
        with derived.writing(schema_editor.connection.alias):
            entries.objects.bulk_update(changed, ["office", "attachment"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("disclosure_publication", "0004_lines_of_the_newest")]

    operations = [
        migrations.AddField(
            model_name="listingentry",
            name="attachment",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="listingentry",
            name="office",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
