"""Robots that carry announcements into group chats, and what became of each message."""

from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.announcing.models.announcement import Announcement
from community.models import Delivery, InterestGroup, Member
from community.posts.models import Post


class RobotQuerySet(models.QuerySet):
    def carrying(self, announcement):
        """Active robots that carry this announcement: one for all, or one for their group. What is for a segment or
        a filter goes into no group chat, where others would read it."""
        active = self.filter(is_active=True)
        if announcement.audience == Announcement.Audience.ALL:
            return active.filter(takes_all=True)
        if announcement.audience == Announcement.Audience.GROUP:
            return active.filter(groups=announcement.group)
        return self.none()

    def carrying_post(self, post):
        """Active robots that carry what hosts announce in their group, or the team to everybody. Out of a private group
        it goes to a robot of that group alone: in the chat of several, others would read it."""
        active = self.filter(is_active=True)
        if post.group_id is None:
            return active.filter(takes_all=True)
        robots = active.filter(groups=post.group_id)
        if post.group.is_private:
            shared = Robot.groups.through.objects.exclude(interestgroup=post.group_id).values("robot")
            robots = robots.exclude(pk__in=shared)
        return robots


class Robot(models.Model):
    class Kind(models.TextChoices):
        WECOM = "wecom", _("WeCom")
        FEISHU = "feishu", _("Feishu")
        DINGTALK = "dingtalk", _("DingTalk")
        SLACK = "slack", _("Slack or compatible")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    name = models.CharField(_("name"), max_length=40, unique=True)
    # Whoever knows the address can post: it is kept as secret as the secret.
    address = models.CharField(_("webhook address"), max_length=500)
    secret = models.CharField(_("signing secret"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=7, choices=Member.Language, default=Member.Language.CHINESE)
    takes_all = models.BooleanField(_("announcements for everybody"), default=True)
    groups = models.ManyToManyField(
        InterestGroup, verbose_name=_("announcements of these groups"), blank=True, related_name="robots"
    )
    is_active = models.BooleanField(_("active"), default=True)
    last_sent_at = models.DateTimeField(_("last got through"), null=True, editable=False)
    # Set when it was switched off because nothing got through; empty when a person did it.
    failed_at = models.DateTimeField(_("switched off after failures"), null=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RobotQuerySet.as_manager()

    class Meta:
        verbose_name = _("group robot")
        verbose_name_plural = _("group robots")
        constraints = [
            models.CheckConstraint(condition=Q(failed_at=None) | Q(is_active=False), name="robot_failed_is_off")
        ]

    def __str__(self):
        return self.name

    @property
    def masked_address(self):
        """Whom it calls, without what would let others call."""
        return f"{urlsplit(self.address).hostname or '?'}/…{self.address[-4:]}"

    @property
    def masked_secret(self):
        return f"…{self.secret[-4:]}" if len(self.secret) > 8 else "…" if self.secret else ""


class RobotDeliveryQuerySet(models.QuerySet):
    def due(self):
        """Waiting rows whose time has come, and rows whose sender died; oldest first."""
        return self.filter(
            state__in=[RobotDelivery.State.PENDING, RobotDelivery.State.SENDING], next_try_at__lte=timezone.now()
        ).order_by("next_try_at", "pk")


class RobotDelivery(models.Model):
    """One announcement, of the team or of those who run a group, on its way to one robot."""

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        DEAD = "dead", _("Given up")
        DROPPED = "dropped", _("Dropped")

    MAX_ATTEMPTS = Delivery.MAX_ATTEMPTS
    BACKOFF = Delivery.BACKOFF

    robot = models.ForeignKey(Robot, verbose_name=_("robot"), on_delete=models.CASCADE, related_name="deliveries")
    announcement = models.ForeignKey(
        Announcement,
        verbose_name=_("announcement"),
        null=True,
        on_delete=models.CASCADE,
        related_name="robot_deliveries",
    )
    # What hosts announced; one of the two.
    post = models.ForeignKey(
        Post, verbose_name=_("post"), null=True, on_delete=models.CASCADE, related_name="robot_deliveries"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), default=timezone.now)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # When the attempts of now began: a retry begins anew.
    began_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = RobotDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery to a robot")
        verbose_name_plural = _("deliveries to robots")
        constraints = [
            models.UniqueConstraint(fields=["robot", "announcement"], name="robot_delivery_once"),
            models.UniqueConstraint(fields=["robot", "post"], name="robot_delivery_of_post_once"),
            models.CheckConstraint(
                condition=Q(announcement=None, post__isnull=False) | Q(announcement__isnull=False, post=None),
                name="robot_delivery_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(attempts__lte=5), name="robot_delivery_attempts_bounded"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state__in=["pending", "sending"]),
                name="robot_delivery_due",
            ),
            models.Index(fields=["state", "-id"], name="robot_delivery_by_state"),
        ]

    def __str__(self):
        return f"{self.robot} ← {self.thing}: {self.get_state_display()}"

    @property
    def thing(self):
        """What it carries."""
        return self.announcement or self.post

    @property
    def is_published(self):
        """Whether it may still be read where it stands."""
        if self.announcement:
            return self.announcement.state == Announcement.State.PUBLISHED
        return self.post.is_shown and (self.post.group is None or self.post.group.is_active)
