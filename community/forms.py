"""Shape and validity of what members tell about themselves."""

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.images import clean_image
from community.models import MailChoice, Member
from community.models.member import time_zones
from community.text import CleanCharField, check_name, name_key


def check_free_name(name, *, but=None):
    """The cleaned name, or ValidationError when it is not allowed or somebody already goes by it."""
    name = check_name(name)
    if Member.objects.filter(name_key=name_key(name)).exclude(pk=but).exists():
        raise ValidationError(_("Somebody already goes by this name."), code="name_taken")
    return name


class SignupForm(AllauthSignupForm):
    name = CleanCharField(label=_("Name"), max_length=30, help_text=_("This is how others see you."))
    field_order = ["name", "email", "password1"]

    def clean_name(self):
        return check_free_name(self.cleaned_data["name"])


class ProfileForm(forms.ModelForm):
    name = CleanCharField(label=_("Name"), max_length=30)
    bio = CleanCharField(label=_("About me"), max_length=200, required=False)
    picture = forms.FileField(label=_("Picture"), required=False, help_text=_("JPEG, PNG or WebP, up to 8 MB."))
    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = Member
        fields = ["name", "bio", "language", "time_zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in time_zones() if "/" in zone and not zone.startswith("Etc/"))
        self.fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in zones]

    def clean_name(self):
        return check_free_name(self.cleaned_data["name"], but=self.instance.pk)

    def clean_picture(self):
        upload = self.cleaned_data["picture"]
        return clean_image(upload, max_side=400)[0] if upload else None

    def save(self, commit=True):
        member = super().save(commit=False)
        old = None
        if picture := self.cleaned_data["picture"]:
            old = member.avatar.name
            member.avatar.save(picture.name, picture, save=False)
        member.save(update_fields=["name", "bio", "language", "time_zone", "avatar"])
        if old:
            member.avatar.storage.delete(old)
        return member


class MailChoiceForm(forms.Form):
    """One choice per kind of mail; the field names are the kinds."""

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member
        chosen = dict(MailChoice.objects.filter(member=member).values_list("kind", "frequency"))
        for kind, label in MailChoice.Kind.choices:
            if kind == MailChoice.Kind.DUTIES and not member.is_staff:
                continue
            self.fields[kind] = forms.ChoiceField(
                label=label,
                choices=MailChoice.Frequency.choices,
                initial=chosen.get(kind, MailChoice.Frequency.AT_ONCE),
                widget=forms.RadioSelect,
            )

    def save(self):
        for kind, frequency in self.cleaned_data.items():
            MailChoice.objects.update_or_create(member=self.member, kind=kind, defaults={"frequency": frequency})
