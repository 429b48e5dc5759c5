import json

from django.db import migrations, models

from cms.ledger import derived


def name_files(apps, schema_editor):
    """Each file of a publication under each of its names, read from the form that was signed."""
    files = apps.get_model("disclosure_publication", "ExhibitedFile")
    publications = apps.get_model("disclosure_publication", "Publication")
    numbers = sorted(set(files.objects.values_list("publication", flat=True)))
    with derived.writing(schema_editor.connection.alias):
        for number in numbers:
            form = publications.objects.filter(number=number).values_list("form", flat=True).first()
            found = sorted(set(names_in(form))) if form else []
            files.objects.filter(publication=number).delete()
            files.objects.bulk_create(files(publication=number, sha256=digest, name=name) for digest, name in found)


def names_in(form):
    for rows in json.loads(form)["exhibits"]["rows"].values():
        for copy in rows.values():
            shown = copy.get("files", {})
            for entry in [*([shown["file"]] if "file" in shown else []), *shown.get("renditions", {}).values()]:
                yield entry["sha256"], entry["name"]


class Migration(migrations.Migration):
    dependencies = [("disclosure_publication", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="exhibitedfile", name="disclosure_one_file_a_publication"),
        migrations.RemoveIndex(model_name="exhibitedfile", name="disclosure_file_digest"),
        migrations.AddField(
            model_name="exhibitedfile",
            name="name",
            field=models.CharField(blank=True, default="", max_length=255),
        ),
        migrations.AddIndex(
            model_name="exhibitedfile",
            index=models.Index(fields=["sha256", "name", "publication"], name="disclosure_file_digest"),
        ),
        migrations.AddConstraint(
            model_name="exhibitedfile",
            constraint=models.UniqueConstraint(
                fields=("publication", "sha256", "name"), name="disclosure_one_file_a_publication"
            ),
        ),
        migrations.RunPython(name_files, migrations.RunPython.noop),
    ]
