"""Small questions that nearly every page asks, put into SQL once in each process.

Django builds every statement anew, which costs ten times what the database takes to answer one about a single member.
"""

from functools import wraps

from django.db import connection
from django.db.models.query import get_related_populators


def prepared(question):
    """Decorator for a function of keys (whole numbers or texts) that gives a QuerySet: called with keys, it answers the
    list of its rows, tuples for values_list, else objects with what select_related and annotate say of them.

    The statement may depend on nothing but the keys: one that holds the present moment or another accident is refused
    with ValueError.
    """
    known = {}

    @wraps(question)
    def ask(*keys):
        named = connection.vendor, *map(type, keys)
        if named not in known:
            known[named] = Statement(question, [type(key) for key in keys])
        return known[named].rows(keys)

    return ask


def marks(kinds, turn):
    """A key that nobody has for each of these sorts: where it turns up in a statement, the real one goes."""
    numbers = [7_100_000_000 + 2 * place + turn for place in range(len(kinds))]
    return [
        -number if issubclass(kind, int) else f"\ue000{number}" for number, kind in zip(numbers, kinds, strict=True)
    ]


class Statement:
    """What a question is in SQL, and how its rows are read."""

    def __init__(self, question, kinds):
        asked = question(*marks(kinds, 0))
        compiler = asked.query.get_compiler(connection.alias)
        self.sql, params = compiler.as_sql()
        places = {mark: place for place, mark in enumerate(marks(kinds, 0))}
        # (which of the keys, or None; else what)
        self.params = [(places.get(param), param) for param in params]
        others = marks(kinds, 1)
        if self.filled(others) != list(question(*others).query.sql_with_params()[1]):
            raise ValueError("This statement depends on more than its keys.")
        columns = [column for column, _sql, _alias in compiler.select]
        self.converters = list(compiler.get_converters(columns).items())
        self.model = None if asked._fields is not None else asked.model
        if self.model:
            info, self.annotations = compiler.klass_info, list(compiler.annotation_col_map.items())
            self.fields = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
            self.names = [column.target.attname for column in columns[self.fields]]
            self.related = get_related_populators(info, compiler.select, connection.alias)

    def filled(self, keys):
        return [param if place is None else keys[place] for place, param in self.params]

    def rows(self, keys):
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.filled(keys))
            rows = cursor.fetchall()
        if self.converters:
            rows = [self.read(row) for row in rows]
        return rows if self.model is None else [self.make(row) for row in rows]

    def read(self, row):
        row = list(row)
        for place, (converters, column) in self.converters:
            for convert in converters:
                row[place] = convert(row[place], column, connection)
        return tuple(row)

    def make(self, row):
        """The object of a row, as a QuerySet makes it."""
        made = self.model.from_db(connection.alias, self.names, row[self.fields])
        for related in self.related:
            related.populate(row, made)
        for name, place in self.annotations:
            setattr(made, name, row[place])
        return made
