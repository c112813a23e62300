"""What is typed after a session."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.forms import KeyField, PublicCharField
from community.text import CleanCharField, is_key
from events.fields import MemberNameField
from events.minutes.actions import digest
from events.minutes.models import SUMMARY_MAX, SurveyAnswer
from events.minutes.models.promise import NOTE_MAX, TEXT_MAX
from events.minutes.models.survey import REMARK_MAX
from events.models.agenda import ANSWER_MAX
from feedback.models import Feedback

ANSWERING = re.compile("(?:item|question)-[0-9]{1,18}")


class MinutesForm(forms.Form):
    """All texts of the page, named as texts_of names them, and what of them was shown: {name: digest}."""

    summary = CleanCharField(
        label=_("Summary"),
        required=False,
        multiline=True,
        max_length=SUMMARY_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What somebody who was not there should know. Markdown is understood."),
    )
    recording = forms.URLField(label=_("Link to the recording"), required=False, max_length=300, assume_scheme="https")
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    submit_key = KeyField()

    def __init__(self, *args, stored, **kwargs):
        super().__init__(*args, initial=stored | {"shown": written_down(stored)}, **kwargs)
        for name in stored:
            if name not in self.fields:
                self.fields[name] = CleanCharField(
                    label=_("What was said"),
                    required=False,
                    multiline=True,
                    max_length=ANSWER_MAX,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )
        self.stored = stored

    def clean(self):
        """What was changed is looked at for words that the community does not want."""
        data = super().clean()
        for name in set(self.stored) & set(self.changed_data) & set(data):
            try:
                import_string(settings.CHECK_WORDS)(data[name])
            except ValidationError as error:
                self.add_error(name, error)
        for words in self.homeless():
            gone = _("What this answered is not there any more. Your words, so that they are not lost: %(words)s")
            self.add_error(None, ValidationError(gone, code="gone", params={"words": words[:ANSWER_MAX]}))
        return data

    def homeless(self):
        """What was typed as an answer to something that was thrown away meanwhile."""
        names = [name for name in self.data if ANSWERING.fullmatch(name) and name not in self.fields]
        return [words for name in names if (words := self.data.get(name, "").strip())]

    def texts(self):
        """What was sent; a field that was not there when the form was shown says nothing."""
        return {name: self.cleaned_data[name] for name in self.stored if name in self.data}

    def digests(self):
        pairs = (pair.partition(":") for pair in self.cleaned_data["shown"].split())
        return {name: value for name, _colon, value in pairs}


def written_down(texts):
    return " ".join(f"{name}:{digest(text)}" for name, text in texts.items())


class PromiseForm(forms.Form):
    text = PublicCharField(
        label=_("What was promised"),
        max_length=TEXT_MAX,
        error_messages={"required": _("Say what was promised.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    owner = MemberNameField(
        label=_("Who does it"),
        widget=forms.TextInput(attrs={"list": "owners", "autocomplete": "off"}),
    )
    due_on = forms.DateField(
        label=pgettext_lazy("promise", "By which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say by when.")},
    )
    number = CleanCharField(
        label=_("For the feedback with the number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args, actor, promise=None, **kwargs):
        self.actor, self.promise = actor, promise
        if promise:
            kwargs["initial"] = {
                "text": promise.text,
                "owner": promise.owner.name if promise.owner else "",
                "due_on": promise.due_on,
                "number": str(promise.feedback_id or ""),
            }
        super().__init__(*args, **kwargs)

    def clean_number(self):
        """The item, or the one it was merged into."""
        number = self.cleaned_data["number"].removeprefix("#").strip()
        if not number:
            return None
        if self.promise and number == str(self.promise.feedback_id):
            return self.promise.feedback
        item = Feedback.objects.select_related("merged_into").filter(pk=number).first() if is_key(number) else None
        item = (item.merged_into or item) if item else None
        if item is None or not Feedback.objects.shared_with(self.actor).filter(pk=item.pk).exists():
            raise ValidationError(_("There is no feedback with this number."), code="unknown")
        return item

    def words(self):
        """What the verbs take of it."""
        data = self.cleaned_data
        return {
            "text": data["text"],
            "owner": data["owner"],
            "due_on": data["due_on"],
            "feedback": data["number"],
        }


class NewPromiseForm(PromiseForm):
    """One more promise, in the form of the minutes; empty it is none. `about` is what it was made for."""

    about = forms.ChoiceField(label=_("Made for"), required=False)

    def __init__(self, *args, things, **kwargs):
        super().__init__(*args, prefix="promise", empty_permitted=True, use_required_attribute=False, **kwargs)
        self.things = {f"{thing._meta.model_name}-{thing.pk}": thing for thing in things}
        words = [(key, str(getattr(thing, "text", thing))[:60]) for key, thing in self.things.items()]
        self.fields["about"].choices = [("", _("the session as a whole")), *words]

    def words(self):
        return super().words() | {"about": self.things.get(self.cleaned_data["about"])}


class SettleForm(forms.Form):
    note = PublicCharField(
        label=_("A word about it"),
        required=False,
        max_length=NOTE_MAX,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was done, or why it will not be. Everybody who reads the minutes reads it."),
    )


class SurveyForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("How was it?"),
        coerce=int,
        choices=[(5, "5"), (4, "4"), (3, "3"), (2, "2"), (1, "1")],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one to five stars.")},
    )
    was_answered = forms.ChoiceField(
        label=_("Was your question answered?"),
        required=False,
        choices=[*SurveyAnswer.Answered.choices, ("", _("I had none"))],
        widget=forms.RadioSelect,
    )
    remark = PublicCharField(
        label=_("What should be different next time?"),
        required=False,
        max_length=REMARK_MAX,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, answer=None, **kwargs):
        known = ("score", "was_answered", "remark") if answer else ()
        super().__init__(*args, initial={name: getattr(answer, name) for name in known}, **kwargs)
