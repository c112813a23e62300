"""Corrections by the team: asked for with a reason, and where they are large approved by a second person."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from community.forms import KeyField as SubmitKeyField
from community.models import Member
from community.staffing import DeskAdmin, KeyField, KeyPicker, plain
from community.submits import hash_submit_key
from rewards import actions
from rewards.models import Adjustment, Bank


class AdjustmentForm(forms.ModelForm):
    submit_key = SubmitKeyField()

    class Meta:
        model = Adjustment
        fields = ["member", "points", "reason"]
        field_classes = {"member": KeyField}
        widgets = {
            "member": KeyPicker(Adjustment._meta.get_field("member").remote_field, admin.site),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = Member.objects.filter(is_active=True)
        self.fields["member"].required = True


@require_POST
def decide(request, pk, verb):
    """Approve or decline (withdraw) a correction that waits."""
    adjustment = get_object_or_404(Adjustment.objects.select_related("member"), pk=pk)
    own = adjustment.asked_by_id == request.user.pk
    if not request.user.has_perm("rewards.approve_adjustment") and not (own and verb == "decline"):
        raise PermissionDenied
    try:
        (actions.approve_adjustment if verb == "approve" else actions.decline_adjustment)(
            adjustment, actor=request.user
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("admin:rewards_adjustment_change", pk)


@admin.register(Adjustment)
class AdjustmentAdmin(DeskAdmin):
    change_form_template = "rewards/desk/adjustment.html"
    list_display = ["created_at", "member", "points", "state", "asked_by", "decided_by", "reason"]
    list_select_related = ["member", "asked_by", "decided_by"]
    list_filter = ["state"]
    ordering = ["-pk"]
    sortable_by = []

    def get_urls(self):
        view = self.admin_site.admin_view(decide)
        return [
            path("<number:pk>/approve/", view, {"verb": "approve"}, name="rewards_adjustment_approve"),
            path("<number:pk>/decline/", view, {"verb": "decline"}, name="rewards_adjustment_decline"),
            *super().get_urls(),
        ]

    fields = ["holder", "points", "reason", "state", "asker", "decider", "created_at", "decided_at"]
    readonly_fields = ["holder", "asker", "decider"]

    holder = plain("member", gettext_lazy("member"))
    asker = plain("asked_by", gettext_lazy("asked by"))
    decider = plain("decided_by", gettext_lazy("decided by"))

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def add_view(self, request, form_url="", extra_context=None):
        """Ask for a correction; a refused one keeps what was typed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = AdjustmentForm(request.POST or None, initial={"member": request.GET.get("member")})
        if request.method == "POST" and form.is_valid() and (asked := self.ask(request, form)):
            done = asked.state == Adjustment.State.APPROVED
            words = _("Booked, and the member is told.") if done else _("It waits for a second person.")
            messages.success(request, words)
            return redirect(reverse("admin:rewards_adjustment_change", args=[asked.pk]))
        context = {**self.admin_site.each_context(request), "title": _("Correct an account"), "form": form}
        context["limit"] = Bank.get().approval_limit
        return TemplateResponse(request, "rewards/desk/adjust.html", context, status=422 if form.errors else 200)

    def ask(self, request, form):
        data = form.cleaned_data
        key = hash_submit_key(data["submit_key"], str(data["member"].pk), str(data["points"]), data["reason"])
        try:
            return actions.ask_adjustment(
                data["member"], data["points"], actor=request.user, reason=data["reason"], submit_key=key
            )
        except ValidationError as error:
            form.add_error("member" if error.code == "own_account" else "points", error)
            return None

    def render_change_form(self, request, context, *args, **kwargs):
        waiting = context["original"] if context["original"].state == Adjustment.State.WAITING else None
        may = request.user.has_perm("rewards.approve_adjustment")
        is_own = bool(waiting) and waiting.asked_by_id == request.user.pk
        context |= {
            "waiting": waiting,
            "may_approve": may and not is_own,
            "may_decline": may or is_own,
            "is_own": is_own,
        }
        return super().render_change_form(request, context, *args, **kwargs)
