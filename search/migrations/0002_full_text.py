"""The full-text index itself: an FTS5 table on SQLite, an expression index on PostgreSQL."""

from django.db import migrations

FTS5 = "CREATE VIRTUAL TABLE disclosure_search_fts USING fts5(title, body, content='', contentless_delete=1)"
FTS5_OLD = "CREATE VIRTUAL TABLE disclosure_search_fts USING fts5(title, body)"
GIN = (
    "CREATE INDEX disclosure_search_text ON disclosure_search_searchentry USING gin "
    "((setweight(to_tsvector('simple', title_tokens), 'A') || to_tsvector('simple', body_tokens)))"
)


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GIN)
    elif schema_editor.connection.vendor == "sqlite":
        import sqlite3

        # Deleting from a contentless table needs SQLite 3.43; older ones keep the text twice.
        schema_editor.execute(FTS5 if sqlite3.sqlite_version_info >= (3, 43) else FTS5_OLD)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX disclosure_search_text")
    elif schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE disclosure_search_fts")


class Migration(migrations.Migration):
    dependencies = [("disclosure_search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
