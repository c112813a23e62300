"""Shape and validity of what members send."""

import secrets

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community.models import InterestGroup
from community.text import CleanCharField
from feedback.models import Category, Comment, Feedback


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


class KeyField(forms.CharField):
    """A hidden key that we gave out; anything of another shape is replaced by a fresh one."""

    def __init__(self):
        super().__init__(required=False, widget=forms.HiddenInput, initial=new_key)

    def clean(self, value):
        value = value or ""
        fine = 16 <= len(value) <= 64 and value.isascii() and value.replace("-", "").replace("_", "").isalnum()
        return value if fine else new_key()


class FeedbackForm(forms.Form):
    """Saying something: one big field, the rest optional."""

    MEMBER, ANONYMOUS = "member", "anonymous"

    text = CleanCharField(
        label=_("What is wrong, or what would you like?"),
        max_length=Feedback.TEXT_LIMIT,
        min_length=4,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Write a few words first."),
            "min_length": _("A few more words, so that we understand."),
        },
    )
    title = CleanCharField(label=_("Title"), max_length=80, required=False)
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), required=False, to_field_name="slug"
    )
    group = forms.ModelChoiceField(
        label=_("Group"), queryset=InterestGroup.objects.none(), required=False, to_field_name="slug"
    )
    images = SeveralImagesField(label=_("Screenshots or photos"))
    identity = forms.ChoiceField(
        label=_("Who is speaking"),
        choices=[(MEMBER, _("With my name")), (ANONYMOUS, _("Anonymous"))],
        widget=forms.RadioSelect,
    )
    # A field that people do not see; what fills it in is no person.
    website = forms.CharField(required=False, max_length=200)
    submit_key = KeyField()
    draft_key = KeyField()

    def __init__(self, *args, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.active()
        self.fields["group"].queryset = InterestGroup.objects.listed()
        self.fields["identity"].initial = self.MEMBER if member else self.ANONYMOUS

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty."), code="spam")
        return ""

    @property
    def is_anonymous(self):
        return self.cleaned_data["identity"] == self.ANONYMOUS


class FeedbackEditForm(forms.Form):
    title = CleanCharField(label=_("Title"), max_length=80, required=False)
    text = CleanCharField(
        label=_("Your words"),
        max_length=Feedback.TEXT_LIMIT,
        min_length=4,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), required=False, to_field_name="slug"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.active()


class CommentForm(forms.Form):
    text = CleanCharField(
        label=_("Comment"),
        max_length=Comment.TEXT_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write a few words first.")},
    )
    images = SeveralImagesField(label=_("Pictures"))
    submit_key = KeyField()
    draft_key = KeyField()


class RatingForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("Did it help?"),
        coerce=int,
        choices=[(5, "5"), (4, "4"), (3, "3"), (2, "2"), (1, "1")],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one to five stars.")},
    )
    remark = CleanCharField(
        label=_("A word about it"),
        max_length=500,
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReceiptForm(forms.Form):
    code = CleanCharField(
        label=_("Receipt code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
