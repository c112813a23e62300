"""Shape and validity of announcements and robots as staff write them."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from community import outbound
from community.announcing.models import Announcement, Robot
from community.announcing.models.announcement import TEXT_MAX
from community.models import InterestGroup
from community.segments.models import SavedSegment
from community.staffing import KeyField
from community.text import CleanCharField

LINE = {"class": "vTextField"}
TEXT = {"class": "vLargeTextField", "rows": 10}


class MomentField(forms.DateTimeField):
    """A day and hour in the time zone of whoever writes, within the coming year: the last hours of the calendar are in
    no other time zone. An hour that the clocks skip or repeat is refused."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(**{"required": False, "widget": widget} | kwargs)

    def clean(self, value):
        moment, year = super().clean(value), timezone.localdate().year
        if moment and not year <= moment.year <= year + 1:
            raise ValidationError(_("Choose a day within the coming year."), code="too_far")
        return moment


class AnnouncementForm(forms.ModelForm):
    title = CleanCharField(label=gettext_lazy("title"), max_length=80, widget=forms.TextInput(LINE))
    title_en = CleanCharField(
        label=gettext_lazy("title in English"), max_length=80, required=False, widget=forms.TextInput(LINE)
    )
    text = CleanCharField(
        label=gettext_lazy("text"),
        max_length=TEXT_MAX,
        multiline=True,
        widget=forms.Textarea(TEXT),
        help_text=gettext_lazy("Markdown."),
    )
    text_en = CleanCharField(
        label=gettext_lazy("text in English"),
        max_length=TEXT_MAX,
        multiline=True,
        required=False,
        widget=forms.Textarea(TEXT),
        help_text=gettext_lazy("Empty: the others are shown."),
    )
    group = KeyField(
        label=gettext_lazy("group"), queryset=InterestGroup.objects.none(), required=False, empty_label="—"
    )
    saved_segment = KeyField(
        label=gettext_lazy("saved filter"),
        queryset=SavedSegment.objects.order_by("name"),
        required=False,
        empty_label="—",
    )
    pinned_until = MomentField(
        label=gettext_lazy("on the home page until"), help_text=gettext_lazy("Empty: it does not stand there.")
    )
    publish_at = MomentField(
        label=gettext_lazy("meant for"),
        help_text=gettext_lazy("Shown in the calendar; it does not publish itself before it is planned."),
    )

    class Meta:
        model = Announcement
        fields = [
            *("title", "text", "title_en", "text_en", "audience", "group", "segment", "saved_segment"),
            *("pinned_until", "to_robots", "publish_at"),
        ]

    # The member of staff who writes; set by the admin, for a private group is not for everybody's eyes.
    writer = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "group" in self.fields:
            known = InterestGroup.objects.on_desk_of(self.writer)
            self.fields["group"].queryset = known.filter(is_active=True).largest_first()
        if "segment" in self.fields:
            choices = [choice for choice in self.fields["segment"].choices if choice[0]]
            self.fields["segment"].choices = [("", "—"), *choices]


class PlanForm(forms.Form):
    when = MomentField(label=gettext_lazy("Publish at"))


class RobotForm(forms.ModelForm):
    """Address and secret are never shown again: empty leaves them as they are."""

    name = CleanCharField(
        label=gettext_lazy("name"),
        max_length=40,
        widget=forms.TextInput(LINE),
        help_text=gettext_lazy("For example the name of the group chat."),
    )
    address = CleanCharField(
        label=gettext_lazy("webhook address"),
        max_length=500,
        required=False,
        widget=forms.TextInput(LINE | {"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = CleanCharField(
        label=gettext_lazy("signing secret"),
        max_length=200,
        required=False,
        widget=forms.TextInput(LINE | {"autocomplete": "off", "spellcheck": "false"}),
    )
    without_secret = forms.BooleanField(label=gettext_lazy("without signing secret"), required=False)

    class Meta:
        model = Robot
        fields = ["kind", "name", "address", "secret", "language", "takes_all", "groups"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept = {name: getattr(self.instance, name) for name in ("address", "secret")}
        for name, masked in (("address", self.instance.masked_address), ("secret", self.instance.masked_secret)):
            if name in self.fields:
                self.initial[name] = ""
                if self.kept[name]:
                    words = _("Now: %(masked)s. Leave it empty to keep it.") % {"masked": masked}
                    self.fields[name].help_text = words

    def clean_address(self):
        address = self.cleaned_data["address"] or self.kept["address"]
        if not address:
            raise ValidationError(_("Give the webhook address of the robot."), code="required")
        try:
            scheme = outbound.split(address)[0]
        except outbound.OutboundError as error:
            raise ValidationError(_("This is no address that can be called."), code="bad_address") from error
        # The address is a secret; over plain http everybody on the way could read it.
        if scheme != "https" and not settings.OUTBOUND_ALLOW_PRIVATE:
            raise ValidationError(_("The address must begin with https://."), code="not_safe")
        return address

    def clean(self):
        data = super().clean()
        secret = data.get("secret") or ""
        data["secret"] = "" if data.get("without_secret") else secret or self.kept["secret"]
        if data["secret"] and data.get("kind") in (Robot.Kind.WECOM, Robot.Kind.SLACK):
            self.add_error("secret", ValidationError(_("This kind of robot signs nothing."), code="no_signature"))
        if not data.get("takes_all") and "groups" in data and not data["groups"]:
            self.add_error("takes_all", ValidationError(_("Say what it carries."), code="carries_nothing"))
        return data
