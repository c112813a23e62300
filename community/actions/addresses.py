"""The address by which a member opens the account, set by staff, and ending the sessions that it opened before."""

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from community.audit import record


def set_address(member, *, actor):
    """Make the address in the member's row the only one that opens the account, proven by the word of staff, and let a
    job end the sessions. Without effect when it is that already."""
    with transaction.atomic():
        others = EmailAddress.objects.filter(user=member).exclude(email=member.email, verified=True, primary=True)
        before = sorted(others.values_list("email", flat=True))
        others.delete()
        _row, created = EmailAddress.objects.get_or_create(
            user=member, email=member.email, defaults={"verified": True, "primary": True}
        )
        if before or created:
            changes = {"addresses": [", ".join(before), member.email]}
            record("community.member.address_set", member, actor=actor, changes=changes)
            async_task("community.tasks.end_sessions", member.pk)


def end_sessions(member_id):
    """Delete all sessions of a member. May run twice."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).only("session_key", "session_data")
    for session in alive.iterator(chunk_size=500):
        if session.get_decoded().get("_auth_user_id") == str(member_id):
            session.delete()
