"""The full-text index has a column more: by what a title is found that is nearly, shortly or by its sound asked for."""

from django.db import migrations

CONTENTLESS = ", content='', contentless_delete=1"
COLUMNS = {True: "title, body, near", False: "title, body"}
FIELDS = {True: "title_tokens, body_tokens, near_tokens", False: "title_tokens, body_tokens"}
VECTORS = {
    True: "setweight(to_tsvector('simple', title_tokens), 'A') || setweight(to_tsvector('simple', near_tokens), 'B') "
    "|| to_tsvector('simple', body_tokens)",
    False: "setweight(to_tsvector('simple', title_tokens), 'A') || to_tsvector('simple', body_tokens)",
}


def _anew(schema_editor, with_near):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX disclosure_search_text")
        schema_editor.execute(
            f"CREATE INDEX disclosure_search_text ON disclosure_search_searchentry USING gin (({VECTORS[with_near]}))"
        )
    elif schema_editor.connection.vendor == "sqlite":
        import sqlite3

        # As in 0002: deleting from a contentless table needs SQLite 3.43.
        contentless = CONTENTLESS if sqlite3.sqlite_version_info >= (3, 43) else ""
        schema_editor.execute("DROP TABLE IF EXISTS disclosure_search_building")
        schema_editor.execute("DROP TABLE disclosure_search_fts")
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE disclosure_search_fts USING fts5("
            f"{COLUMNS[with_near]}, tokenize='ascii'{contentless})"
        )
        schema_editor.execute(  # noqa: S608 - constants
            f"INSERT INTO disclosure_search_fts (rowid, {COLUMNS[with_near]}) "  # noqa: S608 - constants only
            f"SELECT number, {FIELDS[with_near]} FROM disclosure_search_searchentry"
        )


def forwards(apps, schema_editor):
    _anew(schema_editor, True)


def backwards(apps, schema_editor):
    _anew(schema_editor, False)


class Migration(migrations.Migration):
    dependencies = [("disclosure_search", "0008_views_and_words")]
    operations = [migrations.RunPython(forwards, backwards)]
