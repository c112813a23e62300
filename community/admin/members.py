"""Members and roles on the staff desk."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

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
