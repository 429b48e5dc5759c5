"""PostgreSQL: beginnings of titles by their characters, whatever the order of words is in the database's locale."""

from django.db import migrations

INDEX = "disclosure_search_title_like"


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE INDEX {INDEX} ON disclosure_search_searchentry (title_key varchar_pattern_ops)")


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("disclosure_search", "0011_stored_vectors")]
    operations = [migrations.RunPython(forwards, backwards)]
