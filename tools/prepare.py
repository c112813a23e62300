"""Before the servers start: tables, schedules and, on a first start, the demo. One Django start for all."""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEMO = "market"


def main(arguments: list[str]) -> None:
    """`--no-demo` starts empty; that answer is kept, a later start does not mix a demo into real data."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    state_file = Path(settings.VAR_DIR) / "first-start.json"
    demo = json.loads(state_file.read_text())["demo"] if state_file.exists() else "none"
    pending, is_new = pending_migrations()
    if is_new:
        demo = "none" if "--no-demo" in arguments else "wanted"
        keep(state_file, demo)
    if pending:
        print(f"Bringing the database up to date: {pending} migrations …", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # whitenoise warns without it
    call_command("sync_schedules")
    call_command("load_courses")
    if demo == "wanted" and "--no-demo" not in arguments:
        call_command("load_demo", DEMO)
        keep(state_file, "loaded")


def pending_migrations() -> tuple[int, bool]:
    """How many migrations wait, and whether the database is untouched yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    # Where nothing waits no `migrate` runs, which would note that a squashed migration is done as its parts are.
    executor.check_replacements()
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return len(plan), not executor.loader.applied_migrations


def keep(path: Path, demo: str) -> None:
    """Note whether the demo is wanted, loaded or not meant for this data folder; never half-written."""
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps({"demo": demo}))
    draft.replace(path)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from django.core.management.base import CommandError

    try:
        main(sys.argv[1:])
    except CommandError as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
