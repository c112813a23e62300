"""Shape and validity of what is asked and answered; whether it may be said is asked by the verbs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.forms import KeyField, RulesMixin
from community.posts.forms import OptionsField
from community.text import CleanCharField
from events.live.models import TEXT_MAX, SessionPoll
from events.models.agenda import ANSWER_MAX


class AskForm(RulesMixin, forms.Form):
    text = CleanCharField(
        label=_("Your question"),
        max_length=TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write your question first.")},
    )
    nameless = forms.BooleanField(label=_("Without my name"), required=False)
    submit_key = KeyField()

    def __init__(self, *args, member=None, **kwargs):
        super().__init__(*args, **kwargs)
        # See actions.asking.check_asking.
        self.ask_for_rules(None if self.data.get("nameless") else member)


class AnswerForm(forms.Form):
    answer = CleanCharField(
        label=_("Answer"),
        max_length=ANSWER_MAX,
        multiline=True,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Empty: it was answered in the room."),
    )


class SessionPollForm(forms.Form):
    question = CleanCharField(
        label=_("What do you ask?"), max_length=80, error_messages={"required": _("Write what you ask.")}
    )
    options = OptionsField(label=_("Options"))
    shows_figures = forms.BooleanField(label=_("Show the figures while it runs"), required=False, initial=True)
    submit_key = KeyField()

    def option_texts(self):
        """What stands in the fields of the options, with room for more."""
        texts = [str(text) for text in self["options"].value() or []][: SessionPoll.OPTIONS_MAX]
        return [*texts, *[""] * (SessionPoll.OPTIONS_MAX - len(texts))]
