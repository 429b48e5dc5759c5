# The tables that stood in `cms.lifecycle`.

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="job")),
                ("next_at", models.DateTimeField(verbose_name="next run")),
                ("leased_until", models.DateTimeField(blank=True, null=True, verbose_name="leased until")),
                ("leased_by", models.CharField(blank=True, max_length=80, verbose_name="leased by")),
                ("started_at", models.DateTimeField(blank=True, null=True, verbose_name="started at")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished at")),
                ("result", models.JSONField(blank=True, null=True, verbose_name="result")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                ("failures", models.PositiveIntegerField(default=0, verbose_name="failures in a row")),
            ],
            options={
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Worker",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="process")),
                ("started_at", models.DateTimeField(verbose_name="started at")),
                ("seen_at", models.DateTimeField(db_index=True, verbose_name="seen at")),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="stopped at")),
                ("told", models.JSONField(default=dict, verbose_name="last round")),
            ],
            options={
                "verbose_name": "process of the service",
                "verbose_name_plural": "processes of the service",
                "ordering": ["-seen_at"],
            },
        ),
    ]
