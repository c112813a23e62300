"""Interest groups on the staff desk."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from community import actions
from community.actions.founding import check_group_name
from community.models import InterestGroup, Member, Membership
from community.staffing import AuditedAdmin, KeysField, KeysPicker


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
        fields = ["name", "slug", "description", "hue", "policy", "interests", "is_active"]
        widgets = {"interests": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            hosts = Membership.objects.filter(group=self.instance, role=Membership.Role.HOST)
            self.initial["hosts"] = list(hosts.values_list("member_id", flat=True))

    def clean(self):
        data = super().clean()
        if self.instance.is_private and data.get("policy") != InterestGroup.Policy.INVITATION:
            self.add_error("policy", _("It is private, and those need invitations. Its hosts can open it."))
        if data.get("name"):
            try:
                check_group_name(
                    InterestGroup(pk=self.instance.pk, name=data["name"], is_private=self.instance.is_private)
                )
            except ValidationError as error:
                self.add_error("name", error)
        return data


@admin.register(InterestGroup)
class InterestGroupAdmin(AuditedAdmin):
    audit_as = "community.group"
    form = InterestGroupForm
    list_display = ["name", "slug", "policy", "is_private", "member_count", "feedback_count", "is_active"]
    list_filter = ["policy", "is_private", "is_active"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    ordering = ["-member_count", "pk"]

    def get_queryset(self, request):
        """All groups for those who may change them; for others those that they know of as members."""
        rows = super().get_queryset(request)
        return rows.filter(pk__in=InterestGroup.objects.on_desk_of(request.user).values("pk"))

    def has_delete_permission(self, request, obj=None):
        # What was said within a group stays said within it; it is switched off instead.
        return False

    def write(self, obj, form):
        # Counts are moved by members meanwhile.
        names = [name for name in form.changed_data if name not in ("hosts", "interests")]
        obj.save(**({} if obj._state.adding else {"update_fields": names}))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "is_active" in form.changed_data:
            actions.refresh_marks(form.instance.members.values_list("pk", flat=True))
        if "hosts" in form.changed_data:
            actions.set_hosts(form.instance, form.cleaned_data["hosts"], actor=request.user)
