"""Members and roles on the staff desk."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from community import actions
from community.audit import record
from community.models import Member
from community.staffing import AuditedAdmin, BoundedPaginator, DeskAdmin

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

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        proven = EmailAddress.objects.filter(email=email, verified=True).exclude(user=self.instance.pk)
        if proven.exists():
            raise ValidationError(_("Another member has proven that this address is theirs."), code="address_taken")
        return email


@admin.register(Member)
class MemberAdmin(AuditedAdmin, UserAdmin):
    """Leads look members up and appoint ambassadors, superusers make staff of them, nobody else comes here."""

    audit_as = "community.member"
    form = MemberChangeForm
    add_form = MemberCreationForm
    list_display = ["name", "email", "job_title", "mark", "is_staff", "is_active", "joined_at"]
    list_filter = ["is_staff", "is_active", "mark", "groups"]
    actions = ["appoint", "dismiss"]
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

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            # What opened the account before must not open it any more.
            actions.set_address(obj, actor=request.user)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        actions.refresh_marks([form.instance.pk])

    def has_appoint_permission(self, request):
        return request.user.has_perm("community.appoint_ambassador")

    @admin.action(description=_("Appoint as ambassadors"), permissions=["appoint"])
    def appoint(self, request, queryset):
        done = 0
        for member in queryset:
            try:
                actions.appoint_ambassador(member, actor=request.user)
                done += 1
            except ValidationError as error:
                messages.error(request, error.messages[0])
        words = ngettext("%(n)s member is an ambassador.", "%(n)s members are ambassadors.", done)
        messages.success(request, words % {"n": done})

    @admin.action(description=_("No longer ambassadors"), permissions=["appoint"])
    def dismiss(self, request, queryset):
        members = list(queryset)
        for member in members:
            actions.dismiss_ambassador(member, actor=request.user)
        words = ngettext("%(n)s member is no ambassador.", "%(n)s members are no ambassadors.", len(members))
        messages.success(request, words % {"n": len(members)})

    def log_change(self, request, obj, message):
        # The only way past save_model is the page that sets a password.
        if request.resolver_match.url_name == "auth_user_password_change":
            record("community.member.password_set", obj, actor=request.user)
        return super().log_change(request, obj, message)


admin.site.unregister(Group)


@admin.register(Group)
class RoleAdmin(DeskAdmin, GroupAdmin):
    """What a role may do, for superusers alone."""
