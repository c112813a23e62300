"""Members with open sessions and items to visit, for the bench; prints them as JSON.

Sessions are written straight into the database: signing in is not what is measured, and its limits stay on.
"""

import json
import os
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import get_random_string

from community.models import Community, Member
from feedback.models import Feedback

MEMBERS = 400
ITEMS = 50


def open_sessions(members: list[Member]) -> list[str]:
    """One session per member; the keys to send as cookies."""
    expiry = timezone.now() + timedelta(days=1)
    sessions = []
    for member in members:
        content = {
            SESSION_KEY: str(member.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: member.get_session_auth_hash(),
        }
        key = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
        data = SessionStore().encode(content)
        sessions.append(Session(session_key=key, session_data=data, expire_date=expiry))
    Session.objects.bulk_create(sessions)
    return [session.session_key for session in sessions]


def make_members() -> list[Member]:
    made, accepted = [], Community.get().rules_version
    for number in range(MEMBERS):
        # Rules that are not accepted yet would stand before what is measured.
        member = Member(email=f"bench-{number}@example.org", name=f"Bench {number}", rules_version=accepted)
        member.name_key = member.name.casefold()
        member.set_unusable_password()
        made.append(member)
    return Member.objects.bulk_create(made)


def spread_items() -> list[int]:
    """Public items spread evenly over all there are."""
    numbers = list(Feedback.objects.public().order_by("pk").values_list("pk", flat=True))
    return numbers[:: max(1, len(numbers) // ITEMS)][:ITEMS]


moderators = list(Member.objects.filter(is_staff=True, is_superuser=False, is_active=True)[:1])
print(
    json.dumps(
        {
            "members": open_sessions(make_members()),
            "moderators": open_sessions(moderators),
            "items": spread_items(),
            "count": Feedback.objects.count(),
        }
    )
)
