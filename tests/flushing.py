"""How the database becomes what the migrations left, after a test that really committed.

Django would empty all its 150 tables and make content types and permissions anew; most of those tests write to ten.
"""

from django.apps import apps
from django.db import connection, transaction


class Start:
    """The rows that the migrations wrote, as the database gives them."""

    def __init__(self):
        models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
        self.columns = {
            model._meta.db_table: [field.column for field in model._meta.local_concrete_fields] for model in models
        }
        with connection.cursor() as cursor:
            self.rows = {table: self.read(cursor, table) for table in self.filled(cursor)}

    def put_back(self):
        """Empty what a test filled, and write anew what it changed; all at once, for tables name each other."""
        with transaction.atomic(), connection.cursor() as cursor:
            touched = {table for table in self.filled(cursor) if table not in self.rows}
            touched |= {table for table, rows in self.rows.items() if self.read(cursor, table) != rows}
            for table in touched:
                cursor.execute(f"DELETE FROM {quoted(table)}")
            for table in touched & self.rows.keys():
                places = ", ".join("%s" for _column in self.columns[table])
                cursor.executemany(f"INSERT INTO {self.named(table)} VALUES ({places})", self.rows[table])

    def filled(self, cursor):
        """The tables in which there are rows."""
        asked = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quoted(table)})" for table in self.columns)
        cursor.execute(" UNION ALL ".join(asked))
        return [table for (table,) in cursor.fetchall()]

    def read(self, cursor, table):
        cursor.execute(f"SELECT {', '.join(map(quoted, self.columns[table]))} FROM {quoted(table)}")
        return cursor.fetchall()

    def named(self, table):
        return f"{quoted(table)} ({', '.join(map(quoted, self.columns[table]))})"


def quoted(name):
    return connection.ops.quote_name(name)
