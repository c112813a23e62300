"""Routing rules: their list with what each did lately, and a page to write one and try it before it is saved."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from community.audit import record
from community.models import Community, InterestGroup
from community.staffing import DeskAdmin, form_changes
from community.text import CleanCharField, clean_text
from feedback import actions
from feedback.admin.forms import desk_staff
from feedback.admin.pages import desk_page
from feedback.explaining import conditions_of, effects_of
from feedback.models import AlarmReason, Category, Channel, Feedback, ReplyTemplate, RoutingHit, RoutingRule, Status
from feedback.trying import try_latest, try_text

DAYS = 30
WHEN = ("channel", "category", "group", "mood", "alarms", "words", "severity", "language", "author_is")
THEN = ("set_severity", "set_category", "set_team", "set_owner", "tells_duty", "reply", "stops")


class RuleForm(forms.ModelForm):
    alarms = forms.MultipleChoiceField(
        label=gettext_lazy("It alarms because"),
        choices=AlarmReason.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = RoutingRule
        fields = ["name", *WHEN, *THEN, "is_active"]
        widgets = {"words": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.alarms:
            self.initial["alarms"] = self.instance.alarms.split(",")
        self.fields["group"].queryset = InterestGroup.objects.filter(is_active=True).largest_first()
        self.fields["set_owner"].queryset = desk_staff()
        settling = ReplyTemplate.objects.filter(is_active=True).filter(status__in=["", Status.UNDER_REVIEW])
        self.fields["reply"].queryset = settling
        for name in (*WHEN, *THEN):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = "—"
            elif isinstance(field, forms.TypedChoiceField):
                field.choices = [("", "—"), *(choice for choice in field.choices if choice[0] not in ("", None))]

    def clean_name(self):
        return clean_text(self.cleaned_data["name"], multiline=False)

    def clean_words(self):
        return clean_text(self.cleaned_data["words"])

    def clean_alarms(self):
        chosen = self.cleaned_data["alarms"]
        return ",".join(reason for reason in AlarmReason.values if reason in chosen)

    def _get_validation_exclusions(self):
        # An empty choice must reach RoutingRule.clean as well.
        return super()._get_validation_exclusions() - {"alarms"}

    @property
    def when(self):
        return [self[name] for name in WHEN]

    @property
    def then(self):
        return [self[name] for name in THEN]


class SampleForm(forms.Form):
    """A text to try rules on. Its fields stand in the rule's own form, so their names begin with `try_`."""

    try_text = CleanCharField(
        label=gettext_lazy("Somebody says"),
        multiline=True,
        required=False,
        max_length=Feedback.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    try_channel = forms.ModelChoiceField(
        label=gettext_lazy("coming by"), queryset=Channel.objects.none(), required=False, empty_label="—"
    )
    try_category = forms.ModelChoiceField(
        label=gettext_lazy("in the category"), queryset=Category.objects.none(), required=False, empty_label="—"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_%s", **kwargs)
        self.fields["try_channel"].queryset = Channel.objects.active()
        self.fields["try_category"].queryset = Category.objects.active()


@admin.register(RoutingRule)
class RoutingRuleAdmin(DeskAdmin):
    """Its table and its form are pages of ours."""

    def get_urls(self):
        site = self.admin_site.admin_view
        return [
            path("add/", site(rule_edit), name="feedback_routingrule_add"),
            path("<number:pk>/change/", site(rule_edit), name="feedback_routingrule_change"),
            path("<number:pk>/move/", site(rule_move), name="feedback_routingrule_move"),
            path("<number:pk>/switch/", site(rule_switch), name="feedback_routingrule_switch"),
            path("<number:pk>/remove/", site(rule_remove), name="feedback_routingrule_remove"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        check_may(request.user, "view")
        return rule_list(request)

    def has_delete_permission(self, request, obj=None):
        # Taken away on its own page, where it is audited.
        return False


def check_may(user, verb):
    if not user.has_perm(f"feedback.{verb}_routingrule"):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD"])
def rule_list(request):
    """All rules in their order, in words, with how often each hit lately and how often it was called wrong."""
    since = timezone.now() - timedelta(days=DAYS)
    counts = dict(RoutingHit.objects.filter(at__gte=since).order_by().values_list("rule").annotate(Count("pk")))
    wrong = RoutingHit.objects.filter(at__gte=since).called_wrong().order_by()
    wrong = dict(wrong.values_list("rule").annotate(Count("pk")))
    related = ("channel", "category", "group", "set_category", "set_team", "set_owner", "reply")
    rules = list(RoutingRule.objects.order_by("position", "pk").select_related(*related))
    for rule in rules:
        rule.when, rule.then = conditions_of(rule), effects_of(rule)
        rule.hit_count, rule.wrong_count = counts.get(rule.pk, 0), wrong.get(rule.pk, 0)
    context = {"title": _("Routing rules"), "rules": rules, "days": DAYS}
    return desk_page(request, "rules", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_edit(request, pk=None):
    """Write a rule; `try` shows what it would do as it stands in the form, and saves nothing."""
    check_may(request.user, "change" if pk and request.method == "POST" else "view" if pk else "add")
    rule = get_object_or_404(RoutingRule, pk=pk) if pk else RoutingRule(position=32767)
    form = RuleForm(request.POST or None, instance=rule)
    sample = SampleForm(request.POST if request.method == "POST" else None)
    is_trial = "try" in request.POST
    valid = request.method == "POST" and form.is_valid()
    if valid and not is_trial:
        save_rule(form, request.user)
        messages.success(request, _("“%(rule)s” is saved. It counts for what comes in from now on.") % {"rule": rule})
        return redirect("admin:feedback_routingrule_changelist")
    context = {
        "title": rule.name if pk else _("New rule"),
        "rule": RoutingRule.objects.filter(pk=pk).first() if pk else None,
        "form": form,
        "sample": sample,
        "may_change": request.user.has_perm(f"feedback.{'change' if pk else 'add'}_routingrule"),
        "may_remove": pk and request.user.has_perm("feedback.delete_routingrule"),
        **(trial_of(rule, sample) if valid and sample.is_valid() else {}),
    }
    return desk_page(request, "rule", context, status=422 if form.errors else 200)


def trial_of(rule, sample):
    """What the rule, as it stands in the form, makes of the sample text and of the latest items."""
    data = sample.cleaned_data
    tried = {"tried": True, "latest": try_latest(rule)}
    if data["try_text"]:
        reading, trials = try_text(rule, data["try_text"], channel=data["try_channel"], category=data["try_category"])
        tried |= {"reading": reading, "trials": trials, "hits_it": any(trial.is_this for trial in trials)}
    return tried


@transaction.atomic
def save_rule(form, actor):
    """Save what changed of a rule, audited; a new one stands last."""
    rule, is_new = form.instance, form.instance._state.adding
    if not is_new and not form.changed_data:
        return
    if is_new:
        rule.position = (RoutingRule.objects.aggregate(last=Max("position"))["last"] or 0) + 1
        rule.save()
    else:
        rule.save(update_fields=form.changed_data)
    record(f"feedback.rule.{'created' if is_new else 'edited'}", rule, actor=actor, changes=form_changes(form))
    Community.bump()


@require_POST
def rule_move(request, pk):
    check_may(request.user, "change")
    actions.move_rule(get_object_or_404(RoutingRule, pk=pk), actor=request.user, up=request.POST.get("way") == "up")
    return redirect("admin:feedback_routingrule_changelist")


@require_POST
def rule_switch(request, pk):
    """On or off, as the pressed button said."""
    check_may(request.user, "change")
    rule, want = get_object_or_404(RoutingRule, pk=pk), request.POST.get("want")
    if want not in ("on", "off"):
        raise Http404
    if actions.switch_rule(rule, actor=request.user, on=want == "on"):
        said = _("“%(rule)s” is on.") if want == "on" else _("“%(rule)s” is off.")
        messages.success(request, said % {"rule": rule})
    return redirect("admin:feedback_routingrule_changelist")


@require_POST
def rule_remove(request, pk):
    """Take a rule away; what it did stays explained on its items. Pressed twice, nothing is left to do."""
    check_may(request.user, "delete")
    if rule := RoutingRule.objects.filter(pk=pk).first():
        actions.remove_rule(rule, actor=request.user)
        messages.success(request, _("“%(rule)s” is taken away.") % {"rule": rule})
    return redirect("admin:feedback_routingrule_changelist")
