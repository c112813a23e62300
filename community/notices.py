"""Telling members: the inbox row, and the mail that follows it.

The words of a notice stand in ``templates/<app>/notify/<name>.txt``: first line the subject, the rest the
body. They are rendered when read or sent, in the reader's language and time zone.
"""

import time
from email.utils import make_msgid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction
from django.db.models import Case, F, Min, Value, When
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django_q.tasks import async_task

from community.gathering import hold_back
from community.models import Community, Delivery, MailChoice, Member, Notification

UNSUBSCRIBE_SALT = "community.unsubscribe"
BATCH = 500
# How many mails go to a worker in one job, and how long (seconds) it goes on; a worker is killed after 60.
JOB, SECONDS = 100, 35
# Where more wait than this, a large telling leaves its mails to the sweep, so that other jobs need not queue behind it.
CROWD = 500
# A mail that fails after so many seconds says that the mail server hangs; for a minute nobody but the sweep asks again.
PATIENCE, HANGING = 5, "mail-server-hangs"
# So many causes are worded anew in one statement.
REWORDED = 100


def notify(member_ids, *, kind, cause_key, params, url, mail_kind, group=None):
    """Tell each member once of one cause; repeated calls add nothing. Returns how many rows were new.

    `kind` is dotted (``feedback.status_changed``), `params` what its words need (plain JSON), `mail_kind` the
    MailChoice.Kind that decides about e-mail. What is told with a `group` is read, while that is private, by those only
    who are in it then. Runs in batches, each its own transaction.
    """
    member_ids = sorted(set(member_ids))
    added = 0
    for start in range(0, len(member_ids), BATCH):
        batch = member_ids[start : start + BATCH]
        with transaction.atomic():
            told = set(
                Notification.objects.filter(cause_key=cause_key, member_id__in=batch).values_list(
                    "member_id", flat=True
                )
            )
            Notification.objects.bulk_create(
                [
                    Notification(member_id=pk, kind=kind, cause_key=cause_key, params=params, url=url, group=group)
                    for pk in batch
                    if pk not in told
                ],
                ignore_conflicts=True,
            )
            chosen = dict(
                MailChoice.objects.filter(member_id__in=batch, kind=mail_kind).values_list("member_id", "frequency")
            )
            fresh = Notification.objects.filter(
                cause_key=cause_key, member_id__in=batch, member__is_active=True, deliveries=None
            )
            hand_out(send_or_hold(fresh, chosen))
            added += len(batch) - len(told)
    return added


def send_or_hold(notices, chosen):
    """Write down how each notice goes out by mail: by itself, in its member's next digest, or not at all; `chosen` is
    {member id: frequency} of those who chose one. Returns the keys of the mails that go by themselves."""
    alone, gathered = [], []
    for notice in notices:
        frequency = chosen.get(notice.member_id, MailChoice.Frequency.AT_ONCE)
        if frequency in MailChoice.GATHERED:
            gathered.append(notice)
        elif frequency == MailChoice.Frequency.AT_ONCE:
            alone.append(notice)
    Delivery.objects.bulk_create([Delivery(notification=notice) for notice in alone], ignore_conflicts=True)
    hold_back(gathered, chosen)
    if not alone:
        return []
    made = Delivery.objects.filter(notification__in=alone, state=Delivery.State.PENDING, attempts=0)
    return list(made.order_by("pk").values_list("pk", flat=True))


def hand_out(pks):
    """Give these mails to the workers, in the caller's transaction. What is lost of it, or too much, is swept up."""
    if len(pks) > JOB and Delivery.objects.due()[: CROWD + 1].count() > CROWD:
        return
    for start in range(0, len(pks), JOB):
        async_task("community.tasks.deliver", *pks[start : start + JOB])


def render_notice(notification):
    """(subject, body) of a notification in the language active now."""
    app, name = notification.kind.split(".", 1)
    text = render_to_string(f"{app}/notify/{name}.txt", {"notification": notification, **notification.params})
    subject, _newline, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.strip()


def deliver_mails(pks, *, seconds=SECONDS):
    """Try those of these deliveries that are due, for as long as a worker may take. Returns the keys that no time was
    left for. May run twice, and with keys of what is gone or sent."""
    deadline = time.monotonic() + seconds
    for place, pk in enumerate(pks):
        if time.monotonic() > deadline:
            return pks[place:]
        # Read right before it is sent: what the member chose meanwhile counts.
        if delivery := Delivery.objects.select_related("notification__member").filter(pk=pk).first():
            deliver_mail(delivery)
    return []


def is_server_hanging():
    """Whether the mail server was found hanging within the last minute."""
    return bool(cache.get(HANGING))


def deliver_mail(delivery):
    """Try one delivery. The attempt is counted and the next try set before the work, so a sender that dies
    is seen; after the fifth failure the row is parked as dead. Does nothing for a row that is not due.
    """
    now = timezone.now()
    claimed = Delivery.objects.due().filter(pk=delivery.pk, attempts=delivery.attempts)
    if delivery.attempts >= Delivery.MAX_ATTEMPTS:
        claimed.update(state=Delivery.State.DEAD)
        return
    wait = Delivery.BACKOFF[delivery.attempts]
    if not claimed.update(state=Delivery.State.SENDING, attempts=F("attempts") + 1, next_try_at=now + wait):
        return
    if not is_wanted(delivery.notification):
        Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.DROPPED)
        return
    began = time.monotonic()
    try:
        build_mail(delivery).send()
    except Exception as error:  # whatever the mail server says belongs on the row, where staff see it
        if time.monotonic() - began > PATIENCE:
            cache.set(HANGING, True, 60)
        last = delivery.attempts + 1 >= Delivery.MAX_ATTEMPTS
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.DEAD if last else Delivery.State.PENDING,
            last_error=f"{type(error).__name__}: {error}"[:300],
        )
        return
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.SENT, sent_at=timezone.now(), last_error="")


def is_wanted(notification):
    """Whether the member still wants this by mail, and may read it: they may have stopped it, or left, or been
    suspended, since it was written, or have never proven that the address is theirs."""
    refused = MailChoice.objects.filter(
        member=notification.member_id,
        kind=mail_kind_of(notification.kind),
        frequency=MailChoice.Frequency.NEVER,
    )
    if not notification.member.is_reachable or refused.exists():
        return False
    if not Notification.objects.of(notification.member).filter(pk=notification.pk).exists():
        return False
    return may_be_mailed(notification)


def may_be_mailed(notification):
    """Whether the rules of care let this notice go out by mail to its member now."""
    return import_string(settings.MAY_BE_MAILED)(notification)


def build_mail(delivery):
    """The mail of one delivery, in the reader's language, with one-click unsubscribe (RFC 8058)."""
    notification = delivery.notification
    member = notification.member
    with translation.override(member.language), timezone.override(ZoneInfo(member.time_zone)):
        subject, body = render_notice(notification)
        community = Community.get()
        context = {
            "member": member,
            "subject": subject,
            "body": body,
            "community": community,
            "link": settings.SITE_URL + notification.url,
            "unsubscribe": settings.SITE_URL + unsubscribe_path(member, notification.kind),
        }
        mail = EmailMultiAlternatives(
            subject=f"[{community.display_name}] {subject}"[:200],
            body=render_to_string("community/mail/notice.txt", context),
            to=[member.email],
            headers={
                "Message-ID": make_msgid(idstring=f"delivery-{delivery.pk}", domain="huiyin"),
                "List-Unsubscribe": f"<{context['unsubscribe']}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        mail.attach_alternative(render_to_string("community/mail/notice.html", context), "text/html")
    return mail


def unsubscribe_path(member, kind):
    """The signed address that stops one kind of mail without signing in."""
    token = signing.dumps([member.pk, MAIL_KIND_OF.get(kind, MailChoice.Kind.PROGRESS)], salt=UNSUBSCRIBE_SALT)
    return reverse("community:unsubscribe", args=[token])


# Which mail choice a kind of notice falls under; notices of other apps fall under progress.
MAIL_KIND_OF = {
    "feedback.answered": MailChoice.Kind.ANSWERS,
    "feedback.status_changed": MailChoice.Kind.PROGRESS,
    "feedback.commented": MailChoice.Kind.COMMENTS,
    "feedback.fixed": MailChoice.Kind.RATINGS,
    "posts.replied": MailChoice.Kind.TALK,
    "posts.mentioned": MailChoice.Kind.TALK,
    "posts.accepted": MailChoice.Kind.TALK,
    "posts.taken_away": MailChoice.Kind.TALK,
    "posts.not_published": MailChoice.Kind.TALK,
    "posts.given_back": MailChoice.Kind.TALK,
    "posts.announced": MailChoice.Kind.GROUPS,
    "feedback.offered": MailChoice.Kind.TALK,
    "announcing.published": MailChoice.Kind.ANNOUNCEMENTS,
    "announcing.robot_failed": MailChoice.Kind.DUTIES,
    "announcing.not_published": MailChoice.Kind.DUTIES,
    "feedback.note_not_published": MailChoice.Kind.DUTIES,
    "feedback.given": MailChoice.Kind.DUTIES,
    "feedback.alarm": MailChoice.Kind.DUTIES,
    "feedback.promise_near": MailChoice.Kind.DUTIES,
    "feedback.promise_broken": MailChoice.Kind.DUTIES,
    "training.duty_expiring": MailChoice.Kind.DUTIES,
    "training.duty_expired": MailChoice.Kind.DUTIES,
    "feedback.test_reported": MailChoice.Kind.DUTIES,
    "events.published": MailChoice.Kind.EVENTS,
    "events.moved": MailChoice.Kind.EVENTS,
    "events.cancelled": MailChoice.Kind.EVENTS,
    "events.day": MailChoice.Kind.EVENTS,
    "events.hour": MailChoice.Kind.EVENTS,
    "events.minutes": MailChoice.Kind.EVENTS,
    "events.survey": MailChoice.Kind.EVENTS,
    "events.moved_up": MailChoice.Kind.EVENTS,
    "events.seated": MailChoice.Kind.EVENTS,
    "events.seat_taken": MailChoice.Kind.EVENTS,
    "minutes.promised": MailChoice.Kind.EVENTS,
    "minutes.promise_near": MailChoice.Kind.EVENTS,
    "minutes.promise_late": MailChoice.Kind.EVENTS,
    "rewards.adjusted": MailChoice.Kind.REWARDS,
    "honours.badge_earned": MailChoice.Kind.REWARDS,
    "honours.badge_taken_back": MailChoice.Kind.REWARDS,
    "honours.title_reached": MailChoice.Kind.REWARDS,
    "honours.title_changed": MailChoice.Kind.REWARDS,
    "shop.given": MailChoice.Kind.REWARDS,
    "shop.ending": MailChoice.Kind.REWARDS,
    "shop.cancelled": MailChoice.Kind.REWARDS,
    "rewards.ledger_wrong": MailChoice.Kind.DUTIES,
    "fairness.held": MailChoice.Kind.REWARDS,
    "fairness.released": MailChoice.Kind.REWARDS,
    "fairness.reversed": MailChoice.Kind.REWARDS,
    "fairness.answered": MailChoice.Kind.DUTIES,
}


def mail_kind_of(kind):
    return MAIL_KIND_OF.get(kind, MailChoice.Kind.PROGRESS)


def stop_digests(member_id):
    """Never again mail of the kinds that come daily or weekly; may be pressed twice."""
    MailChoice.objects.filter(member=member_id, frequency__in=MailChoice.GATHERED).update(
        frequency=MailChoice.Frequency.NEVER
    )


def stop_mail(member_id, mail_kind):
    """Never again mail of this kind; may be pressed twice, and by one who left since the mail was written."""
    if Member.objects.filter(pk=member_id).exists():
        MailChoice.objects.update_or_create(
            member_id=member_id, kind=mail_kind, defaults={"frequency": MailChoice.Frequency.NEVER}
        )


# --- taking back ------------------------------------------------------------------------------------


def reword(cause_keys, **words):
    """Write these params (such as text="…") anew in the notices with these causes, in the caller's transaction. Mails
    that went out are gone; those that wait carry the new words."""
    reword_each(dict.fromkeys(cause_keys, words))


def forget_words(cause_keys, *names):
    """Empty these params in the notices with these causes, because the words were taken back; no digest tells of them
    until they are worded anew."""
    reword(cause_keys, **dict.fromkeys(names, "—"), is_taken_back=True)


def reword_each(words):
    """`reword` for {cause key: its params}. Of many causes few may have been told: those are found first, and written
    many at a time."""
    keys = list(words)
    for start in range(0, len(keys), BATCH):
        told = params_told(keys[start : start + BATCH])
        for key, params in told.items():
            params.pop("is_taken_back", None)
            told[key] = params | words[key]
        causes = list(told)
        for first in range(0, len(causes), REWORDED):
            write_params({key: told[key] for key in causes[first : first + REWORDED]})


def params_told(cause_keys):
    """{cause key: params} of those causes of which anybody was told; what was told of one cause is the same for all."""
    notices = Notification.objects.filter(cause_key__in=cause_keys).order_by()
    first = notices.values("cause_key").annotate(first=Min("pk")).values("first")
    return dict(Notification.objects.filter(pk__in=first).values_list("cause_key", "params"))


def write_params(params):
    """Set the params of all notices with these cause keys, in one statement."""
    field = Notification._meta.get_field("params")
    chosen = Case(*(When(cause_key=key, then=Value(value, output_field=field)) for key, value in params.items()))
    if connection.features.requires_casted_case_in_updates:
        chosen = Cast(chosen, output_field=field)
    Notification.objects.filter(cause_key__in=params).update(params=chosen)
