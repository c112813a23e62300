"""The short way of a new database and the long way of an older one lead to the same place."""

import pytest
from django.db.migrations.loader import MigrationLoader


@pytest.fixture
def long_way():
    """The migrations as a database meets them that stopped among those which are squashed by now."""
    loader = MigrationLoader(None, replace_migrations=False)
    for key, migration in loader.replacements.items():
        loader.graph.remove_replacement_node(key, migration.replaces)
    return loader


def test_a_new_database_meets_no_migration_that_is_squashed():
    short_way = MigrationLoader(None)
    squashed = {key for migration in short_way.replacements.values() for key in migration.replaces}
    assert {app for app, _name in squashed} == {"community", "feedback"}
    assert not squashed & set(short_way.graph.nodes)


def test_both_ways_end_with_the_same_models(long_way):
    short, long = (loader.project_state().models for loader in (MigrationLoader(None), long_way))
    assert short.keys() == long.keys()
    assert [key for key in short if short[key] != long[key]] == []


def test_a_squashed_migration_stands_for_all_up_to_the_one_in_its_name(long_way):
    for (app, name), migration in long_way.replacements.items():
        first, last = name.split("_squashed_")
        older = [key for key in sorted(long_way.disk_migrations) if key[0] == app and first <= key[1] <= last]
        assert migration.replaces == [key for key in older if key != (app, name)]
