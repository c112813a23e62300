"""Shape and validity of what members write to each other; whether it may be said is asked by the verbs."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.forms import KeyField, RulesMixin, SeveralImagesField
from community.models import InterestGroup
from community.posts.actions import Ballot
from community.posts.models import Poll, PollOption, Post, Reply
from community.posts.permissions import groups_to_write_in, may_plan
from community.text import CleanCharField, clean_text

OPTION_LIMIT = PollOption._meta.get_field("text").max_length


class OptionsInput(forms.Widget):
    def value_from_datadict(self, data, files, name):
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])


class OptionsField(forms.Field):
    """What can be chosen, one field each, the empty ones left out."""

    widget = OptionsInput

    def clean(self, value):
        texts = [clean_text(str(text), multiline=False) for text in (value or [])[: 2 * Poll.OPTIONS_MAX]]
        texts = [text for text in texts if text]
        if any(len(text) > OPTION_LIMIT for text in texts):
            raise ValidationError(
                _("An option has at most %(max)s characters."), code="option_too_long", params={"max": OPTION_LIMIT}
            )
        return texts


class SoonField(forms.DateTimeField):
    """A moment within a year from now, or just over, in the reader's time zone."""

    def __init__(self, **kwargs):
        kwargs.setdefault(
            "widget", forms.DateTimeInput({"type": "datetime-local", "class": "input"}, format="%Y-%m-%dT%H:%M")
        )
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], required=False, **kwargs)

    def clean(self, value):
        moment, now = super().clean(value), timezone.now()
        if moment and moment > now + timedelta(days=366):
            raise ValidationError(_("Choose a time within a year."), code="too_far")
        # Databases and time zones have an end; what was just over is judged by the verbs.
        if moment and moment < now - timedelta(days=1):
            raise ValidationError(_("Choose an hour that is still to come."), code="too_early")
        return moment


class PlaceField(forms.ModelChoiceField):
    """Where something is said: a group of the member's, or nothing for the whole community.

    `lost` is the group of a draft that he can no longer speak in. Then UNCHOSEN stands in the form: what was meant
    for a few goes to everybody only when he says so.
    """

    UNCHOSEN = "?"
    lost = None

    def clean(self, value):
        return self.lost if self.lost and value == self.UNCHOSEN else super().clean(value)


class BallotForm(forms.Form):
    """The poll's half of a form."""

    options = OptionsField(label=_("Options"), required=False)
    max_choices = forms.TypedChoiceField(
        label=_("How many may be chosen"),
        coerce=int,
        empty_value=1,
        required=False,
        choices=[(1, _("One")), *((n, str(n)) for n in range(2, Poll.OPTIONS_MAX + 1))],
    )
    ballots = forms.ChoiceField(
        label=_("Who chose what"),
        required=False,
        choices=[
            ("anonymous", _("Nobody can see or find out")),
            ("open", _("Everybody sees it, and a vote can be changed")),
        ],
    )
    results = forms.ChoiceField(
        label=_("Results are shown"), required=False, choices=Poll.Results.choices, initial=Poll.Results.VOTED
    )
    closes_at = SoonField(label=_("Closes at"))

    def ballot(self):
        data = self.cleaned_data
        return Ballot(
            options=data["options"],
            max_choices=data["max_choices"],
            is_anonymous=data["ballots"] != "open",
            results=data["results"] or Poll.Results.VOTED,
            closes_at=data["closes_at"],
        )

    @property
    def held(self):
        """The fields that say how it is held."""
        return [self[name] for name in ("max_choices", "ballots", "results", "closes_at")]

    def option_texts(self):
        """What stands in the fields of the options, with room for more."""
        texts = [str(text)[: 2 * OPTION_LIMIT] for text in self["options"].value() or []][: Poll.OPTIONS_MAX]
        return [*texts, *[""] * (Poll.OPTIONS_MAX - len(texts))]


class PostForm(RulesMixin, BallotForm):
    """Telling the others something: what it is, where, the words and the pictures. A draft may lack anything."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Post.Kind.choices)
    title = CleanCharField(label=_("Title"), max_length=Post.TITLE_LIMIT, required=False)
    text = CleanCharField(label=_("Your words"), max_length=Post.TEXT_LIMIT, required=False, multiline=True)
    group = PlaceField(
        label=pgettext_lazy("of a post", "Where"),
        queryset=InterestGroup.objects.none(),
        required=False,
        to_field_name="slug",
    )
    images = SeveralImagesField(label=_("Pictures"))
    publish_at = SoonField(label=_("Publish at"))
    submit_key = KeyField()
    draft_key = KeyField()

    def __init__(self, *args, member, post=None, **kwargs):
        super().__init__(*args, **kwargs)
        place = self.fields["group"]
        place.queryset = groups_to_write_in(member)
        if post and post.group_id and not place.queryset.filter(pk=post.group_id).exists():
            place.lost, self.initial["group"] = post.group, place.UNCHOSEN
        if not may_plan(member):
            del self.fields["publish_at"]
        # What stays a draft takes no part yet.
        self.ask_for_rules(member if self.goes_out else None)

    @property
    def is_planned(self):
        """Whether it was sent to publish itself at an hour."""
        return "plan" in self.data and "publish_at" in self.fields

    @property
    def goes_out(self):
        """Whether others are to read it, now or at its hour."""
        return "publish" in self.data or self.is_planned

    def clean(self):
        data = super().clean()
        if self.goes_out and data.get("group") and data["group"] == self.fields["group"].lost:
            self.add_error("group", ValidationError(_("Choose where to say it."), code="place_missing"))
        if data.get("kind") != Post.Kind.POLL:
            # What stands in fields that are not shown keeps nobody from going on.
            for name in BallotForm.base_fields:
                self.errors.pop(name, None)
        if self.is_planned and "publish_at" not in self.errors and data["publish_at"] is None:
            self.add_error("publish_at", ValidationError(_("Choose the hour."), code="publish_at_missing"))
        return data

    def words(self):
        """What the verbs take of it."""
        data = self.cleaned_data
        words = {name: data[name] for name in ("title", "text", "group", "draft_key")}
        return words | {"ballot": self.ballot() if data["kind"] == Post.Kind.POLL else None}


class PostEditForm(RulesMixin, forms.Form):
    title = CleanCharField(label=_("Title"), max_length=Post.TITLE_LIMIT, required=False)
    text = CleanCharField(
        label=_("Your words"),
        max_length=Post.TEXT_LIMIT,
        required=False,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 10}),
    )

    def __init__(self, *args, member, **kwargs):
        super().__init__(*args, **kwargs)
        # Who only looks at it takes no part yet.
        self.ask_for_rules(None if "preview" in self.data else member)


class ReplyForm(RulesMixin, forms.Form):
    text = CleanCharField(
        label=_("Reply"),
        max_length=Reply.TEXT_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a few words first.")},
    )
    submit_key = KeyField()

    def __init__(self, *args, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_for_rules(member)


class ReasonForm(forms.Form):
    """Why somebody's words are taken away; he reads it."""

    reason = CleanCharField(
        label=_("Reason"),
        max_length=300,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Its author reads this. Say which rule it is about, and what would be welcome instead."),
        error_messages={"required": _("Say why, so that its author understands.")},
    )
