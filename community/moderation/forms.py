"""Shape and validity of what members report and ask."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.moderation.models import Appeal, Reason, Report
from community.moderation.models.reason import MEANINGS
from community.text import CleanCharField


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it.")},
    )
    words = CleanCharField(
        label=_("In a sentence"),
        required=False,
        max_length=Report.WORDS_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def reasons(self):
        """(value, words, what it means, whether it is chosen) of each reason."""
        chosen = self["reason"].value()
        return [(reason.value, reason.label, MEANINGS[reason], reason.value == chosen) for reason in Reason]


class AppealForm(forms.Form):
    words = CleanCharField(
        label=_("What should we look at again?"),
        max_length=Appeal.WORDS_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what we should look at again.")},
    )
