"""A column that only PostgreSQL has: what its full-text search looks through, kept by itself.

The models don't know it; `workshop.followup.search` asks for it by name. A later migration that
changes the type of one of these texts has to drop it first and add it again.
"""

from django.db import migrations

DOCUMENT = " || ".join(
    f"setweight(to_tsvector('{{0}}', {column}), '{weight}')"
    for column, weight in (("text", "A"), ("belief", "B"), ("facts", "C"), ("dissent", "C"))
)
ADD = f"""
    ALTER TABLE followup_learning ADD COLUMN document tsvector GENERATED ALWAYS AS (
        CASE language
            WHEN 'en' THEN {DOCUMENT.format("english")}
            WHEN 'sv' THEN {DOCUMENT.format("swedish")}
            ELSE {DOCUMENT.format("simple")}
        END
    ) STORED
"""
INDEX = "CREATE INDEX learning_document ON followup_learning USING gin (document)"


def add(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ADD)
        schema_editor.execute(INDEX)


def drop(_apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE followup_learning DROP COLUMN document")


class Migration(migrations.Migration):
    dependencies = [("followup", "0002_learnings")]
    operations = [migrations.RunPython(add, drop)]
