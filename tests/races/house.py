"""A whole house in a data folder of its own, for tests that kill it: people, servers, and time that passes.

python -m tests.races.house furnish            tables, people and things in HUIYIN_VAR; prints who has which session
python -m tests.races.house keep NAME PORT     one of dev.py's servers, started again whenever it ends
python -m tests.races.house later              ten minutes pass at once, and the schedule sees it

Nothing here may import pytest: the settings would take it for a test run.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import dev
from tools import prepare, running

ITEMS = 8


def furnish():
    """The cast, each signed in, and items of Alice that Bob and Dana follow, each with a fix note to publish."""
    prepare.main(["--no-demo"])
    from django.contrib.auth.models import Group, Permission
    from django.test import Client

    from community.models import Community, Member
    from feedback import actions
    from tests.factories import make_feedback, make_fix_note

    # What newcomers may say in a day would end the stories before the killing does.
    Community.get()
    Community.objects.update(new_until_items=0)
    people = {}
    for name in ("Alice", "Bob", "Carol", "Dana", "Tessa"):
        people[name] = Member.objects.create_user(f"{name.lower()}@example.org", name=name, language="en")
    moderators, _created = Group.objects.get_or_create(name="moderators")
    may = ["triage_feedback", "view_feedback", "publish_fixnote", "view_fixnote", "add_fixnote"]
    moderators.permissions.set(Permission.objects.filter(codename__in=may))
    tessa = people["Tessa"]
    tessa.is_staff = True
    tessa.save()
    tessa.groups.add(moderators)
    notes = []
    for _n in range(ITEMS):
        item = make_feedback(people["Alice"])
        for name in ("Bob", "Dana"):
            actions.set_follow(item, actor=people[name], level="all")
        notes.append(make_fix_note([item], actor=tessa, publish=False).pk)
    sessions = {}
    for name, member in people.items():
        browser = Client()
        browser.force_login(member)
        sessions[name] = browser.cookies["sessionid"].value
    members = {name: member.pk for name, member in people.items()}
    print(json.dumps({"members": members, "sessions": sessions, "notes": notes}))


def keep(name, port):
    """Run one server under the supervisor of dev.py, impatiently; its process id stands in <name>.pid."""
    dev.PYTHON, running.FIRST_PAUSE, running.STEADY = sys.executable, 0.1, 0
    [child] = [child for child in dev.servers("127.0.0.1", int(port), dict(os.environ)) if child.name == name]
    start, note = child.start, Path(os.environ["HUIYIN_VAR"]) / f"{name}.pid"

    def start_and_note(selector):
        start(selector)
        note.write_text(str(child.process.pid))

    child.start = start_and_note
    running.Supervisor([child], ready=lambda: True, banner=lambda: None).run()


def later():
    """Everything that waits for its time has waited ten minutes longer; what is due is enqueued as each minute."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.db.models import F, QuerySet
    from django_q.models import OrmQ, Schedule
    from django_q.scheduler import scheduler

    from community.models import Delivery
    from feedback.models import Comment, Follow, ProgressEntry

    while_asleep = timedelta(minutes=10)
    for model, field in (
        (OrmQ, "lock"),
        (Schedule, "next_run"),
        (Delivery, "next_try_at"),
        (ProgressEntry, "created_at"),
        (Comment, "created_at"),
        (Follow, "created_at"),
    ):
        QuerySet(model).update(**{field: F(field) - while_asleep})
    scheduler()


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    {"furnish": furnish, "keep": keep, "later": later}[command](*arguments)
