"""Entering what somebody phoned, wrote or said: feedback, a vote, and the consent that came later."""

from functools import wraps

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from community.forms import KeyField
from community.models import InterestGroup, Member
from community.search import find_similar
from community.staffing import KeyField as RowField
from community.staffing import KeyPicker
from community.text import CleanCharField, name_key
from feedback import actions
from feedback.admin.pages import desk_page, for_triage, queue_of, to_desk
from feedback.models import Category, Channel, Feedback, OnBehalf
from feedback.permissions import get_triage_feedback_or_404, may_enter

ALIKE = 5
CONSENT = [
    ("yes", gettext_lazy("Yes, it may be published")),
    ("no", gettext_lazy("No, only the team may read it")),
]


def for_entering(view):
    """Decorator: for those of the desk who may enter for others."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        if not may_enter(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return for_triage(checked)


class SourceForm(forms.Form):
    """For whom something is entered, how it came in, and the words on it that stay with the team."""

    member = RowField(
        label=gettext_lazy("Member"),
        required=False,
        queryset=Member.objects.filter(is_active=True),
        widget=KeyPicker(Feedback._meta.get_field("author"), admin.site),
        help_text=gettext_lazy("Leave it empty for somebody without an account."),
    )
    who = CleanCharField(
        label=gettext_lazy("Member"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("The exact e-mail address or name; leave it empty for somebody without an account."),
    )
    channel = forms.ModelChoiceField(
        label=gettext_lazy("How it came to us"), queryset=Channel.objects.none(), empty_label=None
    )
    source = CleanCharField(
        label=gettext_lazy("Source"),
        multiline=True,
        max_length=OnBehalf.SOURCE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Who, when, where. Only the team reads it."),
        error_messages={"required": gettext_lazy("Note who said it, when and where.")},
    )

    def __init__(self, *args, staff, **kwargs):
        super().__init__(*args, auto_id="id_%s", **kwargs)
        # Whoever may look members up picks one; the others know the address or the name already.
        del self.fields["who" if staff.has_perm("community.view_member") else "member"]
        # Without a name is the author's own choice, and the board is for those who write themselves.
        others = Channel.objects.active().exclude(slug__in=["anonymous", "board"])
        self.fields["channel"].queryset = others
        self.fields["channel"].initial = "phone"
        self.fields["channel"].to_field_name = "slug"

    def clean_who(self):
        return find_member(self.cleaned_data["who"])

    @property
    def chosen(self):
        """The member, or None."""
        return self.cleaned_data.get("member") or self.cleaned_data.get("who") or None


def find_member(words):
    """The active member with exactly this address or name, None for no words; else ValidationError('unknown')."""
    if not words:
        return None
    found = Member.objects.filter(is_active=True).filter(Q(email__iexact=words) | Q(name_key=name_key(words))).first()
    if found is None:
        raise ValidationError(_("Nobody here has this address or name."), code="unknown")
    return found


class SupportForm(SourceForm):
    """A vote for a member; nobody else has one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields.get("member") or self.fields["who"]
        field.required = True
        field.error_messages["required"] = _("Only a member has a vote.")
        field.help_text = "" if "member" in self.fields else _("The exact e-mail address or name.")


class EnterForm(SourceForm):
    text = CleanCharField(
        label=gettext_lazy("What was said"),
        multiline=True,
        min_length=4,
        max_length=Feedback.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write a few words first.")},
    )
    title = CleanCharField(label=gettext_lazy("Title"), max_length=80, required=False)
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"), queryset=Category.objects.none(), required=False, to_field_name="slug"
    )
    group = forms.ModelChoiceField(
        label=gettext_lazy("Group"), queryset=InterestGroup.objects.none(), required=False, to_field_name="slug"
    )
    consent = forms.ChoiceField(
        label=gettext_lazy("Did they agree to its being published?"), choices=CONSENT, widget=forms.RadioSelect
    )
    submit_key = KeyField()
    field_order = ["text", "title", "category", "group", "member", "who", "channel", "source", "consent"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.active()
        self.fields["group"].queryset = InterestGroup.objects.filter(is_active=True).largest_first()


@for_entering
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request):
    """First a look at what says the same (`look`), then the entry itself; nothing typed is lost between them."""
    form = EnterForm(request.POST or None, staff=request.user)
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        try:
            receipt = enter_from(form, request.user)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("#%(n)s is entered.") % {"n": receipt.feedback.pk})
            return to_desk(receipt.feedback.pk, queue_of(request))
    looking = "look" in request.POST and not form.errors
    context = {
        "title": _("Enter for someone"),
        "form": form,
        "looking": looking,
        "similar": alike(form.cleaned_data) if looking else [],
    }
    return desk_page(request, "enter", context, status=422 if form.errors else 200)


def enter_from(form, staff):
    data = form.cleaned_data
    behalf = actions.Behalf(entered_by=staff, source=data["source"], has_consent=data["consent"] == "yes")
    return actions.submit_feedback(
        data["text"],
        actor=form.chosen,
        channel=data["channel"],
        title=data["title"],
        category=data["category"],
        group=data["group"],
        submit_key=data["submit_key"],
        behalf=behalf,
    )


def alike(data):
    """[(item, percent)] of what says much the same, hidden ones too, the nearest first."""
    scores = dict(find_similar("feedback", f"{data['title']}\n{data['text'][:300]}", limit=ALIKE, public_only=False))
    found = sorted(Feedback.objects.kept().for_rows().filter(pk__in=scores), key=lambda item: -scores[item.pk])
    return [(item, round(100 * scores[item.pk])) for item in found]


@for_entering
@require_http_methods(["GET", "HEAD", "POST"])
def support(request, pk):
    """A vote for a member who said so elsewhere."""
    feedback = get_triage_feedback_or_404(request.user, pk)
    form = SupportForm(request.POST or None, staff=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.vote_on_behalf(
                feedback,
                member=form.chosen,
                actor=request.user,
                source=form.cleaned_data["source"],
                channel=form.cleaned_data["channel"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            said = _("%(who)s supports #%(n)s now.") if added else _("%(who)s supports #%(n)s already.")
            messages.success(request, said % {"who": form.chosen.name, "n": pk})
            return to_desk(pk, queue_of(request))
    context = {"title": _("Vote for someone"), "form": form, "feedback": feedback}
    return desk_page(request, "support", context, status=422 if form.errors else 200)


@for_entering
@require_POST
def consent(request, pk):
    """They agreed after all."""
    feedback = get_triage_feedback_or_404(request.user, pk)
    actions.note_consent(feedback, actor=request.user)
    noted = _("The consent is noted; #%(n)s is public.")
    if feedback.is_for_group:
        noted = _("The consent is noted; the members of its group see #%(n)s.")
    messages.success(request, noted % {"n": pk})
    return to_desk(pk, queue_of(request))
