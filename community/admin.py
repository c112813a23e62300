"""The community, its members and groups, deliveries and the audit trail on the staff desk."""

import re

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community import actions
from community.audit import record
from community.models import AuditEntry, Community, Delivery, InterestGroup, Member, Membership, Rules
from community.notices import render_notice
from community.staffing import AuditedAdmin, BoundedPaginator, DeskAdmin, KeysField, KeysPicker, ViewOnlyAdmin

MAIL_ADDRESS = re.compile(r"([\w.+-])[\w.+-]*@")


@admin.register(Community)
class CommunityAdmin(AuditedAdmin):
    """The one row."""

    audit_as = "community.community"

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """The one row itself; a list of one is of no use."""
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        return HttpResponseRedirect(reverse("admin:community_community_change", args=[Community.get().pk]))

    def write(self, obj, form):
        # Only what the form changed: the version is raised by others meanwhile.
        obj.save(update_fields=form.changed_data)


# --- members --------------------------------------------------------------------------------------------------

LOOKED_UP = [
    (None, {"fields": ["email", "name", "job_title"]}),
    (_("Settings"), {"fields": ["language", "time_zone", "bio"]}),
    (_("When"), {"fields": ["joined_at", "last_login"]}),
]


class MemberCreationForm(AdminUserCreationForm):
    class Meta:
        model = Member
        fields = ["email", "name"]
        field_classes = {"email": forms.EmailField}


class MemberChangeForm(UserChangeForm):
    class Meta:
        model = Member
        fields = "__all__"
        field_classes = {"email": forms.EmailField}


@admin.register(Member)
class MemberAdmin(AuditedAdmin, UserAdmin):
    """Leads look members up, superusers make staff of them, nobody else comes here."""

    audit_as = "community.member"
    form = MemberChangeForm
    add_form = MemberCreationForm
    list_display = ["name", "email", "job_title", "is_staff", "is_active", "joined_at"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["=email", "name"]
    ordering = ["-pk"]
    paginator = BoundedPaginator
    readonly_fields = ["joined_at", "last_login"]
    filter_horizontal = ["groups"]
    fieldsets = [
        (None, {"fields": ["email", "name", "job_title", "password"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        *LOOKED_UP[1:],
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "usable_password", "password1", "password2"]})]

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if request.user.is_superuser else LOOKED_UP

    def has_add_permission(self, request):
        return request.user.is_superuser

    def has_change_permission(self, request, obj=None):
        # Whoever may change members could make himself superuser: that stays with superusers.
        return request.user.is_superuser

    def has_delete_permission(self, request, obj=None):
        return False

    def log_change(self, request, obj, message):
        # The only way past save_model is the page that sets a password.
        if request.resolver_match.url_name == "auth_user_password_change":
            record("community.member.password_set", obj, actor=request.user)
        return super().log_change(request, obj, message)


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(DeskAdmin, GroupAdmin):
    """What a role may do, for superusers alone."""


# --- groups ---------------------------------------------------------------------------------------------------


class InterestGroupForm(forms.ModelForm):
    hosts = KeysField(
        label=_("hosts"),
        queryset=Member.objects.filter(is_active=True),
        required=False,
        widget=KeysPicker(InterestGroup._meta.get_field("members"), admin.site),
        help_text=_("Members who run the group; whoever is not in it yet joins."),
    )

    class Meta:
        model = InterestGroup
        fields = ["name", "slug", "description", "hue", "policy", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            hosts = Membership.objects.filter(group=self.instance, role=Membership.Role.HOST)
            self.initial["hosts"] = list(hosts.values_list("member_id", flat=True))


@admin.register(InterestGroup)
class InterestGroupAdmin(AuditedAdmin):
    audit_as = "community.group"
    form = InterestGroupForm
    list_display = ["name", "slug", "member_count", "feedback_count", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    ordering = ["-member_count", "pk"]

    def has_delete_permission(self, request, obj=None):
        # What was said within a group stays said within it; it is switched off instead.
        return False

    def write(self, obj, form):
        # Counts are moved by members meanwhile.
        names = [name for name in form.changed_data if name != "hosts"]
        obj.save(**({} if obj._state.adding else {"update_fields": names}))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "hosts" in form.changed_data:
            actions.set_hosts(form.instance, form.cleaned_data["hosts"], actor=request.user)


# --- rules ----------------------------------------------------------------------------------------------------


class RulesForm(forms.ModelForm):
    publish = forms.BooleanField(
        label=_("publish now"),
        required=False,
        help_text=_("Every member is asked to accept them before saying the next thing. It cannot be undone."),
    )

    class Meta:
        model = Rules
        fields = ["text", "text_en", "changed", "changed_en"]

    def clean(self):
        data = super().clean()
        if self.instance._state.adding and Rules.objects.filter(version=None).exists():
            raise ValidationError(_("There is a draft already; go on with that one."), code="second_draft")
        return data


@admin.register(Rules)
class RulesAdmin(AuditedAdmin):
    """Drafts are written and published here; what is published stays as members accepted it."""

    audit_as = "community.rules"
    form = RulesForm
    list_display = ["__str__", "changed", "published_at"]
    ordering = [F("version").desc(nulls_first=True)]
    fields = ["text", "text_en", "changed", "changed_en", "publish"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.version is None)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.version is None)

    def get_fields(self, request, obj=None):
        is_draft = obj is None or obj.version is None
        return self.fields if is_draft else [*self.fields[:-1], "published_at"]

    def get_actions(self, request):
        return {}

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if form.cleaned_data["publish"]:
            actions.publish_rules(obj, actor=request.user)


# --- deliveries -----------------------------------------------------------------------------------------------


@admin.register(Delivery)
class DeliveryAdmin(ViewOnlyAdmin):
    """What became of each mail; those given up are tried again or dropped here."""

    list_display = ["subject", "member", "channel", "state", "attempts", "next_try_at", "sent_at", "error"]
    list_select_related = ["notification__member"]
    list_filter = ["state"]
    ordering = ["-pk"]
    actions = ["retry", "drop"]
    fields = readonly_fields = list_display

    @admin.display(description=_("what"))
    def subject(self, delivery):
        return render_notice(delivery.notification)[0]

    @admin.display(description=_("to"))
    def member(self, delivery):
        return delivery.notification.member.name

    @admin.display(description=_("last error"))
    def error(self, delivery):
        # Mail servers quote the address, and that is nobody's business here.
        return MAIL_ADDRESS.sub(r"\1…@", delivery.last_error)

    def has_handle_permission(self, request):
        return request.user.has_perm("community.change_delivery")

    @admin.action(description=_("Try again"), permissions=["handle"])
    def retry(self, request, queryset):
        dead = list(queryset.filter(state=Delivery.State.DEAD))
        for delivery in dead:
            actions.retry_delivery(delivery, actor=request.user)
        words = ngettext("%(n)s mail is tried again.", "%(n)s mails are tried again.", len(dead))
        messages.success(request, words % {"n": len(dead)})

    @admin.action(description=_("Drop"), permissions=["handle"])
    def drop(self, request, queryset):
        dead = list(queryset.filter(state=Delivery.State.DEAD))
        for delivery in dead:
            actions.drop_delivery(delivery, actor=request.user)
        words = ngettext("%(n)s mail is dropped.", "%(n)s mails are dropped.", len(dead))
        messages.success(request, words % {"n": len(dead)})


# --- the trail ------------------------------------------------------------------------------------------------


class ActionFilter(admin.SimpleListFilter):
    """By what was done; the names come from the apps, so that no table is walked for them."""

    title = _("did")
    parameter_name = "did"

    def lookups(self, request, model_admin):
        names = {name for config in apps.get_app_configs() for name in getattr(config, "audit_actions", ())}
        return [(name, name) for name in sorted(names)]

    def queryset(self, request, queryset):
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ViewOnlyAdmin):
    list_display = ["created_at", "actor_label", "action", "object_label"]
    list_filter = [ActionFilter]
    search_fields = ["=object_id", "actor_label"]
    ordering = ["-pk"]
    fields = readonly_fields = [
        "created_at",
        "actor_label",
        "action",
        "object_type",
        "object_id",
        "object_label",
        "changes",
    ]
