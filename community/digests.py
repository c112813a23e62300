"""Sending digests: one mail with all that gathered for a member until his hour.

A sweep hands what is due to the workers, many at once; each worker claims one mail at a time, counts the attempt and
only then sends, as with single mails. Gathering itself stands in community/gathering.py.
"""

import time
from datetime import timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext
from django_q.tasks import async_task

from community.markdown import plain_excerpt
from community.models import Community, Delivery, Digest, MailChoice, Notification
from community.notices import UNSUBSCRIBE_SALT, mail_kind_of, may_be_mailed, render_notice

# How many digests go to a worker in one job, and how long (seconds) it goes on; a worker is killed after 60.
JOB, SECONDS = 100, 35
# After so long a job that was handed out counts as lost.
LEASE = timedelta(hours=1)
# Of each kind so many are told; the rest is counted. What is looked at is bounded too.
LINES, LOOKED_AT = 10, 300
EXCERPT = 140
# In the place of a kind of mail, in the address that stops all digests.
ALL_GATHERED = "gathered"


# --- handing out ------------------------------------------------------------------------------------------


def hand_out_digests():
    """Give all digests that are due to the workers. Returns how many.

    Batch by batch, each in one transaction with its job, so it may stop anywhere and run again, or twice at once.
    """
    handed = 0
    while batch := list(Digest.objects.due().values_list("pk", flat=True)[:JOB]):
        with transaction.atomic():
            handed += hand_out(batch)
    return handed


def hand_out(pks):
    """Hand those of these digests that are (still) due to a worker, in the caller's transaction. Returns how many.

    A member who has several, because nobody worked for days or the mail server was away, gets the newest of them, and
    in it what the others held. What five attempts could not send is given up.
    """
    now = timezone.now()
    due = list(Digest.objects.due().filter(pk__in=pks).order_by("pk").select_for_update(no_key=True))
    worn = [row.pk for row in due if row.attempts >= Digest.MAX_ATTEMPTS]
    end(worn, Digest.State.DEAD)
    due = [row for row in due if row.attempts < Digest.MAX_ATTEMPTS]
    newest = join_older(due)
    Digest.objects.filter(pk__in=newest).update(state=Digest.State.QUEUED, next_try_at=now + LEASE)
    if newest:
        async_task("community.tasks.deliver_digests", newest)
    return len(due) + len(worn)


def join_older(due):
    """Keys of the digests to send for the members of these: of each the newest whose day has come, which takes over
    what his others hold."""
    due, members = {row.pk: row for row in due}, {row.member_id for row in due}
    # Held in one order by all workers; one that still gathers for a later day is left alone.
    come = Digest.objects.filter(pk__in=due, member=OuterRef("member"), period__gte=OuterRef("period"))
    overdue = Digest.objects.filter(Exists(come), member__in=members, state=Digest.State.PENDING).open()
    rows = {row.pk: row for row in overdue.order_by("pk").select_for_update(no_key=True)}
    rows |= due
    newest = []
    for _member, own in groupby(sorted(rows.values(), key=lambda row: (row.member_id, row.period)), member_of):
        *older, last = own
        newest.append(last.pk)
        if older:
            Delivery.objects.filter(digest__in=older, state=Delivery.State.HELD).update(digest=last)
            end([row.pk for row in older], Digest.State.JOINED)
    return newest


def member_of(digest):
    return digest.member_id


def end(pks, state, **fields):
    """Close these digests in one of the states after which nothing comes."""
    Digest.objects.filter(pk__in=pks).update(state=state, next_try_at=None, **fields)


# --- sending ----------------------------------------------------------------------------------------------


def deliver_digests(pks, *, seconds=SECONDS):
    """Send those of these digests that were handed out, for as long as a worker may take. Returns the keys that no time
    was left for. May run twice: each is claimed."""
    deadline = time.monotonic() + seconds
    community = Community.get()
    queued = Digest.objects.filter(pk__in=pks, state=Digest.State.QUEUED).order_by("pk")
    for digest in queued.select_related("member"):
        if time.monotonic() > deadline:
            return list(queued.values_list("pk", flat=True))
        deliver_digest(digest, community=community)
    return []


def deliver_digest(digest, *, community):
    """Try one digest. The attempt is counted and the next try set before the work, so a sender that dies is seen; after
    the fifth failure it is parked as dead. Does nothing for one that was claimed meanwhile."""
    claimed = Digest.objects.filter(pk=digest.pk, state=Digest.State.QUEUED, attempts=digest.attempts)
    wait = Digest.BACKOFF[digest.attempts]
    sending = {"state": Digest.State.SENDING, "attempts": F("attempts") + 1, "next_try_at": timezone.now() + wait}
    if not claimed.update(**sending):
        return
    told, more, left_out = sift(digest)
    if not told:
        settle(digest, Digest.State.EMPTY, left_out)
        return
    try:
        build_digest(digest, told, more, community=community).send()
    except Exception as error:  # whatever the mail server says belongs on the row, where staff see it
        fail(digest, error)
        return
    settle(digest, Digest.State.SENT, left_out, told_count=len(told) + more)


def sift(digest):
    """(notices, more, keys) of what a digest holds: what to tell, the newest first; how many there are beyond what is
    looked at; and the deliveries to leave out, because they are not wanted any more, were taken back, or must not be
    mailed to this member now. What was read meanwhile, or said in a private group that the member has left, is not
    looked at."""
    refused = set(
        MailChoice.objects.filter(member=digest.member_id, frequency=MailChoice.Frequency.NEVER).values_list(
            "kind", flat=True
        )
    )
    readable = Notification.objects.of(digest.member).unread()
    unread = held_by(digest).filter(notification__in=readable).select_related("notification")
    told, left_out, mailed = [], [], {}
    is_reachable = digest.member.is_reachable
    for delivery in unread.order_by("-notification_id")[:LOOKED_AT]:
        notice = delivery.notification
        if notice.kind not in mailed:
            # Asked once of each kind: it is about the member and what is told, not about this one notice.
            notice.member = digest.member
            mailed[notice.kind] = is_reachable and may_be_mailed(notice)
        refuses = not mailed[notice.kind] or mail_kind_of(notice.kind) in refused
        if refuses or notice.params.get("is_taken_back"):
            left_out.append(delivery.pk)
        else:
            told.append(notice)
    looked_at = len(told) + len(left_out)
    return told, unread.count() - looked_at if looked_at == LOOKED_AT else 0, left_out


def held_by(digest):
    return Delivery.objects.filter(digest=digest, state=Delivery.State.HELD)


def settle(digest, state, left_out, *, told_count=0):
    """Write down that a digest is done with, and what became of what it held."""
    now = timezone.now()
    sent_at = now if state == Digest.State.SENT else None
    with transaction.atomic():
        end([digest.pk], state, told_count=told_count, sent_at=sent_at, last_error="")
        if state == Digest.State.SENT:
            # Read meanwhile, or out of a private group that was left.
            gone = ~Q(notification__in=Notification.objects.of(digest.member).unread())
            held_by(digest).filter(Q(pk__in=left_out) | gone).update(state=Delivery.State.DROPPED)
            held_by(digest).update(state=Delivery.State.SENT, sent_at=now)
        else:
            held_by(digest).update(state=Delivery.State.DROPPED)


def fail(digest, error):
    """It is tried again at the time the claim has set, or given up after the last attempt."""
    words = f"{type(error).__name__}: {error}"[:300]
    if digest.attempts + 1 >= Digest.MAX_ATTEMPTS:
        end([digest.pk], Digest.State.DEAD, last_error=words)
    else:
        Digest.objects.filter(pk=digest.pk).update(state=Digest.State.PENDING, last_error=words)


# --- the mail ---------------------------------------------------------------------------------------------


def build_digest(digest, told, more, *, community):
    """The mail of one digest that tells these notices and counts so many more, in the reader's language and time, with
    one-click unsubscribe."""
    member = digest.member
    with translation.override(member.language), timezone.override(ZoneInfo(member.time_zone)):
        sections = in_sections(told)
        number = len(told) + more
        context = {
            "member": member,
            "community": community,
            "day": digest.period,
            "number": number,
            "sections": sections,
            "more": more,
            "inbox": settings.SITE_URL + reverse("community:inbox"),
            "choices": settings.SITE_URL + reverse("community:mail_choices"),
            "unsubscribe": settings.SITE_URL + stop_digests_path(member),
        }
        mail = EmailMultiAlternatives(
            subject=f"[{community.display_name}] {subject_of(sections, number)}"[:200],
            body=render_to_string("community/mail/digest.txt", context),
            to=[member.email],
            headers={
                # The same at each attempt: a mail that arrived although we did not hear of it is known as the same one.
                "Message-ID": f"<digest-{digest.pk}@huiyin>",
                "List-Unsubscribe": f"<{context['unsubscribe']}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(render_to_string("community/mail/digest.html", context), "text/html")
    return mail


def in_sections(notices):
    """[{"label", "lines", "more"}] by kind of mail in the order of the kinds, newest first; `lines` are those that are
    told in words (subject, excerpt, link, at), `more` how many are not."""
    by_kind = {}
    for notice in notices:
        by_kind.setdefault(mail_kind_of(notice.kind), []).append(notice)
    return [
        {
            "label": kind.label,
            "lines": [line_of(notice) for notice in by_kind[kind][:LINES]],
            "more": max(len(by_kind[kind]) - LINES, 0),
        }
        for kind in MailChoice.Kind
        if kind in by_kind
    ]


def line_of(notice):
    subject, body = render_notice(notice)
    link = settings.SITE_URL + notice.url
    return {"subject": subject, "excerpt": plain_excerpt(body, EXCERPT), "link": link, "at": notice.created_at}


def subject_of(sections, number):
    first = sections[0]["lines"][0]["subject"]
    if number == 1:
        return first
    others = number - 1
    return ngettext("%(first)s, and %(n)s more", "%(first)s, and %(n)s more", others) % {"first": first, "n": others}


def stop_digests_path(member):
    """The signed address that stops what comes daily or weekly, without signing in."""
    token = signing.dumps([member.pk, ALL_GATHERED], salt=UNSUBSCRIBE_SALT)
    return reverse("community:unsubscribe", args=[token])
