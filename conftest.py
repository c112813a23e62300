"""What every test run shares: where Chromium is, and what its absence means."""

import gc
import os
import shutil

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
ABSENT = "no Chromium found (CHROMIUM names one; on Debian: apt install chromium fonts-noto-cjk)"


def find_chromium() -> str | None:
    """The browser the tests drive: the one CHROMIUM names, else the first on PATH."""
    named = os.environ.get("CHROMIUM")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_addoption(parser):
    parser.addoption(
        "--of-database",
        action="store_true",
        help="Only the tests that may ask the database: the others were refused it, so that another database changes"
        " nothing for them.",
    )


def pytest_collection_modifyitems(config, items):
    """pytest-django refuses the database to a test that has neither mark nor fixture for it."""
    if config.getoption("of_database"):
        others = [item for item in items if not asks_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if asks_database(item)]


def asks_database(item):
    return bool(
        item.get_closest_marker("django_db")
        or {"db", "transactional_db", "live_server"}.intersection(item.fixturenames)
    )


@pytest.fixture(scope="session")
def chromium_path() -> str:
    return find_chromium()


def pytest_collection_finish():
    """Thousands of tests and all modules stay until the end: to look through them again and again for what may go took
    a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_runtest_setup(item):
    """Without a browser its tests are skipped, but a build server must not pass by skipping."""
    if item.get_closest_marker("browser") and not find_chromium():
        if os.environ.get("CI", "").lower() in ("1", "true", "yes"):
            pytest.fail(f"browser tests cannot run: {ABSENT}", pytrace=False)
        pytest.skip(ABSENT)


def pytest_report_header():
    return f"browser tests: {find_chromium() or 'skipped, ' + ABSENT}"
