"""PostgreSQL: a word is looked for by the index, however many texts have it.

What counts words of the stored vectors tells the planner that most texts have one, and it reads them all; it does not
know that each lies in five pieces elsewhere. Without those counts it expects few, and goes by the index.
"""

from django.db import migrations

TABLE = "disclosure_search_searchentry"
COLUMNS = ("vector", "title_vector")


def _count(schema_editor, target):
    if schema_editor.connection.vendor == "postgresql":
        for column in COLUMNS:
            schema_editor.execute(f"ALTER TABLE {TABLE} ALTER COLUMN {column} SET STATISTICS {target}")


def forwards(apps, schema_editor):
    _count(schema_editor, 0)


def backwards(apps, schema_editor):
    _count(schema_editor, -1)


class Migration(migrations.Migration):
    dependencies = [("disclosure_search", "0012_titles_by_character")]
    operations = [migrations.RunPython(forwards, backwards)]
