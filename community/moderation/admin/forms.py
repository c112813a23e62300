"""What moderators decide, write down and answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.moderation.models import Appeal, CaseNote, Outcome, Reason, Sanction
from community.moderation.things import care_of
from community.text import CleanCharField

DAYS = [(1, _("1 day")), (3, _("3 days")), (7, _("7 days")), (30, _("30 days")), (90, _("90 days"))]


class DecideForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What is to be done?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is to be done.")},
    )
    reason = forms.ChoiceField(label=_("Reason, from the rules"), required=False, choices=[("", "—"), *Reason.choices])
    words = CleanCharField(
        label=_("Words to the member"),
        required=False,
        max_length=Sanction.WORDS_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    days = forms.TypedChoiceField(
        label=_("For how long"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[*DAYS, ("", _("until it is lifted (suspension only)"))],
        initial=7,
    )
    hide = forms.BooleanField(label=_("Hide the words as well"), required=False, initial=True)
    name_too = forms.BooleanField(label=_("The name too: a neutral one is given in its place"), required=False)
    seen_reports = forms.IntegerField(required=False, min_value=0, max_value=10**9, widget=forms.HiddenInput)

    def __init__(self, *args, case, is_hidden, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"seen_reports": case.report_count, "reason": case.gravest}
        self.fields["outcome"].choices = [(one.value, one.label) for one in offered(case, is_hidden)]
        if not getattr(care_of(case.kind), "HAS_NAME", False):
            del self.fields["name_too"]


def offered(case, is_hidden):
    """What can be decided about a case: sanctions only where there is a member, showing only what is hidden."""
    for outcome in Outcome:
        if outcome == Outcome.RESTORE and not is_hidden:
            continue
        if outcome in (Outcome.WARN, Outcome.PAUSE, Outcome.SUSPEND) and case.author_id is None:
            continue
        yield outcome


class NoteForm(forms.Form):
    note = CleanCharField(
        label=_("Note for the team"),
        max_length=CaseNote.TEXT_LIMIT,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the note first.")},
    )


class AppealDecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What comes of it?"),
        choices=[(Appeal.Outcome.UPHELD, _("It stays")), (Appeal.Outcome.LIFTED, _("Lift it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what comes of it.")},
    )
    words = CleanCharField(
        label=_("Words to the member"),
        max_length=500,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a sentence why, so that nobody is left guessing.")},
    )
    show_again = forms.BooleanField(label=_("Show the words again"), required=False)

    def __init__(self, *args, about_words, **kwargs):
        """`about_words`: nothing but words was hidden."""
        super().__init__(*args, **kwargs)
        if about_words:
            del self.fields["show_again"]
            self.fields["outcome"].choices = [
                (Appeal.Outcome.UPHELD, _("It stays hidden")),
                (Appeal.Outcome.LIFTED, _("Show it again")),
            ]
