"""The full-text index beside SearchDoc, kept in step by the database itself.

SQLite: FTS5 over the table's own tokens (nothing stored twice) and three triggers. Tokens come ready made from
community.search, so the `ascii` tokenizer, which leaves everything beyond ASCII alone, cuts them exactly at the
blanks; `unicode61` would drop accents and every character younger than 2012. Neither positions nor sizes are kept:
a pair of characters is one token, so phrases are not needed. `prefix='1'` answers queries of one character.
PostgreSQL: a stored tsvector of the same tokens (no parser between, for the same reason) under GIN, without the
pending list, which each search would have to read through.

A later migration that makes SQLite rebuild community_searchdoc drops the triggers: call `create_index` after it.
"""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE community_searchindex USING fts5(
        tokens, content='community_searchdoc', content_rowid='id',
        tokenize='ascii', prefix='1', detail='none', columnsize=0)""",
    """CREATE TRIGGER community_searchdoc_added AFTER INSERT ON community_searchdoc BEGIN
        INSERT INTO community_searchindex(rowid, tokens) VALUES (new.id, new.tokens);
    END""",
    """CREATE TRIGGER community_searchdoc_removed AFTER DELETE ON community_searchdoc BEGIN
        INSERT INTO community_searchindex(community_searchindex, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
    END""",
    """CREATE TRIGGER community_searchdoc_changed AFTER UPDATE OF id, tokens ON community_searchdoc
    WHEN old.tokens IS NOT new.tokens OR old.id IS NOT new.id BEGIN
        INSERT INTO community_searchindex(community_searchindex, rowid, tokens)
        VALUES ('delete', old.id, old.tokens);
        INSERT INTO community_searchindex(rowid, tokens) VALUES (new.id, new.tokens);
    END""",
    "INSERT INTO community_searchindex(community_searchindex) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER IF EXISTS community_searchdoc_added",
    "DROP TRIGGER IF EXISTS community_searchdoc_removed",
    "DROP TRIGGER IF EXISTS community_searchdoc_changed",
    "DROP TABLE IF EXISTS community_searchindex",
]
POSTGRESQL = [
    """ALTER TABLE community_searchdoc ADD COLUMN tokens_vector tsvector GENERATED ALWAYS AS
        (array_to_tsvector(array_remove(string_to_array(tokens, ' '), ''))) STORED""",
    """CREATE INDEX community_searchdoc_vector ON community_searchdoc
        USING gin (tokens_vector) WITH (fastupdate = off)""",
]
POSTGRESQL_BACK = [
    "DROP INDEX IF EXISTS community_searchdoc_vector",
    "ALTER TABLE community_searchdoc DROP COLUMN IF EXISTS tokens_vector",
]


def create_index(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def drop_index(apps, schema_editor):
    run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def run(schema_editor, statements):
    vendor = schema_editor.connection.vendor
    if vendor not in statements:
        raise NotImplementedError(f"search knows SQLite and PostgreSQL, not {vendor}")
    for statement in statements[vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("community", "0001_initial")]

    operations = [migrations.RunPython(create_index, drop_index)]
