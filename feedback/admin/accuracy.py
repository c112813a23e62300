"""How often machine and team were right, and the second look by which that is known."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from feedback import actions
from feedback.accuracy import accuracy
from feedback.admin.pages import desk_page, for_triage
from feedback.models import Category, Feedback, LearntReading, Mood, SecondLook, Severity

# Name of the figure: its heading, and what it counts.
FIGURES = {
    "category": (
        gettext_lazy("Suggested categories"),
        gettext_lazy("of those suggested, how many were chosen"),
    ),
    "pairs": (gettext_lazy("Look-alikes"), gettext_lazy("of the pairs proposed, how many were merged")),
    "mood": (gettext_lazy("Mood"), gettext_lazy("of those a person looked at, how many were read right")),
    "alarm": (gettext_lazy("Alarms"), gettext_lazy("of those a person looked at, how many were read right")),
    "routing": (gettext_lazy("Rules"), gettext_lazy("of the hits judged, how many were right")),
    "agree_category": (gettext_lazy("Agreement: category"), gettext_lazy("decided twice, equal both times")),
    "agree_severity": (gettext_lazy("Agreement: severity"), gettext_lazy("decided twice, equal both times")),
    "agree_mood": (gettext_lazy("Agreement: mood"), gettext_lazy("decided twice, equal both times")),
}


class SecondLookForm(forms.Form):
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        blank=False,
    )
    severity = forms.TypedChoiceField(
        label=gettext_lazy("Severity"), coerce=int, choices=Severity.choices, widget=forms.RadioSelect
    )
    mood = forms.ChoiceField(label=gettext_lazy("Mood"), choices=Mood.choices, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.active()
        self.fields["category"].label_from_instance = lambda category: category.label


@for_triage
@require_safe
def accuracy_months(request):
    """The figures of six months beside each other."""
    months, figures = accuracy()
    learnt = list(LearntReading.objects.defer("weights").order_by("-what", "-language"))
    for row in learnt:
        row.label = FIGURES[row.what][0]
    context = {
        "title": _("Accuracy"),
        "months": months,
        "rows": [
            {"label": label, "what": what, "figures": list(zip(months, figures[name], strict=True))}
            for name, (label, what) in FIGURES.items()
        ],
        "learnt": learnt,
        "per_week": SecondLook.PER_WEEK,
        "waiting": SecondLook.objects.to_decide(request.user).count(),
    }
    return desk_page(request, "accuracy", context)


@for_triage
@require_safe
def second_look(request):
    """The next decision of the week's sample, without what was decided first."""
    return show_look(request, SecondLook.objects.to_decide(request.user).first(), SecondLookForm())


def show_look(request, look, form, *, status=200):
    waiting = SecondLook.objects.to_decide(request.user).count()
    context = {"title": _("Second look"), "look": look, "form": form, "waiting": waiting}
    if look:
        context["item"] = look.feedback
    return desk_page(request, "second_look", context, status=status)


@for_triage
@require_POST
def second_look_decide(request, pk):
    """Keep what this moderator decides, say how it compares, and show the next."""
    look = SecondLook.objects.select_related("first_by", "first_category", "feedback").filter(pk=pk).first()
    if look is None or look.feedback.visibility == Feedback.Visibility.REMOVED:
        raise Http404
    form = SecondLookForm(request.POST)
    if not form.is_valid():
        return show_look(request, look, form, status=422)
    try:
        actions.decide_second_look(look, actor=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, compare(look))
    return redirect("admin:feedback_second_look")


def compare(look):
    """In a sentence, what the first had decided."""
    name = look.first_by.name if look.first_by else _("Somebody who has left")
    had = {
        "category": look.first_category and look.first_category.label,
        "severity": look.get_first_severity_display(),
        "mood": look.get_first_mood_display(),
    }
    differing = [words for field, words in had.items() if look.differs(field)]
    if not differing:
        return _("#%(n)s: you and %(name)s agree.") % {"n": look.feedback_id, "name": name}
    return _("#%(n)s: %(name)s had decided: %(what)s.") % {
        "n": look.feedback_id,
        "name": name,
        "what": _(", ").join(differing),
    }
