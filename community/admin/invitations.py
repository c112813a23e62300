"""Invitation campaigns and who came by them, on the staff desk."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from community.models import Activity, Arrival, InterestGroup, Invitation
from community.staffing import AuditedAdmin, KeyField, KeyPicker, ViewOnlyAdmin, plain


def this_minute():
    return timezone.now().replace(second=0, microsecond=0)


class MomentField(forms.DateTimeField):
    """A moment to the minute, in one input with one label."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class CampaignForm(forms.ModelForm):
    starts_at = MomentField(label=_("from"), initial=this_minute)
    group = KeyField(
        label=_("group to join"),
        queryset=InterestGroup.objects.filter(is_active=True),
        required=False,
        widget=KeyPicker(Invitation._meta.get_field("group"), admin.site),
        help_text=_("Whoever comes is in it from the start."),
    )
    ends_at = MomentField(label=_("until"), required=False, help_text=_("Empty: without end."))

    class Meta:
        model = Invitation
        fields = ["name", "group", "limit", "starts_at", "ends_at", "is_active"]

    def clean_limit(self):
        limit = self.cleaned_data["limit"]
        if limit < self.instance.joined_count:
            raise ValidationError(
                _("%(n)s have come already.") % {"n": self.instance.joined_count}, code="below_joined"
            )
        return limit

    def clean(self):
        data = super().clean()
        begins, ends = data.get("starts_at"), data.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", ValidationError(_("It must end after it begins."), code="ends_too_early"))
        return data


@admin.register(Invitation)
class CampaignAdmin(AuditedAdmin):
    """Links of campaigns; those of members are their own affair."""

    audit_as = "community.invitation"
    form = CampaignForm
    list_display = ["name", "group", "is_active", "ends_at", "opened_count", "joined", "active"]
    list_select_related = ["group"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    ordering = ["-pk"]
    fields = ["name", "group", "limit", "starts_at", "ends_at", "is_active"]

    def get_queryset(self, request):
        acts = Activity.objects.filter(member=OuterRef("member")).exclude(kind__in=["join", "join_group"])
        came = Arrival.objects.counted().filter(Exists(acts), invitation=OuterRef("pk")).order_by()
        active = Coalesce(Subquery(came.values("invitation").annotate(n=Count("pk")).values("n")), 0)
        return super().get_queryset(request).filter(member=None).annotate(active_count=active)

    def get_fields(self, request, obj=None):
        return [*self.fields, "address", "opened_count", "joined", "active"] if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        return ["address", "opened_count", "joined", "active"]

    @admin.display(description=_("address to pass on"))
    def address(self, link):
        return format_html('<code class="wrap">{}{}</code>', settings.SITE_URL, link.get_absolute_url())

    @admin.display(description=_("signed up"))
    def joined(self, link):
        return f"{link.joined_count} / {link.limit}"

    @admin.display(description=_("active since"))
    def active(self, link):
        """How many of them did something beyond joining."""
        return link.active_count

    def has_delete_permission(self, request, obj=None):
        # Who came by it stays known; it is switched off instead.
        return False

    def write(self, obj, form):
        # Counts are moved by those who come meanwhile.
        obj.save(**({} if obj._state.adding else {"update_fields": form.changed_data}))


@admin.register(Arrival)
class ArrivalAdmin(ViewOnlyAdmin):
    """Who brought whom."""

    list_display = ["member", "brought_by", "campaign", "signed_up_at", "arrived_at"]
    list_select_related = ["member", "brought_by", "invitation__member"]
    list_display_links = None
    search_fields = ["member__name", "brought_by__name", "invitation__name"]
    ordering = ["-pk"]
    fields = readonly_fields = list_display

    campaign = plain("invitation", _("invitation"))
