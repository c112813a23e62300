"""Shape and validity of what members answer and the team decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.text import CleanCharField
from rewards.fairness.models import Concerned, Suspicion


class AnswerForm(forms.Form):
    text = CleanCharField(
        label=_("Your answer"),
        max_length=Concerned.ANSWER_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your answer first.")},
    )


class DecideForm(forms.Form):
    note = CleanCharField(
        label=_("Words to the members"),
        required=False,
        max_length=Suspicion.NOTE_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those whose points are concerned read them, each in his notices. Name nobody else."),
    )
