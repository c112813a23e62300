"""Shape and validity of what staff send from the desk."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.models import Member
from community.staffing import KeysField
from community.text import CleanCharField, read_moment
from feedback.models import Category, Feedback, Severity, Status

SORTED_BY = ("severity", "owner", "category")
ANSWER_LIMIT, NOTE_LIMIT = 5000, 2000


def desk_staff():
    """Whoever may own an item: active staff, by name."""
    return Member.objects.filter(is_staff=True, is_active=True).order_by("name")


def local_time():
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def severity_field(**options):
    choices = [("", _("not set")), *Severity.choices]
    return forms.TypedChoiceField(required=False, coerce=int, empty_value=None, choices=choices, **options)


class TriageForm(forms.Form):
    """Answer, status, severity, owner and category in one step.

    Beside each choice the page sends what it showed (`seen_…`), so that only what this moderator changed is
    written and nothing that somebody else changed meanwhile is turned back.
    """

    answer = CleanCharField(label=_("Public answer"), required=False, max_length=ANSWER_LIMIT, multiline=True)
    status = forms.ChoiceField(label=_("Status"), required=False)
    decline_reason = forms.ChoiceField(
        label=_("Reason for declining"), required=False, choices=[("", "—"), *Feedback.DeclineReason.choices]
    )
    severity = severity_field(label=_("Severity"))
    owner = forms.ModelChoiceField(
        label=_("Owner"), required=False, queryset=Member.objects.none(), empty_label=_("nobody")
    )
    category = forms.ModelChoiceField(
        label=_("Category"), required=False, queryset=Category.objects.none(), empty_label=_("none")
    )
    word_to_owner = CleanCharField(label=_("Word to the new owner"), required=False, max_length=NOTE_LIMIT)
    # The reply template that the words began from, to count its use.
    template = forms.IntegerField(required=False, min_value=1, max_value=2**31, widget=forms.HiddenInput)
    seen_status = forms.ChoiceField(choices=Status.choices)
    seen_at = forms.CharField(max_length=40)

    def __init__(self, *args, feedback, words=None, **kwargs):
        """`words` is what a reply template begins the form with."""
        self.feedback = feedback
        initial = {
            **(words or {}),
            "severity": feedback.severity,
            "owner": feedback.owner_id,
            "category": feedback.category_id,
        }
        super().__init__(*args, initial=initial, auto_id="id_%s", **kwargs)
        # Every status is understood, so that a refused move is explained; the possible ones are offered.
        self.fields["status"].choices = [("", ""), *Status.choices]
        self.offer_moves()
        staff, categories = desk_staff(), Category.objects.active()
        # Who left the team, and what is no longer offered, may stay where it is.
        self.fields["owner"].queryset = staff | Member.objects.filter(pk=feedback.owner_id)
        self.fields["category"].queryset = categories | Category.objects.filter(pk=feedback.category_id)

    def offer_moves(self):
        """Offer the moves that are possible from where the item stands now."""
        moves = [(status.value, status.label) for status in self.feedback.moves]
        self.fields["status"].widget.choices = [("", _("unchanged")), *moves]

    def clean_seen_at(self):
        moment = read_moment(self.cleaned_data["seen_at"])
        if moment is None:
            raise forms.ValidationError("", code="no_moment")
        return moment

    def clean(self):
        if {"seen_status", "seen_at"} & self.errors.keys():
            self.add_error(None, forms.ValidationError(_("This page is out of order. Open it again."), code="unseen"))
        return super().clean()

    def changes(self):
        """What to hand to triage_feedback."""
        data = self.cleaned_data
        changes = {name: data[name] for name in ("answer", "decline_reason", "word_to_owner", "seen_status", "seen_at")}
        changes["status"] = data["status"] or None
        for name in SORTED_BY:
            if self.data.get(name, "") != self.data.get(f"seen_{name}"):
                changes[name] = data[name]
        return changes


class AwayForm(forms.Form):
    """From when to when one is away, in one's own time zone."""

    starts_at = forms.DateTimeField(label=pgettext_lazy("time", "From"), widget=local_time())
    ends_at = forms.DateTimeField(label=pgettext_lazy("time", "To"), widget=local_time())
    note = CleanCharField(label=_("Note"), required=False, max_length=80)

    def clean(self):
        data = super().clean()
        starts_at, ends_at = data.get("starts_at"), data.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must be later than the beginning."))
        elif ends_at and ends_at <= timezone.now():
            self.add_error("ends_at", _("This is over already."))
        return data


class NoteForm(forms.Form):
    note = CleanCharField(
        label=_("Private note"),
        max_length=NOTE_LIMIT,
        multiline=True,
        error_messages={"required": _("Write the note first.")},
    )


class OtherForm(forms.Form):
    """Another item, named by its number."""

    other = CleanCharField(label=_("Number"), max_length=20, error_messages={"required": _("Which item? Its number.")})

    def clean_other(self):
        number = self.cleaned_data["other"].removeprefix("#").strip()
        found = Feedback.objects.kept().filter(pk=int(number)) if number.isdecimal() and len(number) < 19 else []
        for feedback in found:
            return feedback
        raise forms.ValidationError(_("There is no item with this number."), code="unknown")


class BulkForm(forms.Form):
    """One change for several items; what is left empty stays."""

    LIMIT = 100
    STATUSES = (Status.UNDER_REVIEW, Status.PLANNED, Status.IN_PROGRESS, Status.CLOSED)

    items = KeysField(
        queryset=Feedback.objects.none(),
        error_messages={"required": _("Choose the items first.")},
    )
    take = forms.BooleanField(required=False)
    hide = forms.BooleanField(required=False)
    status = forms.ChoiceField(required=False)
    severity = severity_field()
    owner = forms.ModelChoiceField(required=False, queryset=Member.objects.none())
    category = forms.ModelChoiceField(required=False, queryset=Category.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = Feedback.objects.kept().select_related("category", "owner").order_by("pk")
        self.fields["status"].choices = [("", ""), *((status.value, status.label) for status in self.STATUSES)]
        self.fields["owner"].queryset = desk_staff()
        self.fields["category"].queryset = Category.objects.active()

    def clean_items(self):
        items = self.cleaned_data["items"]
        if len(items) > self.LIMIT:
            raise forms.ValidationError(
                _("At most %(limit)s items at once."), code="too_many", params={"limit": self.LIMIT}
            )
        return items

    def clean(self):
        data = super().clean()
        if "items" in data and not data.get("hide") and not self.changes(None):
            raise forms.ValidationError(_("Choose what to change first."), code="no_change")
        return data

    def changes(self, actor):
        """What to hand to triage_feedback: only what was chosen."""
        data = self.cleaned_data
        changes = {name: data[name] for name in SORTED_BY if data.get(name) is not None}
        if data.get("take"):
            changes["owner"] = actor
        if data.get("status"):
            changes["status"] = Status(data["status"])
        return changes

    def seen_status(self, item):
        """The status that the confirmation showed for this item, or the present one."""
        seen = self.data.get(f"seen_{item.pk}", "")
        return seen if seen in Status.values else item.status
