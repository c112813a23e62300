"""What hosts set about their group, and what is said on the way into one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.actions.joining import DAYS_MAX, USES_MAX
from community.forms import InterestsField, KeyField, PublicCharField, RulesMixin
from community.images import clean_image
from community.models import GroupRemoval, InterestGroup, JoinRequest, Member
from community.text import CleanCharField, name_key

Policy = InterestGroup.Policy
PRIVATE = "private"
COVER_SIDE = 1280
HUES = [
    _("jade"), _("orange"), _("amber"), _("olive"), _("grass"), _("leaf"),
    _("teal"), _("sky"), _("blue"), _("violet"), _("pink"), _("red"),
]  # fmt: skip


class GroupForm(RulesMixin, forms.Form):
    """Founding a group, and its settings. Who may join and who knows of it is one choice, for what is private needs
    invitations."""

    name = PublicCharField(
        label=_("Name"), max_length=40, min_length=2, error_messages={"required": _("Give the group a name.")}
    )
    description = PublicCharField(
        label=_("What it is about"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences; search finds them as well."),
    )
    interests = InterestsField(
        label=_("What it goes with"), help_text=_("optional; it is shown first to those who care about the same")
    )
    door = forms.ChoiceField(
        label=_("Who may join"),
        choices=[
            (Policy.OPEN.value, _("Everybody: one press and they are in")),
            (Policy.REQUEST.value, _("Whoever asks, when a host agrees")),
            (Policy.INVITATION.value, _("By invitation; everybody can read it")),
            (PRIVATE, _("Private: by invitation, and nobody else learns that it is there")),
        ],
        widget=forms.RadioSelect,
        initial=Policy.OPEN.value,
        help_text=_("What is said in a private group stays private: after that it can no longer be opened."),
    )
    rules = PublicCharField(
        label=_("Rules of the group"),
        max_length=InterestGroup.RULES_LIMIT,
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What people here keep to, beside the community rules. Markdown: # heading, - list, **bold**."),
    )
    cover = forms.FileField(
        label=_("Cover picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        help_text=_("A wide one looks best. JPEG, PNG or WebP, up to 8 MB."),
    )
    no_cover = forms.BooleanField(label=_("Take the cover away"), required=False)
    hue = forms.TypedChoiceField(
        label=_("Colour of its mark"), coerce=int, choices=list(enumerate(HUES)), widget=forms.RadioSelect, initial=0
    )
    submit_key = KeyField()

    def __init__(self, *args, member, group=None, **kwargs):
        if group:
            door = PRIVATE if group.is_private else group.policy
            facts = {name: getattr(group, name) for name in ("name", "description", "rules", "hue")}
            kwargs["initial"] = facts | {"door": door, "interests": list(group.interests.all())}
        super().__init__(*args, **kwargs)
        if not (group and group.cover):
            del self.fields["no_cover"]
        self.ask_for_rules(member)

    def clean_cover(self):
        upload = self.cleaned_data["cover"]
        return clean_image(upload, max_side=COVER_SIDE)[0] if upload else None

    def values(self):
        """What the verbs take."""
        data = self.cleaned_data
        values = {name: data[name] for name in ("name", "description", "interests", "rules", "hue")}
        values["is_private"] = data["door"] == PRIVATE
        values["policy"] = Policy.INVITATION if values["is_private"] else Policy(data["door"])
        if data["cover"]:
            values["cover"] = data["cover"]
        elif data.get("no_cover"):
            values["cover"] = ""
        return values


class AskForm(RulesMixin, forms.Form):
    """Asking to be let in, with a sentence or without."""

    words = PublicCharField(label=_("A sentence to the hosts"), max_length=JoinRequest.WORDS_LIMIT, required=False)

    def __init__(self, *args, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_for_rules(member)


class AnswerForm(forms.Form):
    answer = CleanCharField(label=_("A word to them"), max_length=JoinRequest.WORDS_LIMIT, required=False)


class InviteForm(forms.Form):
    """Who is to be invited, by the exact name."""

    name = CleanCharField(
        label=_("Name of the member"), max_length=30, error_messages={"required": _("Write the name of a member.")}
    )

    def clean_name(self):
        """The member."""
        found = Member.objects.filter(is_active=True, name_key=name_key(self.cleaned_data["name"])).first()
        if found is None:
            raise ValidationError(_("Nobody here goes by this name."), code="unknown")
        return found


class LinkForm(forms.Form):
    uses = forms.IntegerField(label=_("For how many people"), min_value=1, max_value=USES_MAX, initial=20)
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=DAYS_MAX, initial=14)
    submit_key = KeyField()


class RemovalForm(forms.Form):
    reason = CleanCharField(
        label=_("Why"),
        max_length=GroupRemoval.REASON_LIMIT,
        help_text=_("They read this."),
        error_messages={"required": _("Say why, so that nobody is left guessing.")},
    )
    days = forms.TypedChoiceField(
        label=_("They can come back by themselves"),
        coerce=int,
        choices=[(7, _("after a week")), (30, _("after a month")), (180, _("after half a year")), (3650, _("never"))],
        widget=forms.RadioSelect,
        initial=30,
    )
