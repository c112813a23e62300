"""What the commands that measure have in common: a database that is thrown away, and figures."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def throw_away_database():
    """Work in an empty database of its own, which is dropped afterwards; on SQLite in memory."""
    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = None if connection.vendor == "sqlite" else f"measured_{name}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def percentile(values, percent):
    ranked = sorted(values)
    return ranked[min(len(ranked) * percent // 100, len(ranked) - 1)]
