"""From a draft to what everybody meant can read, and back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from community.announcing.models import Announcement, Robot, RobotDelivery
from community.announcing.permissions import may_write, publishers_of
from community.audit import record
from community.markdown import plain_excerpt, render_markdown
from community.models import Community, Delivery, InterestGroup, MailChoice
from community.notices import notify, reword
from community.permissions import may_act

WORDS = ["title", "title_en", "text", "text_en"]
RENDERED = ["rendered", "rendered_en", "excerpt", "excerpt_en"]
AUDIENCE = ["audience", "group", "segment", "saved_segment", "to_robots"]
EXCERPT = 160
State = Announcement.State
# Why the system returns a planned one to the drafts.
SUSPENDED, CLOSED = "suspended", "closed"


def save_announcement(announcement, *, actor, changes=None):
    """Keep an announcement with the words it carries now; a published one shows them at once, and so do the notices of
    it. To whom it goes and when is kept only of a draft or a planned one.

    `changes` maps what was changed to old and new value, for the audit trail. The state is left alone. Raises
    ValidationError('withdrawn') for one that was taken back, ('moved_meanwhile') where `actor` may not change it as it
    stands by now, ('published_meanwhile') where its audience was changed after it was published.
    """
    fresh = announcement._state.adding
    render(announcement)
    with transaction.atomic():
        if fresh:
            announcement.author = actor
            announcement.save()
        else:
            update_words(announcement, actor, set(changes or ()))
        verb = "drafted" if fresh else "edited"
        record(f"announcing.announcement.{verb}", announcement, actor=actor, changes=changes)
        if not fresh:
            reword([announcement.cause_key], **words_of_notice(announcement))
            Community.bump()
    return announcement


def update_words(announcement, actor, changed):
    # The hour may come while somebody mends the words: the state is not written back.
    row = Announcement.objects.select_for_update(no_key=True).get(pk=announcement.pk)
    if row.state == State.WITHDRAWN:
        raise ValidationError(_("It was withdrawn meanwhile."), code="withdrawn")
    if actor and not may_write(actor, row):
        raise ValidationError(_("A lead planned or published it meanwhile."), code="moved_meanwhile")
    fields = [*WORDS, *RENDERED, "pinned_until"]
    if row.state in (State.DRAFT, State.PLANNED):
        fields += AUDIENCE
    elif changed & set(AUDIENCE):
        raise ValidationError(_("It was published meanwhile; whom it is for stays."), code="published_meanwhile")
    if row.state == State.DRAFT:
        fields.append("publish_at")
    announcement.save(update_fields=fields)


def render(announcement):
    for tail in ("", "_en"):
        text = getattr(announcement, f"text{tail}")
        setattr(announcement, f"rendered{tail}", render_markdown(text, top=2) if text else "")
        setattr(announcement, f"excerpt{tail}", plain_excerpt(text, EXCERPT) if text else "")


def words_of_notice(announcement):
    return {name: getattr(announcement, name) for name in ("title", "title_en", "excerpt", "excerpt_en")}


def plan_announcement(announcement, *, actor, publish_at):
    """Have a draft publish itself at `publish_at` (UTC, in the future). May be called again to move it. Returns whether
    it is planned now; a published one stays as it is. Raises ValidationError('past'), ('group_closed')."""
    check_group_open(announcement)
    if publish_at <= timezone.now():
        raise ValidationError(_("Choose a time that is still to come."), code="past")
    with transaction.atomic():
        claimed = Announcement.objects.filter(pk=announcement.pk, state__in=[State.DRAFT, State.PLANNED]).update(
            state=State.PLANNED, publish_at=publish_at
        )
        if claimed:
            changes = {"publish_at": [announcement.publish_at, publish_at]}
            record("announcing.announcement.planned", announcement, actor=actor, changes=changes)
    return bool(claimed)


def return_announcement(announcement, *, actor, why=""):
    """Make a planned one a draft again; on any other state nothing happens. Returns whether it did. `why` (SUSPENDED,
    CLOSED) is for the system: those who may publish are told."""
    with transaction.atomic():
        planned = Announcement.objects.filter(pk=announcement.pk, state=State.PLANNED)
        claimed = planned.update(state=State.DRAFT)
        if claimed:
            record("announcing.announcement.returned", announcement, actor=actor)
            if why:
                tell_returned(announcement, why)
    return bool(claimed)


def tell_returned(announcement, why):
    """Tell those who may publish it, and whoever wrote it, that it did not come out at its hour."""
    people = publishers_of(announcement)
    if may_act(announcement.author):
        people.append(announcement.author)
    notify(
        {member.pk for member in people if member},
        kind="announcing.not_published",
        cause_key=f"{announcement.cause_key}:returned:{announcement.publish_at:%Y%m%d%H%M}",
        params={"title": announcement.title, "title_en": announcement.title_en, "why": why},
        url=reverse("admin:announcing_announcement_plan", args=[announcement.pk]),
        mail_kind=MailChoice.Kind.DUTIES,
    )


def publish_announcement(announcement, *, actor):
    """Publish a draft or planned announcement now. Everybody meant is told, once; the robots carry it. Returns whether
    this call did it: pressed twice it is published once, and what was withdrawn stays so. Raises
    ValidationError('group_closed')."""
    check_group_open(announcement)
    return publish(announcement.pk, Announcement.objects.filter(state__in=[State.DRAFT, State.PLANNED]), actor)


def publish_due_announcement(pk):
    """Publish a planned announcement if its time has come and nobody moved it meanwhile. Late is better than never, and
    the time shown is the true one. That of somebody who is suspended, or for a group that is closed by now, becomes a
    draft again, and those who may publish are told. Returns whether this call published it."""
    planned = Announcement.objects.due().select_related("author", "group").filter(pk=pk).first()
    why = hindrance(planned) if planned else ""
    if why:
        return_announcement(planned, actor=None, why=why)
        return False
    return publish(pk, Announcement.objects.due().order_by(), None)


def hindrance(announcement):
    """Why the system does not publish it at its hour, or ""."""
    if not may_act(announcement.author):
        return SUSPENDED
    return CLOSED if announcement.group and not announcement.group.is_active else ""


def check_group_open(announcement):
    """Raise ValidationError('group_closed') for what nobody could read: its group was switched off."""
    if announcement.group_id and not InterestGroup.objects.filter(pk=announcement.group_id, is_active=True).exists():
        raise ValidationError(
            _("The group “%(group)s” is closed: nobody could read it."),
            code="group_closed",
            params={"group": announcement.group.name},
        )


def publish(pk, claimable, actor):
    with transaction.atomic():
        if not claimable.filter(pk=pk).update(state=State.PUBLISHED, published_at=timezone.now()):
            return False
        announcement = Announcement.objects.get(pk=pk)
        if announcement.to_robots:
            send_to_robots(announcement)
        record("announcing.announcement.published", announcement, actor=actor)
        async_task("community.announcing.tasks.tell", pk)
        Community.bump()
    return True


def send_to_robots(announcement):
    """One delivery for each robot that carries it, in the caller's transaction."""
    robots = Robot.objects.carrying(announcement)
    RobotDelivery.objects.bulk_create(
        [RobotDelivery(robot=robot, announcement=announcement) for robot in robots], ignore_conflicts=True
    )
    for pk in announcement.robot_deliveries.order_by("pk").values_list("pk", flat=True):
        async_task("community.announcing.tasks.deliver", pk)


def withdraw_announcement(announcement, *, actor):
    """Take a published announcement back: nobody can read it any more, notices of it go, and what waits for a mail or a
    robot is not sent. What a group chat has received cannot be fetched back. Returns whether this call did it."""
    with transaction.atomic():
        published = Announcement.objects.filter(pk=announcement.pk, state=State.PUBLISHED)
        claimed = published.update(state=State.WITHDRAWN, withdrawn_at=timezone.now())
        if claimed:
            waiting = [RobotDelivery.State.PENDING, RobotDelivery.State.SENDING, RobotDelivery.State.DEAD]
            dropped = {"state": RobotDelivery.State.DROPPED}
            RobotDelivery.objects.filter(announcement=announcement.pk, state__in=waiting).update(**dropped)
            # At once: thousands of mails may stand in the queue before the job that takes the notices back.
            mails = Delivery.objects.filter(
                notification__cause_key=announcement.cause_key, state__in=[Delivery.State.PENDING, Delivery.State.HELD]
            )
            mails.update(state=Delivery.State.DROPPED)
            record("announcing.announcement.withdrawn", announcement, actor=actor)
            async_task("community.announcing.tasks.take_back", announcement.pk)
            Community.bump()
    return bool(claimed)


def remove_announcement(announcement, *, actor):
    """Throw an announcement away that was never published. Raises ValidationError('published') for any other."""
    with transaction.atomic():
        record("announcing.announcement.removed", announcement, actor=actor)
        unpublished = Announcement.objects.filter(pk=announcement.pk, state__in=[State.DRAFT, State.PLANNED])
        if not unpublished.delete()[0]:
            raise ValidationError(_("What was published stays on record; withdraw it instead."), code="published")
