"""Shape and validity of what members send."""

import time

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from community.forms import KeyField, PlainHiddenInput, PublicCharField, RulesMixin, SeveralImagesField
from community.models import InterestGroup
from community.text import CleanCharField
from feedback.models import Approval, Attachment, Category, Comment, Feedback, TestSeat


class ShownAtField(forms.CharField):
    """When this form was first shown, signed; its clean value is for how many seconds it has been open.

    A form sent again keeps its first moment. Without a stamp of ours it was not shown at all: zero seconds.
    """

    signer = signing.TimestampSigner(salt="feedback.form-shown")

    def __init__(self):
        super().__init__(required=False, widget=PlainHiddenInput, initial=lambda: self.signer.sign("form"))

    def clean(self, value):
        try:
            self.signer.unsign(value or "")
        except signing.BadSignature:
            return 0
        made = signing.b62_decode(value.split(":")[1])
        return max(time.time() - made, 0)


class FeedbackForm(RulesMixin, forms.Form):
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
    # A field that people do not see: what fills it in is likely no person, see doubt().
    website = forms.CharField(required=False)
    shown_at = ShownAtField()
    submit_key = KeyField()
    draft_key = KeyField()

    def __init__(self, *args, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.active()
        self.fields["group"].queryset = InterestGroup.objects.visible_to(member).largest_first()
        self.fields["identity"].initial = self.MEMBER if member else self.ANONYMOUS
        # Who speaks without a name is nobody who could have accepted something.
        self.ask_for_rules(member if self.data.get("identity") == self.MEMBER else None)

    def doubt(self):
        """What makes one doubt that a person sent this: an Approval.Why, or "". A doubt refuses nothing – a browser may
        have filled in the hidden field by itself – but those not known here yet then wait for a look by the team."""
        if self.cleaned_data["website"]:
            return Approval.Why.TRAP
        return Approval.Why.HASTY if self.cleaned_data["shown_at"] < settings.FORM_MIN_SECONDS else ""

    @property
    def is_anonymous(self):
        return self.cleaned_data["identity"] == self.ANONYMOUS


class FeedbackEditForm(RulesMixin, forms.Form):
    """The words of an item that stands there, or of a post before it is said on the board."""

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

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.active()
        self.ask_for_rules(member)

    def words(self):
        """What the verbs take of it."""
        return {name: self.cleaned_data[name] for name in ("title", "text", "category")}


class CommentForm(RulesMixin, forms.Form):
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

    def __init__(self, *args, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_for_rules(member)


class RatingForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("Did it help?"),
        coerce=int,
        choices=[(5, "5"), (4, "4"), (3, "3"), (2, "2"), (1, "1")],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one to five stars.")},
    )
    remark = PublicCharField(
        label=_("A word about it"),
        max_length=500,
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AgainForm(RulesMixin, forms.Form):
    """Asking to look again at a refusal, with a reason; through the receipt by nobody we know (`member` None)."""

    again = CleanCharField(
        label=_("What should we look at again?"),
        max_length=1000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what we should look at again.")},
    )

    def __init__(self, *args, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_for_rules(member)


class TestReportForm(RulesMixin, forms.Form):
    """What a tester found; shown again with what was said before."""

    outcome = forms.ChoiceField(
        label=_("Does it work?"),
        choices=TestSeat.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it works.")},
    )
    text = CleanCharField(
        label=_("What did you see?"),
        max_length=TestSeat.TEXT_LIMIT,
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    images = SeveralImagesField(label=_("Pictures"))
    drop = forms.ModelMultipleChoiceField(queryset=Attachment.objects.none(), required=False)
    is_public = forms.BooleanField(label=_("Everybody may read my report"), required=False, initial=True)
    is_named = forms.BooleanField(label=_("Name me in the thanks"), required=False, initial=True)
    draft_key = KeyField()

    def __init__(self, *args, seat, **kwargs):
        known = ("outcome", "text", "is_public", "is_named") if seat.reported_at else ()
        super().__init__(*args, initial={name: getattr(seat, name) for name in known}, **kwargs)
        self.fields["drop"].queryset = seat.attachments.order_by("pk")
        self.ask_for_rules(seat.member)


class ReceiptForm(forms.Form):
    code = CleanCharField(
        label=_("Receipt code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
