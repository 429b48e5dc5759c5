from django.db import migrations


def carry_over(apps, schema_editor):
    """The schedule, how each job went last, and the signs of life."""
    for name in ("JobRun", "Worker"):
        old, new = apps.get_model("disclosure_lifecycle", name), apps.get_model("disclosure_scheduler", name)
        there = set(new.objects.values_list("name", flat=True))
        rows = [{key: value for key, value in row.items() if key != "id"} for row in old.objects.values()]
        new.objects.bulk_create([new(**row) for row in rows if row["name"] not in there])


class Migration(migrations.Migration):
    """The schedule and the processes of the service are the scheduler's."""

    dependencies = [
        ("disclosure_lifecycle", "0002_turns"),
        ("disclosure_scheduler", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel("JobRun"),
        migrations.DeleteModel("Worker"),
    ]
