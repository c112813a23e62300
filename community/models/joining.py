"""Ways into a group, and out of it against one's will."""

from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from community.models.group import InterestGroup
from community.models.member import Member


class JoinRequestQuerySet(models.QuerySet):
    def open(self):
        """Those on which nobody has decided yet."""
        return self.filter(state=JoinRequest.State.OPEN)


class JoinRequest(models.Model):
    """A member asks to join; one open request for each group and member."""

    WORDS_LIMIT = 200

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Turned down")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    group = models.ForeignKey(InterestGroup, on_delete=models.CASCADE, related_name="join_requests")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="join_requests")
    words = models.CharField(_("why"), max_length=WORDS_LIMIT, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answer = models.CharField(_("a word to them"), max_length=WORDS_LIMIT, blank=True)
    decided_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "member"], condition=Q(state="open"), name="join_request_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="join_request_settled_has_time",
            ),
        ]
        indexes = [models.Index(fields=["group", "id"], condition=Q(state="open"), name="join_request_waiting")]

    def __str__(self):
        return f"{self.member} → {self.group}"


class GroupInvitationQuerySet(models.QuerySet):
    def in_force(self):
        """Not revoked, not over, and not used up."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), uses__lt=F("max_uses"))

    def newest_first(self):
        return self.order_by("-pk")


class GroupInvitation(models.Model):
    """What lets people into a group without asking: made out to one member, or a link for whoever holds it.

    The code in its address is signed and stands nowhere: a host can be shown the link again, and nobody who reads the
    database can make one.
    """

    signer = signing.Signer(salt="community.group-invitation", sep=".")

    group = models.ForeignKey(InterestGroup, on_delete=models.CASCADE, related_name="invitations")
    # Empty for a link.
    member = models.ForeignKey(Member, null=True, on_delete=models.CASCADE, related_name="group_invitations")
    invited_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    max_uses = models.PositiveSmallIntegerField(_("for how many"), default=1)
    uses = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(_("until"))
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    # One key per shown form: a double tap or a retry finds what it already made.
    submit_key = models.CharField(max_length=64, null=True, unique=True, editable=False)

    objects = GroupInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to a group")
        verbose_name_plural = _("invitations to groups")
        constraints = [
            models.CheckConstraint(condition=Q(uses__lte=F("max_uses")), name="group_invitation_uses_limited"),
            models.CheckConstraint(condition=Q(member=None) | Q(max_uses=1), name="group_invitation_of_one_for_one"),
            models.UniqueConstraint(
                fields=["group", "member"],
                condition=Q(member__isnull=False, revoked_at=None, uses=0),
                name="group_invitation_open_once",
            ),
        ]
        indexes = [models.Index(fields=["group", "-id"], name="group_invitation_newest")]

    def __str__(self):
        return f"{self.group} ← {self.member or self.max_uses}"

    def get_absolute_url(self):
        return reverse("community:group_invited", args=[self.code])

    @property
    def code(self):
        return self.signer.sign(str(self.pk))

    @classmethod
    def key_of(cls, code):
        """The key that a code of ours carries, or None."""
        try:
            return int(cls.signer.unsign(code))
        except (signing.BadSignature, ValueError):
            return None


class GroupRemovalQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(until__gt=timezone.now())


class GroupRemoval(models.Model):
    """A member whom the hosts took out of the group: why, and until when he cannot come back by himself."""

    REASON_LIMIT = 200

    group = models.ForeignKey(InterestGroup, on_delete=models.CASCADE, related_name="removals")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="group_removals")
    reason = models.CharField(_("reason"), max_length=REASON_LIMIT)
    until = models.DateTimeField(_("until"))
    removed_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects = GroupRemovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("removal from a group")
        verbose_name_plural = _("removals from groups")
        constraints = [models.UniqueConstraint(fields=["group", "member"], name="group_removal_once")]

    def __str__(self):
        return f"{self.group} ↛ {self.member}"
