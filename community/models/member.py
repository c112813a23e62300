"""People: the member is the user model from the first migration on."""

from functools import cache
from pathlib import PurePosixPath
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from community.models.interest import Interest
from community.text import check_name, name_key


@cache
def time_zones():
    """The names of all time zones; reading them walks through hundreds of files, so it is done once."""
    return frozenset(available_timezones())


def validate_time_zone(value):
    if value not in time_zones():
        raise ValidationError(_("This time zone is not known."), code="unknown_time_zone")


def must_prove_addresses():
    """Whether an address must be confirmed from its own mailbox: then anybody may have signed up with it before."""
    return settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory"


# Written by conditional UPDATE alone, never with the rest of the row.
KEPT_BY_OTHERS = {"suspended_until", "title", "title_en"}


class MemberQuerySet(models.QuerySet):
    def reachable(self):
        """Active members whose address is their own: where addresses must be proven, those who proved it."""
        active = self.filter(is_active=True)
        if not must_prove_addresses():
            return active
        # One row at most, found by the key of the member.
        return active.filter(emailaddress__email=F("email"), emailaddress__verified=True)

    def not_suspended(self):
        return self.filter(Q(suspended_until=None) | Q(suspended_until__lte=timezone.now()))


class MemberManager(BaseUserManager.from_queryset(MemberQuerySet)):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, *, name, **fields):
        """A new member; `email` is kept in lower case, `name` is checked and must be free."""
        member = self.model(email=email.lower(), name=name, **fields)
        member.set_password(password)
        member.full_clean(exclude=["password"])
        member.save()
        return member

    def create_superuser(self, email, password=None, *, name, **fields):
        return self.create_user(email, password, name=name, is_staff=True, is_superuser=True, **fields)


class Member(AbstractBaseUser, PermissionsMixin):
    class Mark(models.TextChoices):
        """What somebody is to the community, shown by the name; the highest one counts."""

        HOST = "host", _("Host")
        AMBASSADOR = "ambassador", _("Ambassador")
        MODERATOR = "moderator", _("Moderator")
        LEAD = "lead", _("Lead")

    class Language(models.TextChoices):
        CHINESE = "zh-hans", _("Simplified Chinese")
        ENGLISH = "en", _("English")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=30)
    # Folded form of the name, so that look-alike names cannot be taken twice.
    name_key = models.CharField(max_length=60, unique=True, editable=False)
    avatar = models.ImageField(_("picture"), upload_to="avatars/", blank=True)
    job_title = models.CharField(
        _("job title"), max_length=30, blank=True, help_text=_("Shown by the name of those who answer.")
    )
    bio = models.CharField(_("about me"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=7, choices=Language, default=Language.CHINESE)
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Asia/Shanghai", validators=[validate_time_zone]
    )
    interests = models.ManyToManyField(Interest, verbose_name=_("interests"), blank=True, related_name="members")
    shows_contributions = models.BooleanField(
        _("show what I said on my profile"), default=True, help_text=_("On the board it stands in any case.")
    )
    # Follows from groups and roles, see actions/roles.py: kept on the row so that a name costs no query.
    mark = models.CharField(_("mark"), max_length=10, choices=Mark, blank=True, default="", editable=False)
    # The title of honour by the name, in both languages: copies that rewards.honours alone writes, for the same reason.
    title = models.CharField(_("title of honour"), max_length=20, blank=True, default="", editable=False)
    title_en = models.CharField(max_length=20, blank=True, default="", editable=False)
    # Since when the first steps are no longer offered.
    settled_at = models.DateTimeField(null=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("may open the staff desk"), default=False)
    # A copy of what his suspension says, so that no request asks for it: kept by community.moderation alone.
    suspended_until = models.DateTimeField(null=True, editable=False)
    # The newest version of the rules that was accepted; see RulesAcceptance.
    rules_version = models.PositiveIntegerField(default=0, editable=False)
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    # When digests come, in the member's own time zone; Monday is 0.
    digest_hour = models.PositiveSmallIntegerField(_("hour of digests"), default=8)
    digest_weekday = models.PositiveSmallIntegerField(_("weekday of weekly digests"), default=0)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = MemberManager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="member_email_unique_any_case"),
            models.CheckConstraint(
                condition=Q(mark__in=["", "host", "ambassador", "moderator", "lead"]), name="member_mark_known"
            ),
            models.CheckConstraint(condition=Q(digest_hour__lte=23), name="member_digest_hour_of_day"),
            models.CheckConstraint(condition=Q(digest_weekday__lte=6), name="member_digest_day_of_week"),
        ]
        indexes = [models.Index(fields=["mark"], condition=~Q(mark=""), name="member_marked")]
        permissions = [("appoint_ambassador", _("May appoint ambassadors"))]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        self.email = self.email.lower()
        try:
            # A superuser is made by whoever holds the machine and may carry a reserved name.
            self.name = check_name(self.name, allow_reserved=self.is_superuser)
        except ValidationError as error:
            raise ValidationError({"name": error}) from error
        self.name_key = name_key(self.name)
        if Member.objects.filter(name_key=self.name_key).exclude(pk=self.pk).exists():
            raise ValidationError(
                {"name": ValidationError(_("Somebody already goes by this name."), code="name_taken")}
            )

    def save(self, *args, **kwargs):
        if not self.name_key or (kwargs.get("update_fields") and "name" in kwargs["update_fields"]):
            self.name_key = name_key(self.name)
            if kwargs.get("update_fields"):
                kwargs["update_fields"] = {*kwargs["update_fields"], "name_key"}
        if not self._state.adding and kwargs.get("update_fields") is None:
            # Whoever saves a row that was read before a suspension, as for a new password, must not end it; nor give
            # back the title that somebody had then.
            fields = {field.name for field in self._meta.concrete_fields if not field.primary_key}
            kwargs["update_fields"] = fields - self.get_deferred_fields() - KEPT_BY_OTHERS
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("member_detail", args=[self.pk])

    def get_full_name(self):
        return self.name

    def get_short_name(self):
        return self.name

    @property
    def avatar_url(self):
        """Where the picture is served, told apart by picture so that a browser may keep it; empty without one."""
        if not self.avatar:
            return ""
        return f"{reverse('community:avatar', args=[self.pk])}?v={PurePosixPath(self.avatar.name).stem[:8]}"

    @property
    def is_reachable(self):
        """Whether mail may go to this member, see MemberQuerySet.reachable; a query only where addresses are proven."""
        if not must_prove_addresses():
            return self.is_active
        return Member.objects.reachable().filter(pk=self.pk).exists()

    @property
    def is_suspended(self):
        """Whether he cannot sign in now; as fresh as this row."""
        return self.suspended_until is not None and self.suspended_until > timezone.now()

    @property
    def display_title(self):
        """The title of honour in the reader's language; empty for whom none is due yet."""
        is_english = (get_language() or "").startswith("en")
        return self.title_en if self.title_en and is_english else self.title

    @property
    def initial(self):
        """The letter that stands for a member without a picture."""
        return self.name[:1].upper()


class MailChoice(models.Model):
    """What a member wants by e-mail, by kind of notice; no row means at once."""

    class Kind(models.TextChoices):
        ANSWERS = "answers", _("Answers to what I said")
        PROGRESS = "progress", _("Progress of what I follow")
        COMMENTS = "comments", _("Comments on what I follow")
        RATINGS = "ratings", _("Asking whether a fix helped")
        TALK = "talk", _("Conversations I am part of")
        GROUPS = "groups", _("Announcements in my groups")
        ANNOUNCEMENTS = "announcements", _("Announcements")
        EVENTS = "events", _("Sessions: new ones, reminders, changes")
        REWARDS = "rewards", _("Points, badges and coupons")
        # Asked of the team alone.
        DUTIES = "duties", _("What falls to me at the desk")

    class Frequency(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Daily")
        WEEKLY = "weekly", _("Weekly")
        NEVER = "never", _("Never")

    # What waits for the member's digest.
    GATHERED = (Frequency.DAILY, Frequency.WEEKLY)

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="mail_choices")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    frequency = models.CharField(_("how often"), max_length=10, choices=Frequency, default=Frequency.AT_ONCE)

    class Meta:
        verbose_name = _("mail choice")
        verbose_name_plural = _("mail choices")
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="mail_choice_once")]

    def __str__(self):
        return f"{self.member}: {self.get_kind_display()}"
