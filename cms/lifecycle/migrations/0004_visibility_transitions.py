from django.db import migrations


class Migration(migrations.Migration):
    """The rows that were called turns; indexes and constraints keep their names."""

    dependencies = [
        ("disclosure_lifecycle", "0003_the_schedule_moves"),
    ]

    operations = [
        migrations.RenameModel("Turn", "VisibilityTransition"),
        migrations.AlterModelOptions(
            "VisibilityTransition",
            {
                "ordering": ["-due_at", "-pk"],
                "verbose_name": "visibility transition",
                "verbose_name_plural": "visibility transitions",
            },
        ),
    ]
