"""Shape and validity of what members tell about themselves, and fields that several forms share."""

import secrets
from contextlib import suppress

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from community import actions
from community.audit import record
from community.images import clean_image
from community.models import Community, Interest, MailChoice, Member
from community.models.member import time_zones
from community.permissions import rules_to_accept
from community.staffing import KeysField
from community.text import CleanCharField, check_name, name_key


def check_free_name(name, *, but=None):
    """The cleaned name, or ValidationError when it is not allowed or somebody already goes by it."""
    name = check_name(name)
    if Member.objects.filter(name_key=name_key(name)).exclude(pk=but).exists():
        raise ValidationError(_("Somebody already goes by this name."), code="name_taken")
    return name


def new_key():
    """A key of one shown form, for repeat-safe submits and the pictures sent with it."""
    return secrets.token_urlsafe(24)


class SeveralImagesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralImagesField(forms.FileField):
    """Any number of uploads as a list; what they are is judged by the file intake."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", SeveralImagesInput(attrs={"accept": "image/*", "multiple": True}))
        super().__init__(required=False, **kwargs)

    def clean(self, data, initial=None):
        uploads = data if isinstance(data, list | tuple) else [data] if data else []
        return [upload for upload in uploads if upload]


class PublicCharField(CleanCharField):
    """Words that others read, and that no verb checks as a contribution: names, descriptions, remarks. What the
    community's blocked words refuse is refused by the field."""

    def clean(self, value):
        value = super().clean(value)
        if value:
            import_string(settings.CHECK_WORDS)(value)
        return value


class PlainHiddenInput(forms.HiddenInput):
    """Written without a template, by which two of them cost as much as twenty links."""

    def render(self, name, value, attrs=None, renderer=None):
        value = self.format_value(value)
        known = {"type": "hidden", "name": name} | ({} if value is None else {"value": value})
        return format_html("<input{}>", flatatt(known | self.build_attrs(self.attrs, attrs)))


class KeyField(forms.CharField):
    """A hidden key that we gave out; anything of another shape is replaced by a fresh one."""

    def __init__(self):
        super().__init__(required=False, widget=PlainHiddenInput, initial=new_key)

    def clean(self, value):
        value = value or ""
        fine = 16 <= len(value) <= 64 and value.isascii() and value.replace("-", "").replace("_", "").isalnum()
        return value if fine else new_key()


class RulesMixin:
    """A form by which a member takes part: as long as he has not accepted the rules in force, it asks for that too.

    The box (components/rules_field.html) carries the version that was shown, so that nobody accepts words he has not
    seen. Nothing is asked of the database before the form is sent.
    """

    def ask_for_rules(self, member):
        """Call in __init__; nothing is asked of no member."""
        self.rules = rules_to_accept(member) if self.is_bound and member else None
        if self.rules:
            self.fields["accept_rules"] = forms.CharField(
                error_messages={"required": _("Please read and accept the community rules first.")}
            )

    def clean_accept_rules(self):
        if self.cleaned_data["accept_rules"] != str(self.rules.version):
            raise ValidationError(_("The rules have just changed. Please read them once more."), code="rules_changed")
        return self.rules.version

    def accept_by(self, member):
        """Write down, once the form is valid, that the member accepts them."""
        if self.rules:
            # Changed in this very moment: then what comes next asks again.
            with suppress(ValidationError):
                actions.accept_rules(self.rules.version, actor=member)


class SignupForm(RulesMixin, AllauthSignupForm):
    name = PublicCharField(label=_("Name"), max_length=30, help_text=_("This is how others see you."))
    field_order = ["name", "email", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_for_rules(Member())

    def save(self, request):
        member = super().save(request)
        self.accept_by(member)
        return member

    def clean_name(self):
        return check_free_name(self.cleaned_data["name"])


class InterestsField(KeysField):
    """Some of the interests on offer, by their names in the reader's language; drawn by
    components/interests_field.html."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("What I care about"))
        super().__init__(queryset=Interest.objects.offered(), required=False, **kwargs)

    def label_from_instance(self, interest):
        return interest.label


class InterestsForm(forms.Form):
    interests = InterestsField()


class ProfileForm(forms.ModelForm):
    name = PublicCharField(label=_("Name"), max_length=30)
    bio = PublicCharField(label=_("About me"), max_length=200, required=False)
    picture = forms.FileField(label=_("Picture"), required=False, help_text=_("JPEG, PNG or WebP, up to 8 MB."))
    no_picture = forms.BooleanField(label=_("Take my picture away"), required=False)
    interests = InterestsField()
    time_zone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = Member
        fields = ["name", "bio", "language", "time_zone", "shows_contributions"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["interests"] = list(self.instance.interests.all())
        if not self.instance.avatar:
            del self.fields["no_picture"]
        offered = {zone for zone in time_zones() if "/" in zone and not zone.startswith("Etc/")}
        # The present one is always among them: saving the rest must not move anybody.
        zones = sorted(offered | {self.instance.time_zone})
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
        elif self.cleaned_data.get("no_picture"):
            old, member.avatar = member.avatar.name, ""
        member.save(update_fields=[*self.Meta.fields, "avatar"])
        if member.name != self.initial["name"]:
            names = [self.initial["name"], member.name]
            record("community.member.renamed", member, actor=member, changes={"name": names})
        actions.choose_interests(member, self.cleaned_data["interests"])
        if self.has_changed():
            # Visitors see name, picture and what was said; what is no longer to be shown goes at once.
            Community.bump()
        if old:
            import_string(settings.LET_FILE_GO)("member", member.pk, old)
        return member


class MailChoiceForm(forms.Form):
    """One choice per kind of mail, the field names are the kinds; and when digests come."""

    hour = forms.TypedChoiceField(label=_("Hour"), coerce=int, choices=[(hour, f"{hour}:00") for hour in range(24)])
    weekday = forms.TypedChoiceField(label=_("Day of the weekly mail"), coerce=int, choices=list(WEEKDAYS.items()))

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["hour"].initial, self.fields["weekday"].initial = member.digest_hour, member.digest_weekday
        chosen = dict(MailChoice.objects.filter(member=member).values_list("kind", "frequency"))
        self.kinds = [kind for kind in MailChoice.Kind if kind != MailChoice.Kind.DUTIES or member.is_staff]
        for kind in self.kinds:
            self.fields[kind] = forms.ChoiceField(
                label=kind.label,
                choices=MailChoice.Frequency.choices,
                initial=chosen.get(kind, MailChoice.Frequency.AT_ONCE),
                widget=forms.RadioSelect,
            )

    @property
    def rows(self):
        """The fields of the kinds, for the table."""
        return [self[kind] for kind in self.kinds]

    def save(self):
        actions.choose_mail(
            self.member,
            frequencies={kind: self.cleaned_data[kind] for kind in self.kinds},
            hour=self.cleaned_data["hour"],
            weekday=self.cleaned_data["weekday"],
        )
