"""What SQLite and PostgreSQL do differently in search; only community.search looks in here.

Both answer three questions about tokens that are letters and digits only: which documents hold all of them, how many
hold each (counted up to a cap, so that a token in every document costs no more than a rare one), and which hold it.
"""

import json
import time

from django.db import connection

VISIBLE = "d.kind = %s AND (d.is_public OR NOT %s)"


class SqliteIndex:
    """FTS5. Its lists are walked backwards and lazily, so LIMIT keeps common tokens cheap."""

    # The rows of a JSON list of whole numbers.
    NUMBERS = "SELECT value FROM json_each(%s)"

    def find(self, tokens, visible, limit):
        return rows(
            f"""SELECT d.object_id FROM community_searchindex i CROSS JOIN community_searchdoc d ON d.id = i.rowid
            WHERE i.community_searchindex MATCH %s AND {VISIBLE} ORDER BY i.rowid DESC LIMIT %s""",
            [" ".join(map(self.term, tokens)), *visible, limit],
        )

    def count(self, tokens, cap):
        counts = rows(
            """SELECT (SELECT count(*) FROM (
                SELECT 1 FROM community_searchindex WHERE community_searchindex MATCH t.value LIMIT %s))
            FROM json_each(%s) t ORDER BY t.key""",
            [cap, json.dumps([self.term(token) for token in tokens])],
        )
        return {token: count for token, (count,) in zip(tokens, counts, strict=True)}

    def follow(self, tokens, cap):
        statement = """SELECT rowid FROM community_searchindex WHERE community_searchindex MATCH %s
            ORDER BY rowid DESC LIMIT %s"""
        with connection.cursor() as cursor:
            for token in tokens:
                yield token, [pk for (pk,) in cursor.execute(statement, [self.term(token), cap])]

    @staticmethod
    def term(token):
        return f'"{token}"*' if len(token) == 1 else f'"{token}"'


class PostgresIndex:
    """GIN. It builds a whole list before the first row comes, so tokens known to be common go another way."""

    NUMBERS = "SELECT value::bigint FROM json_array_elements_text(%s::json)"
    # Reading the newest documents in turn is cheaper than the index once this share of them matches.
    OFTEN = 0.02
    KEEP_SECONDS = 600
    # Per database: when to read again, and the shares of its common tokens.
    kept = {}

    def find(self, tokens, visible, limit):
        # `d.id + 0` cannot be read off the primary key, which leaves the planner the index.
        order = "d.id" if self.expected_share(tokens) >= self.OFTEN else "d.id + 0"
        return rows(
            f"""SELECT d.object_id FROM community_searchdoc d
            WHERE d.tokens_vector @@ %s::tsquery AND {VISIBLE} ORDER BY {order} DESC LIMIT %s""",
            [" & ".join(map(self.term, tokens)), *visible, limit],
        )

    def count(self, tokens, cap):
        common = self.common_shares()
        looked_up = [token for token in tokens if token not in common]
        found = rows(
            """SELECT t.token, (SELECT count(*) FROM (
                SELECT 1 FROM community_searchdoc d WHERE d.tokens_vector @@ t.term::tsquery LIMIT %s) c)
            FROM unnest(%s::text[], %s::text[]) t(token, term)""",
            [cap, looked_up, [self.term(token) for token in looked_up]],
        )
        return {token: cap for token in tokens if token in common} | dict(found)

    def follow(self, tokens, cap):
        return rows(
            """SELECT t.token, ARRAY(
                SELECT d.id FROM community_searchdoc d
                WHERE d.tokens_vector @@ t.term::tsquery LIMIT %s)
            FROM unnest(%s::text[], %s::text[]) t(token, term)""",
            [cap, tokens, [self.term(token) for token in tokens]],
        )

    def expected_share(self, tokens):
        common, share = self.common_shares(), 1.0
        for token in tokens:
            if len(token) == 1:
                share *= min(1.0, sum(part for known, part in common.items() if known.startswith(token)))
            else:
                share *= common.get(token, 0.0)
        return share

    def common_shares(self):
        """Share of documents for each of the most common tokens, as the database's own statistics have it.
        Only a hint for the way to go: stale or missing, it costs time and never changes an answer."""
        name = connection.settings_dict["NAME"]
        until, shares = self.kept.get(name, (0, {}))
        if time.monotonic() >= until:
            shares = dict(
                rows(
                    """SELECT e.token, e.share FROM pg_stats,
                        unnest(most_common_elems::text::text[], most_common_elem_freqs) e(token, share)
                    WHERE schemaname = current_schema() AND tablename = 'community_searchdoc'
                        AND attname = 'tokens_vector' AND e.token IS NOT NULL"""
                )
            )
            self.kept[name] = time.monotonic() + self.KEEP_SECONDS, shares
        return shares

    @staticmethod
    def term(token):
        return f"'{token}':*" if len(token) == 1 else f"'{token}'"


INDEXES = {"sqlite": SqliteIndex(), "postgresql": PostgresIndex()}


def current():
    return INDEXES[connection.vendor]


def rows(statement, params=()):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()
