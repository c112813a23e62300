"""The tariff: one page with every rule, tried against last month before it is kept."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.forms import modelformset_factory
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from community.staffing import AuditedAdmin, DeskAdmin
from rewards.actions import save_tariff
from rewards.models import Bank, Rule
from rewards.trying import month_before, price_month


class RuleForm(forms.ModelForm):
    class Meta:
        model = Rule
        fields = ["points", "daily_cap", "monthly_cap", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("points", "daily_cap", "monthly_cap"):
            self.fields[name].max_value = 10_000
            self.fields[name].validators.append(forms.fields.validators.MaxValueValidator(10_000))
            self.fields[name].widget.attrs |= {"aria-label": f"{self.instance}: {self.fields[name].label}"}
        self.fields["is_active"].widget.attrs["aria-label"] = f"{self.instance}: {self.fields['is_active'].label}"


RuleFormSet = modelformset_factory(Rule, form=RuleForm, extra=0)


@require_http_methods(["GET", "HEAD", "POST"])
def tariff(request):
    """Every rule in a row; "try" shows what it would have paid last month, "save" keeps it."""
    if not request.user.has_perm("rewards.change_rule"):
        raise PermissionDenied
    rules = Rule.objects.order_by("-points", "pk")
    formset = RuleFormSet(request.POST or None, queryset=rules)
    first, last = month_before(timezone.localdate())
    is_valid = request.method == "POST" and formset.is_valid()
    verb = request.POST.get("do", "")
    if is_valid and verb == "save":
        save_tariff([form.instance for form in formset if form.has_changed()], actor=request.user)
        admin.site.get_model_admin(Rule).message_user(request, _("Saved. What comes from now on is paid by it."))
        return redirect("admin:rewards_tariff")
    shown = [form.instance for form in formset] if is_valid or request.method != "POST" else list(rules)
    context = {
        **admin.site.each_context(request),
        "title": _("Tariff"),
        "formset": formset,
        "rows": list(zip(formset.forms, price_month(shown, first, last), strict=True)),
        "first": first,
        "is_tried": is_valid and verb == "try",
    }
    context["total"] = {
        name: sum(getattr(row, name) for _form, row in context["rows"]) for name in ("paid", "would_pay", "change")
    }
    wrong = request.method == "POST" and (not is_valid or verb != "try")
    return TemplateResponse(request, "rewards/desk/tariff.html", context, status=422 if wrong else 200)


@admin.register(Rule)
class RuleAdmin(DeskAdmin):
    """The stock list leads to the one page."""

    def get_urls(self):
        return [path("tariff/", self.admin_site.admin_view(tariff), name="rewards_tariff"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return redirect("admin:rewards_tariff")

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return self.changelist_view(request)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Bank)
class BankAdmin(AuditedAdmin):
    audit_as = "rewards.bank"
    fieldsets = [
        (gettext_lazy("Points"), {"fields": ["expire_months", "min_account_days"]}),
        (gettext_lazy("Corrections"), {"fields": ["approval_limit"]}),
    ]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return redirect(reverse("admin:rewards_bank_change", args=[Bank.get().pk]))
