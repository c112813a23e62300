"""The demo data of the bench: made once per size, copied for each run; on SQLite or a local PostgreSQL."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"


class Data:
    """The demo at one size: made once, copied for each run."""

    def __init__(self, home: Path, size: int):
        self.size, self.home = size, home
        self.kept = home / f"{'pg-' if server_url() else ''}{size}"
        self.run = home / f"run-{size}"
        self.database = ""  # of the run, on PostgreSQL

    def make(self, *, fresh: bool) -> None:
        mark = self.kept / "made-by"
        if not fresh and mark.exists() and mark.read_text() == fingerprint():
            return
        shutil.rmtree(self.kept, ignore_errors=True)
        self.kept.mkdir(parents=True)
        if server_url():
            recreate(f"huiyin_bench_{self.size}")
        env = environment(self.kept, f"huiyin_bench_{self.size}")
        print(f"Making {self.size:,} items …", flush=True)
        for command in (
            ["migrate", "-v0"],
            ["createcachetable"],
            ["load_demo", "market", "--items", str(self.size)],
        ):
            subprocess.run([sys.executable, "manage.py", *command], env=env, cwd=ROOT, check=True)
        mark.write_text(fingerprint())

    @contextlib.contextmanager
    def copy(self) -> Iterator[dict[str, str]]:
        """The environment of a copy that the run may change."""
        shutil.rmtree(self.run, ignore_errors=True)
        shutil.copytree(self.kept, self.run)
        self.database = f"huiyin_bench_run_{self.size}_{os.getpid()}"
        if server_url():
            recreate(self.database, template=f"huiyin_bench_{self.size}")
        try:
            yield environment(self.run, self.database)
        finally:
            shutil.rmtree(self.run, ignore_errors=True)
            if server_url():
                administer(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')

    def backends(self) -> list[int]:
        """The database's own processes; none with SQLite."""
        if not server_url():
            return []
        rows = administer("SELECT pid FROM pg_stat_activity WHERE datname = %s", self.database)
        return [pid for (pid,) in rows]


def fingerprint() -> str:
    """What the demo data depends on: the tables and the command that fills them."""
    digest = hashlib.sha256()
    for pattern in (
        "*/migrations/*.py",
        "*/*/migrations/*.py",
        "*/demo/**/*",
        "*/management/commands/load_demo.py",
    ):
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and not {".venv", "__pycache__"} & set(path.parts):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def server_url() -> str:
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


def environment(folder: Path, database: str) -> dict[str, str]:
    env = os.environ | {"HUIYIN_VAR": str(folder), "LOG_LEVEL": "ERROR", "ALLOWED_HOSTS": HOST, "DEBUG": "0"}
    if url := server_url():
        env["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{database}").geturl()
    return env


def administer(statement: str, *values) -> list[tuple]:
    import psycopg

    url = urlsplit(server_url())._replace(path="/postgres").geturl()
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def recreate(database: str, template: str = "template1") -> None:
    administer(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    administer(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
