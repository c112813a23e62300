"""Many at once: threads with connections of their own, against a database that really commits."""

from threading import Barrier, Thread

import pytest
from django.db import connection


def run_together(number, work):
    """Call work(0) … work(number - 1) at the same moment, each on its own connection.

    Returns their results in order; an exception is a result like others.
    """
    results, start = [None] * number, Barrier(number)

    def run(turn):
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            results[turn] = work(turn)
        except Exception as error:
            results[turn] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(turn,), daemon=True) for turn in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "somebody still waits"
    return results


def errors_in(results):
    return [result for result in results if isinstance(result, Exception)]


@pytest.fixture(autouse=True)
def real_commits(transactional_db, queue):
    """Everybody sees what is committed, and jobs wait for a worker."""
