"""Campaigns: prepared in Django's form, started and watched on a page of ours."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from community.desk_pages import check_may, desk_page
from community.staffing import AuditedAdmin
from rewards.shop import actions
from rewards.shop.actions.campaigns import recipients
from rewards.shop.admin.forms import CampaignForm
from rewards.shop.models import Campaign

LINES_SHOWN = 20


@admin.register(Campaign)
class CampaignAdmin(AuditedAdmin):
    audit_as = "shop.campaign"
    form = CampaignForm
    list_display = ["name", "item", "audience", "state", "given_count", "total", "page"]
    list_filter = ["state", "audience"]
    list_select_related = ["item"]
    ordering = ["-pk"]
    actions = None
    fieldsets = [
        (None, {"fields": ["name", "name_en", "item", "audience"]}),
        (gettext_lazy("Whoever earned points"), {"fields": ["reason", ("starts_on", "ends_on")]}),
        (gettext_lazy("or"), {"fields": ["min_contributions", "segment", "saved_segment", "file", "addresses"]}),
    ]

    def get_urls(self):
        site = self.admin_site.admin_view
        return [
            path("<number:pk>/run/", site(campaign_run), name="shop_campaign_run"),
            path("<number:pk>/progress/", site(campaign_progress), name="shop_campaign_progress"),
            path("<number:pk>/start/", site(campaign_start), name="shop_campaign_start"),
            path("<number:pk>/stop/", site(campaign_stop), name="shop_campaign_stop"),
            *super().get_urls(),
        ]

    def has_change_permission(self, request, obj=None):
        is_draft = obj is None or obj.state == Campaign.State.DRAFT
        return super().has_change_permission(request, obj) and is_draft

    def has_delete_permission(self, request, obj=None):
        is_draft = obj is not None and obj.state == Campaign.State.DRAFT
        return super().has_delete_permission(request, obj) and is_draft

    def write(self, obj, form):
        obj.save()
        data = form.cleaned_data
        if "members" in data:
            obj.listed.set(data["members"])

    def save_model(self, request, obj, form, change):
        # What was typed holds addresses, which the trail does not keep.
        form.changed_data = [name for name in form.changed_data if name not in ("file", "addresses")] or (
            ["audience"] if form.cleaned_data.get("members") else []
        )
        super().save_model(request, obj, form, change)
        if lines := form.cleaned_data.get("unknown_lines"):
            shown = ", ".join(map(str, lines[:LINES_SHOWN])) + ("…" if len(lines) > LINES_SHOWN else "")
            words = ngettext(
                "%(n)s line is no member's address: %(lines)s",
                "%(n)s lines are no member's address: %(lines)s",
                len(lines),
            )
            messages.warning(request, words % {"n": len(lines), "lines": shown})

    def response_add(self, request, obj, post_url_continue=None):
        return redirect(obj) if "_save" in request.POST else super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return redirect(obj) if "_save" in request.POST else super().response_change(request, obj)

    @admin.display(description=gettext_lazy("give"))
    def page(self, campaign):
        return format_html('<a href="{}">{}</a>', campaign.get_absolute_url(), _("Start and progress"))


def get_campaign(pk):
    return get_object_or_404(Campaign.objects.select_related("item", "started_by"), pk=pk)


@require_safe
def campaign_run(request, pk):
    """A campaign at whatever stage it is: to be started, at work, or done."""
    check_may(request.user, "shop.view_campaign")
    campaign = get_campaign(pk)
    context = {"title": campaign.name, "campaign": campaign}
    if campaign.may_start:
        context["would_reach"] = recipients(campaign).count()
    return desk_page(request, "shop/desk/campaign.html", context)


@require_safe
def campaign_progress(request, pk):
    """How far it is; the page is shown anew once it has ended."""
    check_may(request.user, "shop.view_campaign")
    campaign = get_campaign(pk)
    response = render(request, "shop/desk/_progress.html", {"campaign": campaign})
    if not campaign.is_running:
        response["HX-Refresh"] = "true"
    return response


@require_POST
def campaign_start(request, pk):
    check_may(request.user, "shop.change_campaign")
    campaign = get_campaign(pk)
    try:
        actions.start_campaign(campaign, actor=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect(campaign)


@require_POST
def campaign_stop(request, pk):
    check_may(request.user, "shop.change_campaign")
    campaign = get_campaign(pk)
    actions.stop_campaign(campaign, actor=request.user)
    return redirect(campaign)
